//! For those who run it: what may be asked of the log, of activity and of failures, and the form of the metrics.

pub mod activity;
pub mod events;
pub mod exposition;
pub mod failures;
pub mod queues;
mod reading;
