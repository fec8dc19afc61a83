//! Socket.IO, fifth revision: its packets, which travel as Engine.IO messages.

mod decode;
mod encode;
mod ready;

pub use super::engine_io::Malformed;
pub use decode::decode;
pub use encode::encode;
pub use ready::{ack, connected, event, refused};

use serde_json::Value;

/// The namespace that is not written.
pub const MAIN_NAMESPACE: &str = "/";

/// One packet. A namespace begins with `/` and has no comma.
#[derive(Clone, Debug, PartialEq)]
pub enum Packet {
    /// A client asks for a namespace, with what proves who it is; or the server lets it in.
    Connect {
        /// Where to.
        namespace: String,
        /// An object, where there is any.
        data: Option<Value>,
    },
    /// Either side leaves a namespace.
    Disconnect {
        /// Which.
        namespace: String,
    },
    /// Something happened.
    Event {
        /// Where.
        namespace: String,
        /// The number to acknowledge it with, when the sender wants that.
        ack_id: Option<u64>,
        /// Its name (text or a number), then its arguments.
        args: Vec<Value>,
    },
    /// An event was received.
    Ack {
        /// Where.
        namespace: String,
        /// The event's number.
        ack_id: u64,
        /// What the receiver says to it.
        args: Vec<Value>,
    },
    /// The server does not let a client in.
    ConnectError {
        /// Where to.
        namespace: String,
        /// An object, from older servers a text.
        data: Value,
    },
    /// An event whose arguments have places for bytes, which follow as packets of their own.
    BinaryEvent {
        /// How many follow.
        attachments: u32,
        /// Where.
        namespace: String,
        /// The number to acknowledge it with, when the sender wants that.
        ack_id: Option<u64>,
        /// Its name, then its arguments.
        args: Vec<Value>,
    },
    /// An acknowledgement with bytes that follow.
    BinaryAck {
        /// How many follow.
        attachments: u32,
        /// Where.
        namespace: String,
        /// The event's number.
        ack_id: u64,
        /// What the receiver says to it.
        args: Vec<Value>,
    },
}

#[cfg(test)]
mod tests;
