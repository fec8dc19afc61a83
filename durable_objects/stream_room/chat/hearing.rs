//! What comes over a connection: read as its door's protocol, and done.

use super::announcing::event;
use super::doubts::Doubt;
use super::heartbeat::ASK;
use super::room::ChatRoom;
use super::roster::Line;
use super::seat::{Manner, Seat, Stage};
use super::speaking::{How, Reply, Utterance};
use crate::platform::sockets::{Incoming, Socket};
use domain::chat::frame::{self, Said};
use domain::chat::refusal::Refusal;
use domain::time::Millis;
use domain::wire::socket_io;
use serde_json::json;

/// Whether the session behind a seat is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// If it was asked for lately.
    IfFresh,
    /// For once: it could not be asked for, but was open a moment ago.
    Once,
    /// No: it could not be asked for, and has not been for too long.
    No,
}

impl ChatRoom {
    /// Something came over a socket.
    pub(super) fn hear_socket(&mut self, socket: &Socket, incoming: Incoming, now: Millis) {
        // What was on its way when we hung up.
        if socket.is_closing() {
            return;
        }
        match incoming {
            Incoming::Text(text) => self.hear(&Line::Socket(socket.clone()), &text, Trust::IfFresh, now),
            Incoming::Binary => self.refuse_binary(socket, now),
            Incoming::TooLong => self.end(socket, 1009, "the frame is too large", now),
        }
    }

    /// The JSON door's clients are told before the end; Engine.IO has no word for it.
    fn refuse_binary(&mut self, socket: &Socket, now: Millis) {
        let line = Line::Socket(socket.clone());
        let is_json = self.seat_of(&line).is_some_and(|seat| matches!(seat.taken(), Some((_, Manner::Json))));
        if is_json {
            self.send(&line, &frame::error(&Refusal::Binary, None));
        }
        self.end(socket, 1003, "send text", now);
    }

    pub(super) fn end(&mut self, socket: &Socket, code: u16, reason: &str, now: Millis) {
        socket.close(code, reason);
        self.gone(socket, now);
    }

    /// A text came over a connection.
    pub(super) fn hear(&mut self, line: &Line, text: &str, trust: Trust, now: Millis) {
        let Some(seat) = self.seat_of(line) else {
            return self.hang_up(line, 1011, "this connection is not known any more: connect again", now);
        };
        if self.hold(&seat.id, text, now) {
            return;
        }
        match seat.taken() {
            Some((_, Manner::Json)) => self.hear_json(line, &seat, text, trust, now),
            _ => self.hear_engine(line, &seat, text, trust, now),
        }
    }

    fn hear_json(&mut self, line: &Line, seat: &Seat, text: &str, trust: Trust, now: Millis) {
        let reply = |client_id| Reply { line: line.clone(), how: How::Frame(client_id) };
        match frame::read(text) {
            Ok(Said::Message { text: said, client_id }) => {
                let reply = reply(client_id.clone());
                self.speak(seat, text, &Utterance { text: said, client_id }, &reply, trust, now);
            }
            Ok(Said::Ping) => self.send(line, ASK.1),
            Ok(Said::Auth { token }) => self.renew(seat, token, reply(None)),
            Err((refusal, client_id)) => self.refuse_seat(seat, &reply(client_id), &refusal, now),
        }
    }

    /// A message from this seat; `raw` is the text that it came in.
    pub(super) fn speak(
        &mut self,
        seat: &Seat,
        raw: &str,
        said: &Utterance,
        reply: &Reply,
        trust: Trust,
        now: Millis,
    ) {
        let Stage::Taken { person, is_revoked, .. } = &seat.stage else { return };
        if *is_revoked {
            return self.refuse(person, reply, &Refusal::SessionRevoked, now);
        }
        match (self.stale_session(person, now), trust) {
            (Some(sid), Trust::IfFresh) => {
                self.doubt(&seat.id, &reply.line, Doubt::Session(sid), Some(raw.to_owned()));
            }
            (Some(_), Trust::No) => self.refuse(person, reply, &Refusal::Unavailable, now),
            _ => self.say(person, said, reply, now),
        }
    }

    /// A fresh token for somebody who sits already.
    pub(super) fn renew(&mut self, seat: &Seat, token: String, reply: Reply) {
        let line = reply.line.clone();
        self.doubt(&seat.id, &line, Doubt::Renewal { token, reply }, None);
    }

    /// The fresh token took the old one's place.
    pub(super) fn confirm_renewal(&mut self, reply: &Reply, expires_at: Millis) {
        let body = json!({"expiresAt": expires_at.to_rfc3339()}).to_string();
        let text = match reply.how {
            How::Frame(_) => event(Manner::Json, "authenticated", &body, self.written_seq()),
            How::Event => event(Manner::Events, "authenticated", &body, self.written_seq()),
            How::Ack(id) => {
                socket_io::ack(id, &json!({"ok": true, "expiresAt": expires_at.to_rfc3339()}).to_string())
            }
        };
        self.send(&reply.line, &text);
    }

    /// Refuses what somebody sent, and counts it.
    pub(super) fn refuse_seat(&mut self, seat: &Seat, reply: &Reply, refusal: &Refusal, now: Millis) {
        if let Some((person, _)) = seat.taken() {
            self.refuse(person, reply, refusal, now);
        }
    }
}
