//! The rules of liveroom: pure functions of state, input and time.
//!
//! Nothing here knows the platform. No clock, no randomness, no I/O: what a rule needs
//! comes in as an argument, what it wants done goes out as a value.

pub mod auth;
pub mod chat;
pub mod cloudflare;
pub mod fields;
pub mod integer;
pub mod media;
mod members;
pub mod objects;
pub mod ops;
pub mod page;
pub mod pages;
pub mod picture;
pub mod problem;
pub mod registry;
pub mod secret;
pub mod streams;
pub mod time;
pub mod vod;
pub mod wire;
