//! Real files, and files that lie.

mod fixtures;
mod probe;
mod sniff;
