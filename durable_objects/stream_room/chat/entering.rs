//! Somebody comes in, is told how things stand and what they missed; somebody leaves.

use super::announcing::{event, messages};
use super::room::ChatRoom;
use super::roster::Line;
use super::seat::{Manner, Seat};
use super::{copying, deletions, log};
use crate::error::ApiError;
use crate::platform::answer::Answer;
use crate::platform::random;
use domain::chat::person::Person;
use domain::integer::MAX_INTEGER;
use domain::problem::Problem;
use domain::time::Millis;
use serde_json::{Value, json};

/// Messages that somebody who comes back is given; the rest is to be read over HTTP.
const MAX_MISSED: u32 = 1_000;
/// Their bytes at the most: less than a polling session may hold.
const MAX_MISSED_BYTES: usize = 524_288;
/// The tag of the JSON door's sockets.
pub(super) const JSON_TAG: &str = "json";

/// What somebody who comes in is to be told.
#[derive(Default)]
pub(super) struct Missed {
    /// They were here before, and need not be shown what was said then.
    is_back: bool,
    messages: Vec<(i64, String)>,
    deletions: Vec<String>,
    /// The numbers between which messages are left to be read over HTTP, both exclusive.
    pub(super) gap: Option<(i64, i64)>,
}

impl ChatRoom {
    /// A WebSocket at the JSON door. `after`: the last message that its client has.
    pub(super) fn enter_json(
        &mut self,
        stream_id: i64,
        person: Person,
        after: Option<i64>,
        now: Millis,
    ) -> Result<Answer, ApiError> {
        self.begin(stream_id, now)?;
        let seat = Seat::taken_by(random::id(), person, Manner::Json, now);
        let missed = self.missed(after)?;
        let (socket, answer) = self.sockets.accept(&[JSON_TAG], &seat.to_text())?;
        self.welcome(&seat, Line::Socket(socket), &missed, now)?;
        Ok(answer)
    }

    /// What every entrance begins with: the room must be there, and what is pending is told to those who wait for it.
    pub(super) fn begin(&mut self, stream_id: i64, now: Millis) -> Result<(), ApiError> {
        if self.is_closed {
            return Err(Problem::NotFound("stream").into());
        }
        if self.stream_id != stream_id {
            copying::Copied::know(&self.storage, stream_id)?;
            self.stream_id = stream_id;
        }
        self.flush(now);
        Ok(())
    }

    /// What somebody whose last message is `after` has missed; without one, what somebody new is shown.
    pub(super) fn missed(&self, after: Option<i64>) -> Result<Missed, ApiError> {
        let Some(after) = after.map(|after| after.clamp(0, self.last_seq)) else {
            return Ok(Missed::default());
        };
        let messages = self.missed_messages(after)?;
        let first = messages.first().map_or(self.last_seq + 1, |(seq, _)| *seq);
        Ok(Missed {
            is_back: true,
            deletions: deletions::missed(&self.storage, after)?,
            gap: (first > after + 1).then_some((after, first)),
            messages,
        })
    }

    fn missed_messages(&self, after: i64) -> Result<Vec<(i64, String)>, ApiError> {
        if after == self.last_seq {
            return Ok(Vec::new());
        }
        let mut messages = log::last_between(&self.storage, after, MAX_INTEGER, MAX_MISSED)?;
        let beyond = messages.len() - log::fitting(messages.iter().rev(), MAX_MISSED_BYTES);
        messages.drain(..beyond);
        Ok(messages)
    }

    /// Gives somebody their seat, and tells them and the others.
    pub(super) fn welcome(
        &mut self,
        seat: &Seat,
        line: Line,
        missed: &Missed,
        now: Millis,
    ) -> Result<(), ApiError> {
        let Some((person, manner)) = seat.taken() else { return Ok(()) };
        self.roster.take(seat, line.clone());
        let body = self.welcome_body(person, missed);
        // What a client was given last is where it goes on: the messages that it missed are still to come.
        let offset = missed.messages.first().map_or(self.last_seq, |(seq, _)| seq - 1);
        self.send(&line, &event(manner, "welcome", &body, offset));
        for text in messages(manner, &missed.messages) {
            self.send(&line, &text);
        }
        for deletion in &missed.deletions {
            self.send(&line, &event(manner, "message_deleted", deletion, self.last_seq));
        }
        self.people_changed(now);
        Ok(())
    }

    /// Put together from texts: the history is JSON already, and a crowd that comes in at once is told it each.
    fn welcome_body(&self, person: &Person, missed: &Missed) -> String {
        let mut head = json!({
            "streamId": self.stream_id,
            "you": self.you(person),
            "seq": self.last_seq,
            "viewers": self.roster.people(),
            "status": self.broadcast.status.as_str(),
            "settings": self.standings.settings.public_json(),
        });
        if let (Some(members), Some((after, before))) = (head.as_object_mut(), missed.gap) {
            members.insert("gap".to_owned(), json!({"after": after, "before": before}));
        }
        let head = head.to_string();
        let head = head.strip_suffix('}').unwrap_or_default();
        let history = if missed.is_back { String::new() } else { self.latest.to_text() };
        format!("{head},\"history\":[{history}]}}")
    }

    fn you(&self, person: &Person) -> Value {
        json!({
            "userId": person.user_id, "username": person.username, "role": person.role,
            "isOwner": person.is_owner, "isModerator": self.is_moderator(&person.user_id),
        })
    }

    /// Somebody is gone.
    pub(super) fn leave(&mut self, seat_id: &str, now: Millis) {
        self.doubts.forget(seat_id);
        if self.roster.leave(seat_id) {
            self.people_changed(now);
        }
    }
}
