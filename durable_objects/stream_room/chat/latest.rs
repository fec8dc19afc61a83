//! The latest messages, which everyone who comes in is shown: kept in memory, since a crowd comes in at once.

use super::log;
use crate::error::ApiError;
use domain::integer::MAX_INTEGER;
use std::collections::VecDeque;
use worker::SqlStorage;

/// Messages that somebody new is shown.
const COUNT: u32 = 50;

/// The latest messages as `(seq, JSON)`, in order.
pub(super) struct Latest(VecDeque<(i64, String)>);

impl Latest {
    /// Reads them.
    pub(super) fn load(storage: &SqlStorage) -> Result<Self, ApiError> {
        Ok(Self(log::last_between(storage, 0, MAX_INTEGER, COUNT)?.into()))
    }

    /// One more was said.
    pub(super) fn push(&mut self, seq: i64, body: &str) {
        if self.0.len() >= COUNT as usize {
            self.0.pop_front();
        }
        self.0.push_back((seq, body.to_owned()));
    }

    /// One was deleted.
    pub(super) fn replace(&mut self, seq: i64, body: String) {
        if let Some(message) = self.0.iter_mut().find(|message| message.0 == seq) {
            message.1 = body;
        }
    }

    /// Forgets them.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The items of a JSON array.
    pub(super) fn to_text(&self) -> String {
        let bodies: Vec<&str> = self.0.iter().map(|(_, body)| body.as_str()).collect();
        bodies.join(",")
    }
}
