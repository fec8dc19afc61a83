//! Engine.IO by long polling: sessions that live in the object's memory only.

use super::calls::Refused;
use super::engine::session_tag;
use super::hearing::Trust;
use super::room::{ChatRoom, Want};
use super::roster::Line;
use super::seat::{Entrance, Seat, Stage};
use crate::error::ApiError;
use crate::platform::later::Timer;
use crate::platform::sockets::Socket;
use domain::problem::Problem;
use domain::time::Millis;
use domain::wire::engine_io::{Effects, Limits, Polled, Polling};
use domain::wire::engine_io::{Packet, Refusal, encode, says_goodbye};
use futures::channel::oneshot;
use std::collections::HashMap;

/// Sessions at a time. Most go over to a WebSocket within a second; each costs memory before anyone knows who it is.
const MAX_SESSIONS: usize = 4_096;
/// What a client that does not come for it may leave lying: more than the largest catch-up, which is sent at once.
const MAX_PACKETS: usize = 4_096;
const MAX_BYTES: usize = 1_048_576;
/// How long a WebSocket may take to take over.
const UPGRADE_TIMEOUT_MS: u32 = 10_000;

/// A session.
struct Session {
    machine: Polling,
    seat: Seat,
    /// The poll that waits.
    waiting: Option<oneshot::Sender<String>>,
    /// The WebSocket that is to take over.
    probe: Option<Socket>,
    /// Looks after the session when it is time; a session that is gone keeps no object awake.
    timer: Option<Timer>,
}

/// What a poll brings.
pub(super) enum Poll {
    /// This, at once.
    Answer(String),
    /// What comes next.
    Wait(oneshot::Receiver<String>),
    /// A refusal.
    Refused(Refusal),
}

/// The sessions of a room, by their ids.
#[derive(Default)]
pub(super) struct Pollings(HashMap<String, Session>);

impl Pollings {
    /// The seat of a session.
    pub(super) fn seat(&self, sid: &str) -> Option<&Seat> {
        self.0.get(sid).map(|session| &session.seat)
    }

    /// Keeps a session's seat as it is now.
    pub(super) fn put_seat(&mut self, sid: &str, seat: Seat) {
        if let Some(session) = self.0.get_mut(sid) {
            session.seat = seat;
        }
    }

    /// Whether there is such a session.
    pub(super) fn has(&self, sid: &str) -> bool {
        self.0.contains_key(sid)
    }

    /// What judges a session.
    pub(super) fn machine(&mut self, sid: &str) -> Option<&mut Polling> {
        self.0.get_mut(sid).map(|session| &mut session.machine)
    }

    /// Notes the WebSocket that is to take over.
    pub(super) fn set_probe(&mut self, sid: &str, socket: Socket) {
        if let Some(session) = self.0.get_mut(sid) {
            session.probe = Some(socket);
        }
    }

    /// That WebSocket is gone: polling goes on.
    pub(super) fn drop_probe(&mut self, sid: &str) {
        if let Some(session) = self.0.get_mut(sid) {
            session.probe = None;
            session.machine.probe_gone();
        }
    }

    /// Notes who looks after a session next, in place of the one before.
    pub(super) fn set_timer(&mut self, sid: &str, timer: Timer) {
        if let Some(session) = self.0.get_mut(sid) {
            session.timer = Some(timer);
        }
    }

    /// Forgets a session, and gives its seat away.
    pub(super) fn remove(&mut self, sid: &str) -> Option<Seat> {
        self.0.remove(sid).map(|session| session.seat)
    }

    /// How much each session keeps for its client.
    pub(super) fn held_bytes(&self) -> Vec<(usize, String)> {
        self.0.iter().map(|(sid, session)| (session.machine.held_bytes(), sid.clone())).collect()
    }

    /// Does what a session's machine wants done.
    pub(super) fn apply(&mut self, sid: &str, effects: Effects, wants: &mut Vec<Want>) {
        let Some(session) = self.0.get_mut(sid) else { return };
        if let Some(answer) = effects.answer
            && let Some(waiting) = session.waiting.take()
        {
            // Nobody is there any more to take it if this fails; the next poll is refused or answered anew.
            let _ = waiting.send(answer);
        }
        if effects.closes_probe
            && let Some(probe) = session.probe.take()
        {
            probe.close(1000, "the session is over");
        }
        if effects.closed.is_some() {
            wants.push(Want::Leave(sid.to_owned()));
        }
    }
}

impl ChatRoom {
    /// Opens a session, and says what its client is answered.
    pub(super) fn open_polling(
        &mut self,
        stream_id: i64,
        entrance: Entrance,
        now: Millis,
    ) -> Result<String, ApiError> {
        if self.pollings.0.len() >= MAX_SESSIONS {
            return Err(Problem::Unavailable("the chat").into());
        }
        self.begin_engine(stream_id, &entrance, now)?;
        let limits =
            Limits { max_packets: MAX_PACKETS, max_bytes: MAX_BYTES, upgrade_timeout_ms: UPGRADE_TIMEOUT_MS };
        let machine = Polling::new(self.heartbeat(), limits, now);
        let seat = self.waiting_seat(entrance, now);
        let sid = seat.id.clone();
        self.pollings
            .0
            .insert(sid.clone(), Session { machine, seat, waiting: None, probe: None, timer: None });
        let due_at = self.polling_due_at(&sid);
        self.wants.extend(due_at.map(|at| Want::TickPolling(sid.clone(), at)));
        Ok(self.open_packet(&sid, true))
    }

