//! What the Worker says to a room's chat, and what it answers. Both are the same build, so this needs no version.

pub use super::seat::Entrance;
use domain::chat::ban::Ban;
use domain::chat::person::Person;
use domain::chat::settings::Change;
use domain::chat::user_id::UserId;
use domain::wire::engine_io::Refusal;
use serde::{Deserialize, Serialize};

/// Why an Engine.IO request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub Refusal);

/// A request for a connection.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Joining {
    /// A WebSocket at the JSON door.
    Json {
        /// Which stream's room this is.
        stream_id: i64,
        /// Who.
        person: Person,
        /// The last message that the client has.
        after: Option<i64>,
    },
    /// An Engine.IO request; the body goes with it.
    Engine {
        /// Which stream's room this is.
        stream_id: i64,
        /// Who, as far as the handshake says.
        entrance: Entrance,
        /// The session that it is about.
        sid: Option<String>,
        /// What is asked.
        ask: EngineAsk,
    },
}

impl Joining {
    /// Whether a WebSocket is asked for.
    pub fn is_for_socket(&self) -> bool {
        matches!(self, Self::Json { .. } | Self::Engine { ask: EngineAsk::WebSocket, .. })
    }

    /// Whether the request has a body to be read.
    pub fn has_body(&self) -> bool {
        matches!(self, Self::Engine { ask: EngineAsk::Post, .. })
    }
}

/// What an Engine.IO request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EngineAsk {
    /// A WebSocket.
    WebSocket,
    /// What there is to hear.
    Poll,
    /// That something is heard.
    Post,
}

/// Who acts on a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// Who.
    pub user_id: UserId,
    /// The owner, or an admin: may do everything.
    pub is_above_moderators: bool,
    /// The stream's owner, who cannot be banned.
    pub owner_id: i64,
}

/// A call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ChatCall {
    /// Messages between two numbers, both exclusive.
    Read {
        /// The number before the first.
        after: i64,
        /// The number after the last.
        before: i64,
        /// How many at the most.
        limit: u32,
        /// The last of them rather than the first.
        is_last: bool,
    },
    /// Something that only the room's staff may.
    Act(Actor, Act),
}

impl ChatCall {
    /// The path of these calls, which tells them from those about the broadcast.
    pub const PATH: &str = "/chat";
}

/// What staff do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Act {
    /// Nothing yet: may they?
    Ask,
    /// Delete a message.
    Delete(i64),
    /// Ban somebody, in place of an earlier ban.
    Ban(Ban),
    /// Lift a ban.
    Unban(UserId),
    /// List the bans after somebody, in the order of their ids.
    Bans {
        /// The id before the first; empty for the first.
        after: String,
        /// How many at the most.
        limit: u32,
    },
    /// Make somebody a moderator.
    AddModerator(UserId),
    /// Take that right away.
    RemoveModerator(UserId),
    /// List the moderators, likewise.
    Moderators {
        /// The id before the first; empty for the first.
        after: String,
        /// How many at the most.
        limit: u32,
    },
    /// Show the settings.
    ShowSettings,
    /// Change the settings.
    ChangeSettings(Change),
    /// List what was done, the newest first.
    Audit {
        /// The number after the first.
        before: i64,
        /// How many at the most.
        limit: u32,
    },
}

/// The answer to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChatTold {
    /// Done.
    Done,
    /// JSON texts, each with what it is listed by.
    Items(Vec<(String, String)>),
    /// One JSON text.
    Item(String),
    /// There is no such thing.
    NotFound(String),
    /// They may not.
    Forbidden(String),
    /// It cannot be, as things stand.
    Conflict(String),
}
