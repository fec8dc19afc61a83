//! `StreamRoom`: one object a stream, the truth about its broadcast.
//!
//! # How an event becomes true
//! [`live::Live`] judges an event, and stores the new state, the event and the alarm between two awaits: the
//! platform writes them as one and holds the answer back until they are on disk. The index in D1 learns of it
//! afterwards, by alarm and queue ([`reporting`]), again and again until it says that it has.

mod broadcasts;
pub mod calls;
pub mod chat;
mod class;
pub mod client;
mod core;
mod live;
mod log;
mod picture;
mod reporting;
mod store;
mod viewers;

pub use class::StreamRoom;