    /// The client of a session comes for what there is.
    pub(super) fn poll(&mut self, sid: &str, now: Millis) -> Poll {
        self.tick_polling(sid, now);
        let Some(session) = self.pollings.0.get_mut(sid) else { return Poll::Refused(self.unknown(sid)) };
        match session.machine.poll() {
            Polled::Answer(answer) => Poll::Answer(answer),
            Polled::Wait => {
                let (waiting, receiver) = oneshot::channel();
                session.waiting = Some(waiting);
                Poll::Wait(receiver)
            }
            Polled::Refuse(refusal, effects) => {
                self.pollings.apply(sid, effects, &mut self.wants);
                Poll::Refused(refusal)
            }
        }
    }

    /// Whether a session's client is about to go over to a WebSocket.
    pub(super) fn is_upgrading(&self, sid: &str) -> bool {
        self.pollings.0.get(sid).is_some_and(|session| session.machine.is_upgrading())
    }

    /// Whether a post ends a session none of whose polls is here to be told.
    pub(super) fn is_early_goodbye(&self, sid: &str, body: &str) -> bool {
        let is_alone = self.pollings.0.get(sid).is_some_and(|session| session.waiting.is_none());
        is_alone && says_goodbye(body)
    }

    /// The client of a session says something.
    pub(super) fn post(&mut self, sid: &str, body: &str, now: Millis) -> Result<(), Refusal> {
        self.tick_polling(sid, now);
        let Some(machine) = self.pollings.machine(sid) else { return Err(self.unknown(sid)) };
        let posted = machine.post(body, now);
        let heard = posted.outcome.map(|packets| self.hear_posted(sid, &packets, now));
        self.pollings.apply(sid, posted.effects, &mut self.wants);
        heard
    }

    fn hear_posted(&mut self, sid: &str, packets: &[Packet], now: Millis) {
        let line = Line::Polling(sid.to_owned());
        for packet in packets {
            match packet {
                Packet::Binary(_) => self.hang_up(&line, 1003, "send text", now),
                packet => self.hear(&line, &encode(packet), Trust::IfFresh, now),
            }
        }
    }

    /// Why there is no such session: it moved to a WebSocket, or never was, or slept away.
    fn unknown(&self, sid: &str) -> Refusal {
        let has_socket = !self.sockets.tagged(&session_tag(sid)).is_empty();
        if has_socket { Refusal::BadRequest } else { Refusal::SessionIdUnknown }
    }

    /// Whether a WebSocket may try to take a session over.
    pub(super) fn may_probe(&mut self, sid: &str, now: Millis) -> Result<(), Refused> {
        let Some(machine) = self.pollings.machine(sid) else { return Err(Refused(self.unknown(sid))) };
        machine.probe_opened(now).map_err(Refused)
    }

    /// Time passes for a session.
    pub(super) fn tick_polling(&mut self, sid: &str, now: Millis) {
        let Some(session) = self.pollings.0.get_mut(sid) else { return };
        let effects = session.machine.tick(now);
        let is_late = matches!(&session.seat.stage, Stage::Waiting { until, .. } if now >= *until);
        let is_over = session.machine.is_over();
        self.pollings.apply(sid, effects, &mut self.wants);
        if is_over {
            self.wants.push(Want::Leave(sid.to_owned()));
        } else if is_late {
            self.wants.push(Want::HangUp(sid.to_owned()));
        }
    }

    /// When a session wants to be looked after next.
    pub(super) fn polling_due_at(&self, sid: &str) -> Option<Millis> {
        let session = self.pollings.0.get(sid)?;
        let due_at = session.machine.due_at()?;
        let given_up_at = match &session.seat.stage {
            Stage::Waiting { until, .. } if session.machine.is_open() => *until,
            _ => due_at,
        };
        Some(due_at.min(given_up_at))
    }

    /// Gives a session one more text.
    pub(super) fn send_by_polling(&mut self, sid: &str, text: &str) {
        let sent = self.pollings.machine(sid).map(|machine| machine.send(text.to_owned()));
        if let Some(Ok(effects)) = sent {
            self.pollings.apply(sid, effects, &mut self.wants);
        }
    }

    /// Ends a session.
    pub(super) fn close_polling(&mut self, sid: &str, now: Millis) {
        if let Some(effects) = self.pollings.machine(sid).map(|machine| machine.close(now)) {
            self.pollings.apply(sid, effects, &mut self.wants);
        }
    }

    /// Ends all sessions.
    pub(super) fn hang_up_polling(&mut self) {
        let sids = self.pollings.0.keys().cloned().map(Want::HangUp);
        self.wants.extend(sids);
    }

    /// Forgets a session and what waits for its client.
    pub(super) fn drop_polling(&mut self, sid: &str, now: Millis) {
        if let Some(seat) = self.pollings.remove(sid) {
            self.leave(&seat.id, now);
        }
    }

    /// A session's client is gone. What is left for its last poll stays until it is over.
    pub(super) fn polling_left(&mut self, sid: &str, now: Millis) {
        let Some(session) = self.pollings.0.get(sid) else { return };
        let (seat_id, is_over) = (session.seat.id.clone(), session.machine.is_over());
        self.leave(&seat_id, now);
        if is_over {
            self.pollings.remove(sid);
        }
    }
}
