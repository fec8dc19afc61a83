//! How many watch.

use serde::{Deserialize, Serialize};

/// The count of viewers. Who they are is the room's to keep: there may be many.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Audience {
    /// Viewers counted by their connection, each once.
    named: u32,
    /// What is to be added for viewers without a name, or corrected after the media server told its own figure.
    offset: i64,
}

impl Audience {
    /// Never below zero, whatever was heard.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(i64::from(self.named).saturating_add(self.offset).max(0)).unwrap_or(u32::MAX)
    }

    pub(super) fn join_named(&mut self) {
        self.named = self.named.saturating_add(1);
    }

    pub(super) fn leave_named(&mut self) {
        self.named = self.named.saturating_sub(1);
    }

    pub(super) fn join_unnamed(&mut self) {
        self.offset = self.offset.saturating_add(1);
    }

    /// False when there was nobody to leave.
    pub(super) fn leave_unnamed(&mut self) -> bool {
        let anyone = self.count() > 0;
        if anyone {
            self.offset = self.offset.saturating_sub(1);
        }
        anyone
    }

    /// The media server's own figure replaces what was counted so far.
    pub(super) fn report(&mut self, viewers: u32) {
        self.offset = i64::from(viewers) - i64::from(self.named);
    }
}
