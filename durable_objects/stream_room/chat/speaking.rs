//! Somebody says something: judged, numbered, written, acknowledged, told, in this order.

use super::log;
use super::room::{ChatRoom, Want};
use super::roster::Line;
use crate::error::ApiError;
use crate::platform::text;
use domain::chat::blocked::fold;
use domain::chat::judge::{Rules, Standing, judge};
use domain::chat::message::Message;
use domain::chat::pace::Flush;
use domain::chat::person::Person;
use domain::chat::refusal::Refusal;
use domain::chat::text::{read_client_id, read_text};
use domain::time::Millis;

/// Messages that may wait for their moment; a room that has more cannot keep up.
const MAX_PENDING: usize = 2_000;

/// How the sender wants to hear what became of a message.
#[derive(Clone)]
pub(super) enum How {
    /// By a frame of the JSON door that names the message's client id.
    Frame(Option<String>),
    /// By the acknowledgement with this number.
    Ack(u64),
    /// By an event, and only of what cannot be seen otherwise: a refusal, a token that was taken.
    Event,
}

/// Where an answer goes.
#[derive(Clone)]
pub(super) struct Reply {
    pub(super) line: Line,
    pub(super) how: How,
}

/// A message that is judged and numbered, but not written yet.
pub(super) struct Pending {
    pub(super) entry: log::Entry,
    /// Who waits for its acknowledgement: its sender, perhaps more than once.
    pub(super) replies: Vec<Reply>,
}

/// What somebody says.
pub(super) struct Utterance {
    pub(super) text: String,
    pub(super) client_id: Option<String>,
}

/// What became of it.
enum Heard {
    /// Numbered, and waiting for its moment.
    Taken,
    /// It was said before, and is written.
    Before(i64, Millis),
}

impl ChatRoom {
    /// Takes a message, or answers why not.
    pub(super) fn say(&mut self, person: &Person, said: &Utterance, reply: &Reply, now: Millis) {
        match self.take(person, said, reply, now) {
            Ok(Ok(Heard::Taken)) => {}
            Ok(Ok(Heard::Before(seq, at))) => self.acknowledge(reply, seq, at),
            Ok(Err(refusal)) => self.refuse(person, reply, &refusal, now),
            Err(error) => self.fail(reply, &error),
        }
    }

    fn take(
        &mut self,
        person: &Person,
        said: &Utterance,
        reply: &Reply,
        now: Millis,
    ) -> Result<Result<Heard, Refusal>, ApiError> {
        if let Some(client_id) = &said.client_id {
            if let Err(refusal) = read_client_id(client_id) {
                return Ok(Err(refusal));
            }
            if let Some(heard) = self.heard_before(person, client_id, reply)? {
                return Ok(Ok(heard));
            }
        }
        let text = match read_text(&said.text) {
            Ok(text) => text,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Err(refusal) = self.judge(person, &text, now)? {
            return Ok(Err(refusal));
        }
        self.number(person, text, said.client_id.clone(), reply, now);
        Ok(Ok(Heard::Taken))
    }

    /// The same person's message with the same client id, which is not stored twice.
    fn heard_before(
        &mut self,
        person: &Person,
        client_id: &str,
        reply: &Reply,
    ) -> Result<Option<Heard>, ApiError> {
        let is_same = |pending: &&mut Pending| {
            pending.entry.user_id == person.user_id && pending.entry.client_id.as_deref() == Some(client_id)
        };
        if let Some(pending) = self.pending.iter_mut().find(is_same) {
            pending.replies.push(reply.clone());
            return Ok(Some(Heard::Taken));
        }
        let found = log::find(&self.storage, &person.user_id, client_id)?;
        Ok(found.map(|(seq, at)| Heard::Before(seq, at)))
    }

    fn judge(&mut self, person: &Person, text: &str, now: Millis) -> Result<Result<(), Refusal>, ApiError> {
        if self.pending.len() >= MAX_PENDING {
            return Ok(Err(Refusal::Unavailable));
        }
        self.recent(&person.user_id, now)?;
        let Some(recent) = self.recents.get(&person.user_id) else { return Ok(Err(Refusal::Internal)) };
        let standing = Standing {
            is_moderator: self.is_moderator(&person.user_id),
            ban: self.standings.bans.get(&person.user_id),
            recent,
        };
        let rules =
            Rules { settings: &self.standings.settings, blocked: &self.blocked, limit: &self.rules.limit };
        Ok(judge(person, || fold(&text::to_nfkc(text)), &rules, &standing, now))
    }

    fn number(
        &mut self,
        person: &Person,
        text: String,
        client_id: Option<String>,
        reply: &Reply,
        now: Millis,
    ) {
        self.last_seq += 1;
        let message = Message {
            seq: self.last_seq,
            stream_id: self.stream_id,
            user_id: person.user_id.clone(),
            username: person.username.clone(),
            role: person.role,
            message: text,
            timestamp: now,
            client_id,
            deleted: false,
        };
        let limit = self.rules.limit;
        self.recents.entry(person.user_id.clone()).or_default().accepted(&limit, now);
        self.pending.push(Pending { entry: log::Entry::of(&message), replies: vec![reply.clone()] });
        match self.pace.next(self.roster.connections(), now) {
            Flush::Now => self.flush(now),
            Flush::After(delay_ms) => self.wants.push(Want::Flush(delay_ms)),
            Flush::Already => {}
        }
    }

    /// The flush that was wanted is due.
    pub(super) fn flush_due(&mut self, now: Millis) {
        if self.pace.listens_on(self.pending.len(), now) {
            self.wants.push(Want::Flush(0));
        } else {
            self.flush(now);
        }
    }

    /// Writes what is pending, then acknowledges it and tells everyone.
    pub(super) fn flush(&mut self, now: Millis) {
        self.pace.flushed(now);
        self.flush_timer = None;
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return;
        }
        if let Err(error) = log::append(&self.storage, pending.iter().map(|pending| &pending.entry)) {
            return self.undo(&pending, &error);
        }
        for Pending { entry, replies } in &pending {
            for reply in replies {
                self.acknowledge(reply, entry.seq, entry.sent_at);
            }
        }
        let messages: Vec<(i64, String)> =
            pending.into_iter().map(|pending| (pending.entry.seq, pending.entry.body)).collect();
        for (seq, body) in &messages {
            self.latest.push(*seq, body);
        }
        self.tell_messages(&messages);
        self.copy_soon(now);
    }

    /// The storage did not take them: nobody was told of them, and their numbers are free again.
    fn undo(&mut self, pending: &[Pending], error: &ApiError) {
        let first = pending.first().map_or(self.last_seq, |pending| pending.entry.seq - 1);
        self.last_seq = log::last(&self.storage).unwrap_or(first);
        for reply in pending.iter().flat_map(|pending| &pending.replies) {
            self.fail(reply, error);
        }
    }

    pub(super) fn refuse(&mut self, person: &Person, reply: &Reply, refusal: &Refusal, now: Millis) {
        self.answer_refusal(reply, refusal);
        match self.recent(&person.user_id, now).map(|recent| recent.refused(now)) {
            Ok(true) => self.hang_up(&reply.line, 1008, "too many messages that are refused", now),
            Ok(false) => {}
            Err(error) => self.wants.push(Want::Log(error.cause.unwrap_or_default())),
        }
    }
}
