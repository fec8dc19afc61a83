//! Engine.IO, fourth revision: packets, the handshake, and the session of a client that polls.

mod handshake;
mod packet;
mod polling;

pub use handshake::{Ask, Heartbeat, Refusal, Transport, open_packet};
pub use packet::{Malformed, Packet, decode, decode_payload, encode, encode_payload, says_goodbye};
pub use polling::{Effects, Limits, Polled, Polling, Posted, Probed, Reason};
