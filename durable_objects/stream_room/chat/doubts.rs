//! Doubts about who sits somewhere: a token that is to be checked, a session that was not asked for lately. Both need
//! an await; what comes over the connection meanwhile waits here, in its order.

use super::hearing::Trust;
use super::room::{ChatRoom, Want};
use super::roster::Line;
use super::seat::{Seat, Stage};
use super::speaking::Reply;
use crate::error::ApiError;
use crate::identity::Caller;
use domain::chat::denied::Denied;
use domain::chat::person::Person;
use domain::chat::refusal::Refusal;
use domain::time::Millis;
use std::collections::HashMap;

/// Texts of one connection that may wait, and their bytes taken together.
const MAX_HELD: usize = 64;
const MAX_HELD_BYTES: usize = 262_144;

/// What is not known for sure.
#[derive(Clone)]
pub(super) enum Doubt {
    /// Whether the session is still open.
    Session(String),
    /// Whose token this is, to come in with.
    Entrance { token: String, owner_id: Option<i64>, wish: Wish },
    /// Whose token this is, to go on with on the same connection.
    Renewal { token: String, reply: Reply },
}

/// How a Socket.IO client wants to come in.
#[derive(Clone, Debug, Default)]
pub(super) struct Wish {
    /// The last message that it has.
    pub(super) after: Option<i64>,
    /// It takes several messages at once.
    pub(super) is_batched: bool,
    /// The name under which it was here before.
    pub(super) pid: Option<String>,
}

/// What the shell found out.
pub(super) enum Settled {
    /// The session is open, or not.
    Session(Result<bool, ApiError>),
    /// Who the token's bearer is.
    Bearer(Result<Caller, ApiError>),
}

struct Held {
    line: Line,
    doubt: Doubt,
    texts: Vec<String>,
}

/// The doubts of a room, by the seats' ids.
#[derive(Default)]
pub(super) struct Doubts(HashMap<String, Held>);

impl Doubts {
    /// Drops the doubt about a seat that is empty now.
    pub(super) fn forget(&mut self, seat_id: &str) {
        self.0.remove(seat_id);
    }

    /// Whoever sits there is reached over another line from now on.
    pub(super) fn relocate(&mut self, seat_id: &str, line: &Line) {
        if let Some(held) = self.0.get_mut(seat_id) {
            held.line = line.clone();
            if let Doubt::Renewal { reply, .. } = &mut held.doubt {
                reply.line = line.clone();
            }
        }
    }

    /// The doubt about a seat.
    pub(super) fn about(&self, seat_id: &str) -> Option<Doubt> {
        self.0.get(seat_id).map(|held| held.doubt.clone())
    }
}

impl ChatRoom {
    /// Keeps a text back when there is a doubt about its sender; `false` when there is none.
    pub(super) fn hold(&mut self, seat_id: &str, text: &str, now: Millis) -> bool {
        let Some(held) = self.doubts.0.get_mut(seat_id) else { return false };
        let bytes: usize = held.texts.iter().map(String::len).sum();
        if held.texts.len() < MAX_HELD && bytes.saturating_add(text.len()) <= MAX_HELD_BYTES {
            held.texts.push(text.to_owned());
            return true;
        }
        let line = held.line.clone();
        self.hang_up(&line, 1008, "too much at once", now);
        true
    }

    /// Doubts who sits there, and lets what they say wait: `text` first, if any.
    pub(super) fn doubt(&mut self, seat_id: &str, line: &Line, doubt: Doubt, text: Option<String>) {
        let held = Held { line: line.clone(), doubt, texts: text.into_iter().collect() };
        self.doubts.0.insert(seat_id.to_owned(), held);
        self.wants.push(Want::Settle(seat_id.to_owned()));
    }

    /// Whether the session behind a seat was not asked for lately. `None`: it need not be.
    pub(super) fn stale_session(&self, person: &Person, now: Millis) -> Option<String> {
        let is_stale = now.since(person.checked_at) >= self.rules.session_check_ms;
        person.sid.clone().filter(|_| is_stale)
    }

