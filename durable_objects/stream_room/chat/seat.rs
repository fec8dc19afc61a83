//! A seat: who sits behind a connection. It is kept with the socket, and so outlives the object's memory.

use crate::platform::sockets::Socket;
use domain::chat::denied::Denied;
use domain::chat::person::Person;
use domain::time::Millis;
use serde::{Deserialize, Serialize};

/// The layout of what is kept with a socket. Sockets that sleep through a deploy still hold the old one.
const V: u8 = 1;

/// How a listener takes what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Manner {
    /// One JSON object a frame.
    Json,
    /// Socket.IO events, one a message.
    Events,
    /// Socket.IO events, the messages of a moment together.
    Batches,
}

/// What the handshake of an Engine.IO connection said about who is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entrance {
    /// The stream's owner; `None` when there is no such stream.
    pub owner_id: Option<i64>,
    /// Whoever the query's token belongs to.
    pub person: Result<Person, Denied>,
}

/// How far a connection has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Stage {
    /// A WebSocket that is to take over from a polling session.
    Probing {
        /// The session's id.
        sid: String,
    },
    /// Engine.IO is open, Socket.IO is not.
    Waiting {
        /// When it is given up.
        until: Millis,
        /// What the handshake said.
        entrance: Box<Entrance>,
    },
    /// Somebody sits here.
    Taken {
        /// Who.
        person: Box<Person>,
        /// How they listen.
        manner: Manner,
        /// The stream's owner, for an Engine.IO connection on which Socket.IO may be closed and opened again.
        owner_id: Option<i64>,
        /// The token's session has ended: whoever sits here may listen on.
        is_revoked: bool,
    },
}

impl Stage {
    /// Somebody sits down.
    pub(super) fn taken(person: Person, manner: Manner, owner_id: Option<i64>) -> Self {
        Self::Taken { person: Box::new(person), manner, owner_id, is_revoked: false }
    }
}

/// A seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Seat {
    v: u8,
    /// Unlike any other's in this room.
    pub(super) id: String,
    /// When its client last showed that it is there: by coming in, or by answering a ping.
    pub(super) heard_at: Millis,
    /// How far it has come.
    pub(super) stage: Stage,
}

impl Seat {
    pub(super) fn new(id: String, stage: Stage, now: Millis) -> Self {
        Self { v: V, id, heard_at: now, stage }
    }

    /// The same seat, further on.
    pub(super) fn at(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    /// The same seat, whose client has just shown that it is there.
    pub(super) fn heard(self, now: Millis) -> Self {
        Self { heard_at: now, ..self }
    }

    /// The seat of a socket; `None` when what is kept there cannot be read.
    pub(super) fn of(socket: &Socket) -> Option<Self> {
        serde_json::from_str(&socket.kept()?).ok().filter(|seat: &Self| seat.v == V)
    }

    /// The seat of somebody whom the handshake let in.
    pub(super) fn taken_by(id: String, person: Person, manner: Manner, now: Millis) -> Self {
        Self::new(id, Stage::taken(person, manner, None), now)
    }

    /// Who sits here and how they listen.
    pub(super) fn taken(&self) -> Option<(&Person, Manner)> {
        match &self.stage {
            Stage::Taken { person, manner, .. } => Some((person, *manner)),
            Stage::Probing { .. } | Stage::Waiting { .. } => None,
        }
    }

    /// The text that is kept with the socket.
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sockets asleep during a deploy still hold the old bytes: bump `v`, keep reading this.
    #[test]
    fn the_layout_of_a_seat_is_frozen() {
        for frozen in [
            concat!(
                r#"{"v":1,"id":"a","heardAt":5,"stage":{"taken":{"person":{"userId":7,"username":"ann","#,
                r#""role":"user","sid":"s","exp":9,"checkedAt":5,"accountSince":1,"isOwner":false},"#,
                r#""manner":"json","ownerId":null,"isRevoked":false}}}"#
            ),
            concat!(
                r#"{"v":1,"id":"b","heardAt":5,"stage":{"waiting":{"until":9,"entrance":{"ownerId":3,"#,
                r#""person":{"Err":"missing"}}}}}"#
            ),
            r#"{"v":1,"id":"c","heardAt":5,"stage":{"probing":{"sid":"x"}}}"#,
        ] {
            let seat: Seat = serde_json::from_str(frozen).unwrap();
            assert_eq!(seat.to_text(), frozen);
        }
    }
}
