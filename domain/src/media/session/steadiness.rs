//! How steadily the running or last broadcast is published: for whoever looks after it, and without a bearing on it.

use super::Session;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// How often the encoder came back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Steadiness {
    /// How often a publisher was back within the window.
    returns: u32,
    /// When that was the last time.
    last_return_at: Option<Millis>,
}

impl Steadiness {
    /// Whether nothing is to be stored: a broadcast that was never interrupted is stored as it was before.
    pub(super) fn is_perfect(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn returned(&mut self, at: Millis) {
        self.returns = self.returns.saturating_add(1);
        self.last_return_at = Some(at);
    }
}

/// Who publishes the live broadcast, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publishing {
    /// The media server's id of the connection: the one that was heard of last where several publish. `None` when
    /// none does, or the server names none.
    pub client_id: Option<String>,
    /// Since when without an interruption; of an interrupted broadcast, when that ended.
    pub since: Option<Millis>,
    /// When a publisher was last heard of.
    pub last_seen_at: Millis,
    /// When a broadcast without a publisher is ended; `None` while it has one.
    pub ends_at: Option<Millis>,
}

impl Session {
    /// How often the running or last broadcast was interrupted. Its end is no interruption.
    pub fn interruptions(&self) -> u32 {
        self.steadiness.returns.saturating_add(u32::from(self.interruption.is_some()))
    }

    /// Who publishes; `None` when the stream is not live.
    pub fn publishing(&self) -> Option<Publishing> {
        if !self.is_live() {
            return None;
        }
        let claim = self.claims.iter().max_by_key(|claim| claim.seen);
        Some(Publishing {
            client_id: claim.and_then(|claim| claim.client.as_ref()).map(|client| client.id.clone()),
            since: self.steadiness.last_return_at.or(self.shown.start_time),
            last_seen_at: claim.map_or(self.watch.heard_at, |claim| claim.seen),
            ends_at: self.interruption.as_ref().map(|interruption| interruption.ends_at),
        })
    }
}
