//! The webhook inbox: what media servers tell, and the log of it.

mod answer;
pub mod handlers;
mod health;
pub mod store;

pub use store::{keep, keep_stray};
