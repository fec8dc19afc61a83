//! The connections that ended: what is said of them later comes too late.

use super::super::event::Client;
use super::super::rules::MAX_GONE;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// A connection that ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Gone {
    pub(super) client: Client,
    /// When it ended, by the sender's clock.
    pub(super) sent_at: Option<Millis>,
    /// When the room learned of it.
    pub(super) at: Millis,
    /// Whether the room knew it as a publisher; if not, its beginning may still be on its way.
    pub(super) published: bool,
}

/// The last [`MAX_GONE`] of them, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Graveyard(Vec<Gone>);

impl Graveyard {
    pub(super) fn of(&self, client: &Client) -> Option<&Gone> {
        self.0.iter().rev().find(|gone| gone.client.may_be(client))
    }

    pub(super) fn bury(&mut self, gone: Gone) {
        self.forget(&gone.client);
        if self.0.len() >= MAX_GONE {
            self.0.remove(0);
        }
        self.0.push(gone);
    }

    pub(super) fn forget(&mut self, client: &Client) {
        self.0.retain(|gone| !gone.client.may_be(client));
    }
}
