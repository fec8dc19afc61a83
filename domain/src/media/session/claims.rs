//! The connections that claim to publish.

use super::super::event::Client;
use super::super::rules::MAX_CLAIMS;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// One connection that publishes, as far as is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Claim {
    /// Which connection; `None` when the sender does not name its connections.
    pub(super) client: Option<Client>,
    /// When it began, by the sender's clock.
    pub(super) sent_at: Option<Millis>,
    /// When it was last heard of.
    pub(super) seen: Millis,
    /// Whether it gives signs of life, so that their absence means something.
    pub(super) beats: bool,
    /// Whether its server never gives an id twice: servers of the one kind and of the other are different servers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_unique: bool,
}

/// All claims, the oldest first. At most [`MAX_CLAIMS`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Claims(Vec<Claim>);

impl Claims {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Claim> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Claim> {
        self.0.iter_mut()
    }

    /// The claim of this connection; a connection without a name has the claim without a name.
    pub(super) fn of(&mut self, client: Option<&Client>) -> Option<&mut Claim> {
        self.0.iter_mut().find(|claim| match (&claim.client, client) {
            (Some(mine), Some(client)) => mine.may_be(client),
            (None, None) => true,
            _ => false,
        })
    }

    /// Whether signs of life can be expected of this claim: it gave some, or another of its server gives them.
    pub(super) fn should_beat(&self, claim: &Claim) -> bool {
        claim.beats || self.0.iter().any(|other| other.beats && other.is_unique == claim.is_unique)
    }

    /// Adds a claim. One with a name takes the place of the one without: the same encoder, better known.
    pub(super) fn add(&mut self, claim: Claim) {
        if claim.client.is_some() {
            self.0.retain(|old| old.client.is_some());
        }
        if self.0.len() >= MAX_CLAIMS {
            self.0.remove(0);
        }
        self.0.push(claim);
    }

    /// Takes out the claims that match, and returns them.
    pub(super) fn take(&mut self, matches: impl Fn(&Claim) -> bool) -> Vec<Claim> {
        let (taken, kept) = std::mem::take(&mut self.0).into_iter().partition(matches);
        self.0 = kept;
        taken
    }
}
