//! What the Worker says to a room, and what the room answers. Both are the same build, so this needs no version.

use domain::media::event::Said;
use domain::media::meter::Measured;
use domain::media::session::{Publishing, Snapshot};
use domain::media::verdict::Verdict;
use domain::time::Millis;
use serde::{Deserialize, Serialize};

/// A media event on its way to its room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hearing {
    /// Which stream's room this is: the object itself knows only the digest of its name.
    pub stream_id: i64,
    /// The name under which the stream is played.
    pub playback_name: String,
    /// What makes this event the same as another: the sender's event id or the request's signature.
    pub key: Option<String>,
    /// What was said.
    pub said: Said,
    /// Of a recording: when its broadcast began, where its keeper tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_at: Option<Millis>,
}

/// A call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Call {
    /// A media event.
    Hear(Box<Hearing>),
    /// How do things stand?
    Show,
    /// How does the broadcast fare?
    Examine,
    /// The owner ends the broadcast.
    End,
    /// The stream is to be deleted.
    Retire,
    /// The index has taken over the snapshot of this version and the events up to this number.
    Acknowledge {
        /// The snapshot's version.
        version: u64,
        /// The last event's number; 0 for none.
        seq: i64,
    },
    /// The index shows this version: report again if that is not the last one.
    Compare {
        /// Which stream's room this is.
        stream_id: i64,
        /// The version that the index has.
        version: u64,
    },
}

/// The answer to every call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// How things stand now.
    pub snapshot: Snapshot,
    /// What became of it.
    pub verdict: Verdict,
    /// Of a recording: when the broadcast began that it is of. `None` for all else, and before the first broadcast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Millis>,
    /// The answer to [`Call::Examine`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}

/// How a broadcast fares.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Health {
    /// Who publishes it; `None` when it is not live.
    pub publishing: Option<Publishing>,
    /// How often the running or last broadcast was interrupted.
    pub interruptions: u32,
    /// What was measured of the running one.
    pub measured: Measured,
}
