//! The log, read over HTTP.

use super::calls::{ChatCall, ChatTold};
use super::log;
use super::room::ChatRoom;
use crate::error::ApiError;
use domain::time::Millis;

impl ChatRoom {
    /// Answers a call.
    pub(super) fn answer(&mut self, call: ChatCall, now: Millis) -> Result<ChatTold, ApiError> {
        if self.is_closed {
            return Ok(ChatTold::NotFound("stream".to_owned()));
        }
        match call {
            ChatCall::Read { after, before, limit, is_last } => {
                let read = if is_last { log::last_between } else { log::first_between };
                let messages = read(&self.storage, after, before, limit)?;
                let items = messages.into_iter().map(|(seq, body)| (seq.to_string(), body));
                Ok(ChatTold::Items(items.collect()))
            }
            ChatCall::Act(actor, act) => self.act(&actor, act, now),
        }
    }
}
