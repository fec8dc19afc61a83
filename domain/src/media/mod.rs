//! Broadcasts: what media servers report, and what follows from it.

pub mod event;
pub mod inbox;
pub mod probe;
pub mod report;
pub mod rules;
pub mod session;
pub mod verdict;
