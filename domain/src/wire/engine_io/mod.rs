//! Engine.IO, fourth revision: packets, the handshake, and the session of a client that polls.

mod handshake;
mod packet;

pub use handshake::{Ask, Heartbeat, Refusal, Transport, open_packet};
pub use packet::{Malformed, Packet, decode, decode_payload, encode, encode_payload};
