//! Engine.IO over WebSockets: opened at once, or taken over from polling.

use super::calls::Refused;
use super::hearing::Trust;
use super::heartbeat::ENGINE_TAG;
use super::room::ChatRoom;
use super::roster::Line;
use super::seat::{Entrance, Seat, Stage};
use crate::error::ApiError;
use crate::platform::answer::Answer;
use crate::platform::random;
use crate::platform::sockets::{self, Frame, Socket};
use domain::time::Millis;
use domain::wire::engine_io::{self, Heartbeat, Packet, Probed, Refusal};
use domain::wire::socket_io;

/// The tag of the sockets of a session.
pub(super) fn session_tag(sid: &str) -> String {
    format!("{ENGINE_TAG}:{sid}")
}

impl ChatRoom {
    /// A seat for a connection that has not asked for the namespace yet.
    pub(super) fn waiting_seat(&self, entrance: Entrance, now: Millis) -> Seat {
        let until = now.plus(self.rules.connect_timeout_ms);
        Seat::new(random::id(), Stage::Waiting { until, entrance: Box::new(entrance) }, now)
    }

    /// The packet that opens a session; `can_upgrade`: to a WebSocket.
    pub(super) fn open_packet(&self, sid: &str, can_upgrade: bool) -> String {
        engine_io::open_packet(sid, &self.heartbeat(), self.rules.max_frame_bytes, can_upgrade)
    }

    /// How Engine.IO clients are asked whether they are there.
    pub(super) fn heartbeat(&self) -> Heartbeat {
        let ms = |ms: i64| u32::try_from(ms).unwrap_or(u32::MAX);
        Heartbeat {
            ping_interval_ms: ms(self.rules.ping_interval_ms),
            ping_timeout_ms: ms(self.rules.ping_timeout_ms),
        }
    }

    /// A WebSocket that opens a session.
    pub(super) fn enter_engine(
        &mut self,
        stream_id: i64,
        entrance: Entrance,
        now: Millis,
    ) -> Result<Answer, ApiError> {
        self.begin_engine(stream_id, &entrance, now)?;
        let seat = self.waiting_seat(entrance, now);
        let tags = [ENGINE_TAG, &session_tag(&seat.id)];
        let (socket, answer) = self.sockets.accept(&tags, &seat.to_text())?;
        socket.send(&Frame::from(self.open_packet(&seat.id, false).as_str()));
        self.expect_pings(now);
        Ok(answer)
    }

    /// A room of no stream lets nobody in, but says so only where Socket.IO's clients hear it.
    pub(super) fn begin_engine(
        &mut self,
        stream_id: i64,
        entrance: &Entrance,
        now: Millis,
    ) -> Result<(), ApiError> {
        if entrance.owner_id.is_some() && !self.is_closed { self.begin(stream_id, now) } else { Ok(()) }
    }

    /// A WebSocket that is to take over from the polling session `sid`.
    pub(super) fn probe(&mut self, sid: String, now: Millis) -> Result<Result<Answer, Refused>, ApiError> {
        self.tick_polling(&sid, now);
        match self.may_probe(&sid, now) {
            Ok(()) => {}
            // As the reference server does it: the session's client is not told that its session is unknown.
            Err(Refused(Refusal::BadRequest)) => {
                return Ok(Ok(sockets::turn_away(1008, "the session has its WebSocket")?));
            }
            Err(refused) => return Ok(Err(refused)),
        }
        let seat = Seat::new(random::id(), Stage::Probing { sid: sid.clone() }, now);
        let tags = [ENGINE_TAG, &session_tag(&sid)];
        let (socket, answer) = self.sockets.accept(&tags, &seat.to_text())?;
        self.pollings.set_probe(&sid, socket);
        Ok(Ok(answer))
    }

    /// A text over an Engine.IO connection.
    pub(super) fn hear_engine(&mut self, line: &Line, seat: &Seat, text: &str, trust: Trust, now: Millis) {
        if let (Stage::Probing { sid }, Line::Socket(socket)) = (&seat.stage, line) {
            return self.hear_probe(socket, sid, text, now);
        }
        match engine_io::decode(text) {
            Ok(Packet::Message(body)) => match socket_io::decode(&body) {
                Ok(packet) => self.hear_packet(line, seat, (text, packet), trust, now),
                Err(_) => self.break_off(line, seat, "a packet that is none", now),
            },
            Ok(Packet::Pong(_)) => self.put_seat(line, &seat.clone().heard(now)),
            // They mean nothing here.
            Ok(Packet::Noop | Packet::Open(_) | Packet::Upgrade) => {}
            Ok(Packet::Close) => self.break_off(line, seat, "closed by the client", now),
            Ok(Packet::Ping(_) | Packet::Binary(_)) | Err(_) => {
                self.break_off(line, seat, "a packet that is not expected", now);
            }
        }
    }

    fn hear_probe(&mut self, socket: &Socket, sid: &str, text: &str, now: Millis) {
        let Some(probed) = self.pollings.machine(sid).map(|machine| machine.probe_said(text)) else {
            return socket.close(1011, "this session is not known any more: connect again");
        };
        match probed {
            Probed::Reply(reply, effects) => {
                socket.send(&Frame::from(reply));
                self.pollings.apply(sid, effects, &mut self.wants);
            }
            Probed::Upgraded(frames, effects) => {
                self.pollings.apply(sid, effects, &mut self.wants);
                self.move_to(socket, sid, &frames, now);
            }
            Probed::Close => {
                self.pollings.drop_probe(sid);
                socket.close(1000, "the upgrade was given up");
            }
        }
    }

    /// The session is the WebSocket's from now on.
    fn move_to(&mut self, socket: &Socket, sid: &str, frames: &[String], now: Millis) {
        let Some(mut seat) = self.pollings.remove(sid) else { return };
        let line = Line::Socket(socket.clone());
        seat.heard_at = now;
        self.put_seat(&line, &seat);
        self.roster.relocate(&seat.id, line.clone());
        self.doubts.relocate(&seat.id, &line);
        self.pending.iter_mut().flat_map(|pending| &mut pending.replies).for_each(|reply| {
            if matches!(&reply.line, Line::Polling(polled) if polled == sid) {
                reply.line = line.clone();
            }
        });
        for frame in frames {
            socket.send(&Frame::from(frame.as_str()));
        }
        self.expect_pings(now);
    }

    /// Ends a connection that does not keep to the protocol.
    pub(super) fn break_off(&mut self, line: &Line, seat: &Seat, reason: &str, now: Millis) {
        self.hang_up(line, 1000, reason, now);
        self.leave(&seat.id, now);
    }
}
