//! Videos on demand: what a file is, who may have which bytes of it, and what may be said of it.

pub mod address;
mod boxes;
mod bytes;
pub mod conditions;
pub mod draft;
mod elements;
pub mod job;
pub mod link;
pub mod list;
pub mod probe;
pub mod range;
pub mod sniff;
mod status;
#[cfg(test)]
mod tests;

pub use status::{Source, Status};
