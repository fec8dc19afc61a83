//! The Durable Objects: what has one truth lives in one of them.

pub mod registry_sender;
pub mod stream_room;
