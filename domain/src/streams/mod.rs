//! Streams: what may be said of them, how they are found, and their keys.

pub mod draft;
pub mod key;
pub mod list;
pub mod snapshot;
pub mod words;
