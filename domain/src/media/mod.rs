//! Broadcasts: what media servers report, and what follows from it.

pub mod event;
pub mod figures;
pub mod inbox;
pub mod meter;
pub mod probe;
pub mod report;
pub mod rules;
pub mod session;
pub mod verdict;
