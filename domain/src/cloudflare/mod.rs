//! Cloudflare Stream: what it is asked for, how its answers are read, and when it is asked again.
//!
//! Its documents leave some things open and say others twice; what is read here takes every variant that was seen.

pub mod address;
pub mod circuit;
pub mod draft;
pub mod failure;
pub mod live_input;
pub(crate) mod reading;
pub mod retry;
pub mod state;
pub mod token;
pub mod video;
pub mod wish;
