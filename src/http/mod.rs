//! HTTP, without a word of what it is about.

pub mod cors;
pub mod reply;
pub mod request;
pub mod router;