    /// Takes in what was found out, then hears what waited for it.
    pub(super) fn settle(&mut self, seat_id: &str, settled: Settled, now: Millis) {
        let Some(held) = self.doubts.0.remove(seat_id) else { return };
        let Some(seat) = self.seat_of(&held.line) else { return };
        let mut trust = Trust::IfFresh;
        match (held.doubt, settled) {
            (Doubt::Session(_), Settled::Session(outcome)) => {
                trust = self.session_settled(&held.line, seat, outcome, now);
            }
            (Doubt::Entrance { owner_id, wish, .. }, Settled::Bearer(outcome)) => {
                let entrance = outcome.map(|caller| caller.person(owner_id, now));
                let entrance = entrance.map_err(|error| Denied::of(&error.problem));
                self.enter_namespace(&held.line, seat, owner_id, entrance, &wish, now);
            }
            (Doubt::Renewal { reply, .. }, Settled::Bearer(outcome)) => {
                self.renewal_settled(&held.line, seat, outcome, &reply, now)
            }
            _ => {}
        }
        for text in held.texts {
            self.hear(&held.line, &text, trust, now);
        }
    }

    /// An open session is believed for a while; one that is not ends the right to speak, not to listen. When it
    /// cannot be asked for, the last answer holds until it is twice as old as one that is asked for again.
    fn session_settled(
        &mut self,
        line: &Line,
        mut seat: Seat,
        outcome: Result<bool, ApiError>,
        now: Millis,
    ) -> Trust {
        let Stage::Taken { person, is_revoked, .. } = &mut seat.stage else { return Trust::IfFresh };
        match outcome {
            Ok(is_open) => {
                (person.checked_at, *is_revoked) = (now, !is_open);
                self.put_seat(line, &seat);
                Trust::IfFresh
            }
            Err(error) => {
                let grace_ms = self.rules.session_check_ms.saturating_mul(2);
                let is_recent = now.since(person.checked_at) < grace_ms;
                self.wants.push(Want::Log(error.cause.unwrap_or_default()));
                if is_recent { Trust::Once } else { Trust::No }
            }
        }
    }

    /// A fresh token of the same person takes the old one's place.
    fn renewal_settled(
        &mut self,
        line: &Line,
        mut seat: Seat,
        outcome: Result<Caller, ApiError>,
        reply: &Reply,
        now: Millis,
    ) {
        let Stage::Taken { person, is_revoked, .. } = &mut seat.stage else { return };
        let renewed = outcome.map(|caller| caller.person(None, now));
        match renewed {
            Ok(renewed) if renewed.user_id == person.user_id => {
                **person = Person { is_owner: person.is_owner, ..renewed };
                *is_revoked = false;
                let expires_at = person.exp;
                self.put_seat(line, &seat);
                self.confirm_renewal(reply, expires_at);
            }
            Ok(_) => {
                self.refuse_seat(&seat, reply, &Refusal::Malformed("the token is somebody else's"), now);
            }
            Err(error) => self.refuse_seat(&seat, reply, &refusal_of(Denied::of(&error.problem)), now),
        }
    }

    /// The seat behind a line; `None` when the connection is gone.
    pub(super) fn seat_of(&self, line: &Line) -> Option<Seat> {
        match line {
            Line::Socket(socket) => Seat::of(socket),
            Line::Polling(sid) => self.pollings.seat(sid).cloned(),
        }
    }

    /// Keeps a seat as it is now.
    pub(super) fn put_seat(&mut self, line: &Line, seat: &Seat) {
        match line {
            Line::Socket(socket) => {
                let _ = socket.keep(&seat.to_text());
            }
            Line::Polling(sid) => self.pollings.put_seat(sid, seat.clone()),
        }
    }
}

fn refusal_of(denied: Denied) -> Refusal {
    match denied {
        Denied::Expired => Refusal::TokenExpired,
        Denied::Revoked => Refusal::SessionRevoked,
        Denied::Away => Refusal::Unavailable,
        Denied::Missing | Denied::Invalid | Denied::NoStream => Refusal::Malformed("the token is invalid"),
    }
}
