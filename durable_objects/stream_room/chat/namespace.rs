//! Socket.IO: the one namespace of a room, its events and acknowledgements.

use super::announcing::event;
use super::doubts::{Doubt, Wish};
use super::hearing::Trust;
use super::room::ChatRoom;
use super::roster::Line;
use super::seat::{Entrance, Manner, Seat, Stage};
use super::speaking::{How, Reply, Utterance};
use crate::error::ApiError;
use crate::platform::random;
use domain::chat::denied::Denied;
use domain::chat::frame::{self, Said};
use domain::chat::person::Person;
use domain::chat::refusal::Refusal;
use domain::time::Millis;
use domain::wire::socket_io::{self, Packet};
use serde_json::Value;

const ROOT: &str = "/";

impl ChatRoom {
    /// A Socket.IO packet; `raw` is the Engine.IO text that it came in.
    pub(super) fn hear_packet(
        &mut self,
        line: &Line,
        seat: &Seat,
        (raw, packet): (&str, Packet),
        trust: Trust,
        now: Millis,
    ) {
        match (&seat.stage, packet) {
            (Stage::Waiting { entrance, .. }, Packet::Connect { namespace, data }) if namespace == ROOT => {
                self.connect(line, seat, entrance, data.as_ref(), now);
            }
            (Stage::Waiting { .. } | Stage::Taken { .. }, Packet::Connect { namespace, .. })
                if namespace != ROOT =>
            {
                self.send(line, &socket_io::refused(&namespace, "Invalid namespace", None));
            }
            (Stage::Taken { .. }, Packet::Event { namespace, ack_id, args }) if namespace == ROOT => {
                let how = ack_id.map_or(How::Event, How::Ack);
                let reply = Reply { line: line.clone(), how };
                self.hear_event(seat, raw, &args, reply, trust, now);
            }
            (Stage::Taken { owner_id, .. }, Packet::Disconnect { namespace }) if namespace == ROOT => {
                self.leave_namespace(line, seat, *owner_id, now);
            }
            // Nothing that we send asks for one.
            (Stage::Taken { .. }, Packet::Ack { .. }) => {}
            _ => self.break_off(line, seat, "a packet that is not expected", now),
        }
    }

    /// Whoever asks for the namespace: by the token in the packet, else by the handshake's.
    fn connect(&mut self, line: &Line, seat: &Seat, entrance: &Entrance, data: Option<&Value>, now: Millis) {
        let member = |name: &str| data.and_then(|data| data.get(name));
        let wish = wish(&member);
        let Some(token) = member("token").and_then(Value::as_str).filter(|token| !token.is_empty()) else {
            let person = entrance.person.clone();
            return self.enter_namespace(line, seat.clone(), entrance.owner_id, person, &wish, now);
        };
        let doubt = Doubt::Entrance { token: bare(token).to_owned(), owner_id: entrance.owner_id, wish };
        self.doubt(&seat.id, line, doubt, None);
    }

    /// Lets somebody into the namespace, or says why not.
    pub(super) fn enter_namespace(
        &mut self,
        line: &Line,
        seat: Seat,
        owner_id: Option<i64>,
        person: Result<Person, Denied>,
        wish: &Wish,
        now: Millis,
    ) {
        let person = if owner_id.is_none() || self.is_closed { Err(Denied::NoStream) } else { person };
        match person {
            Ok(person) => {
                let manner = if wish.is_batched { Manner::Batches } else { Manner::Events };
                let seat = seat.at(Stage::taken(person, manner, owner_id));
                if let Err(error) = self.seat_in_namespace(line, &seat, wish, now) {
                    self.deny(line, Denied::of(&error.problem));
                }
            }
            Err(denied) => self.deny(line, denied),
        }
    }

    fn deny(&mut self, line: &Line, denied: Denied) {
        self.send(line, &socket_io::refused(ROOT, denied.message(), Some(denied.code())));
    }

    fn seat_in_namespace(
        &mut self,
        line: &Line,
        seat: &Seat,
        wish: &Wish,
        now: Millis,
    ) -> Result<(), ApiError> {
        self.flush(now);
        let missed = self.missed(wish.after)?;
        self.put_seat(line, seat);
        // The same name again tells the client that it has been given all it missed.
        let recovered = wish.pid.clone().filter(|_| wish.after.is_some() && missed.gap.is_none());
        let pid = recovered.unwrap_or_else(random::id);
        self.send(line, &socket_io::connected(&random::id(), Some(&pid)));
        self.welcome(seat, line.clone(), &missed, now)
    }

    /// Closes the namespace; the connection stays, and may ask for it again.
    fn leave_namespace(&mut self, line: &Line, seat: &Seat, owner_id: Option<i64>, now: Millis) {
        self.leave(&seat.id, now);
        let entrance = Box::new(Entrance { owner_id, person: Err(Denied::Missing) });
        let until = now.plus(self.rules.connect_timeout_ms);
        self.put_seat(line, &seat.clone().at(Stage::Waiting { until, entrance }));
    }

    fn hear_event(
        &mut self,
        seat: &Seat,
        raw: &str,
        args: &[Value],
        reply: Reply,
        trust: Trust,
        now: Millis,
    ) {
        let Some((Value::String(name), args)) = args.split_first() else {
            return self.refuse_seat(seat, &reply, &Refusal::Malformed("the event has no name"), now);
        };
        match frame::read_event(name, args) {
            Ok(Said::Message { text, client_id }) => {
                self.speak(seat, raw, &Utterance { text, client_id }, &reply, trust, now);
            }
            Ok(Said::Auth { token }) => self.renew(seat, bare(&token).to_owned(), reply),
            Ok(Said::Ping) => {
                let pong = event(Manner::Events, "pong", "{}", self.written_seq());
                self.send(&reply.line, &pong);
            }
            Err((refusal, _)) => self.refuse_seat(seat, &reply, &refusal, now),
        }
    }
}

/// The token without the scheme that some clients put before it.
fn bare(token: &str) -> &str {
    token.strip_prefix("Bearer ").unwrap_or(token).trim()
}

/// How the client wants to come in: by Socket.IO's own recovery, or by `after`.
fn wish<'a>(member: &impl Fn(&str) -> Option<&'a Value>) -> Wish {
    let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
    let text = |name| member(name).and_then(Value::as_str).map(str::to_owned);
    Wish {
        after: member("offset").and_then(number).or_else(|| member("after").and_then(number)),
        is_batched: member("batch").and_then(Value::as_bool).unwrap_or(false),
        pid: text("pid").filter(|pid| pid.len() <= 64),
    }
}
