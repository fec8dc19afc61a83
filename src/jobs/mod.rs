//! What happens later and surely: the queue's consumers and the clock's errands.

pub mod reports;
pub mod sweep;
