//! For those who run it.

pub mod handlers;
mod store;
