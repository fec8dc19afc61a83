//! The platform and its traps: the only place that touches JavaScript values.

pub mod address;
pub mod answer;
pub mod aside;
pub mod bindings;
pub mod bytes;
pub mod clock;
pub mod crypto;
pub mod d1;
pub mod digest;
pub mod fetch;
pub mod intake;
pub mod later;
pub mod limits;
pub mod log;
pub mod nodes;
pub mod objects;
pub mod presence;
pub mod queue;
pub mod random;
pub mod row;
pub mod sockets;
pub mod sql;
pub mod stub;
pub mod text;
pub mod value;
