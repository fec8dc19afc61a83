//! What the Worker says to a sender, and what it answers. Both are the same build, so this needs no version.

use domain::registry::kind::Kind;
use domain::registry::room::RoomId;
use domain::registry::write::State;
use domain::registry::{Address, B256};
use serde::{Deserialize, Serialize};

/// A write to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewWrite {
    /// What makes it the same as another: it is done once.
    pub key: String,
    /// What it does.
    pub kind: Kind,
    /// The contract that is called.
    pub to: Address,
    /// The call, in hexadecimal digits.
    pub data: String,
}

/// A call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Call {
    /// See to it that these are done, one after the other. Those that are known already are told of again.
    Put {
        /// The room that they change.
        room: RoomId,
        /// In the order in which they have to get onto the chain.
        writes: Vec<NewWrite>,
    },
    /// How do the writes of a room stand?
    Show {
        /// Which room.
        room: RoomId,
    },
    /// How does the sender do?
    Check,
}

/// A write as the sender knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What it does.
    pub kind: Kind,
    /// How far it is.
    pub state: State,
    /// The transaction that carries it.
    pub transaction: Option<B256>,
    /// Why it waits or failed.
    pub reason: Option<String>,
}

/// How a sender does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Writes that are not final.
    pub pending: u32,
    /// What was wrong when the chain was asked last.
    pub fault: Option<String>,
}

/// The answer to every call.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Told {
    /// The writes of the room, in their order.
    pub writes: Vec<Shown>,
    /// How the sender does.
    pub health: Health,
}
