//! The log of the media events of all streams.

pub mod handlers;
