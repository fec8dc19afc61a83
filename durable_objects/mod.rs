//! The Durable Objects: what has one truth lives in one of them.

pub mod stream_room;
