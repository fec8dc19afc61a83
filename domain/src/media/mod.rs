//! Broadcasts: what media servers report, and what follows from it.

pub mod event;
