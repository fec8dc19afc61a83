//! The platform and its traps: the only place that touches JavaScript values.

pub mod bindings;
pub mod clock;
pub mod crypto;
pub mod d1;
pub mod fetch;
pub mod limits;
pub mod log;
pub mod queue;
pub mod random;
pub mod row;
pub mod sql;
pub mod value;
