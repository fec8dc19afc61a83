//! Who is still there: Engine.IO's pings, and how many people are told of.

use super::room::{ChatRoom, Want};
use super::seat::{Seat, Stage};
use crate::error::ApiError;
use crate::platform::sockets::{Frame, Socket};
use domain::chat::presence::Tell;
use domain::media::session::{Snapshot, Status};
use domain::time::Millis;
use serde_json::json;

/// The tag of Engine.IO's sockets.
pub(super) const ENGINE_TAG: &str = "engine";
const PING: &str = "2";
/// Engine.IO's pongs and what they are answered with, a packet that means nothing: so the object sleeps on.
const PONG: (&str, &str) = ("3", "6");
/// What a client of the JSON door may ask to keep its connection from being taken for a dead one.
pub(super) const ASK: (&str, &str) = ("{\"type\":\"ping\"}", "{\"type\":\"pong\"}");

impl ChatRoom {
    /// Chooses what the platform answers by itself. It knows one question an object: Engine.IO's clients must answer
    /// pings, so theirs goes first; the others' is answered by us as long as one of them is here.
    pub(super) fn answer_asleep(&mut self, answers_pongs: bool) -> Result<(), ApiError> {
        if self.answers_pongs != Some(answers_pongs) {
            let (request, response) = if answers_pongs { PONG } else { ASK };
            self.sockets.answer_asleep(request, response)?;
            self.answers_pongs = Some(answers_pongs);
        }
        Ok(())
    }

    /// Whether an Engine.IO socket is here.
    pub(super) fn has_engine_sockets(&self) -> bool {
        !self.sockets.tagged(ENGINE_TAG).is_empty()
    }

    /// An Engine.IO socket came in: it is to be asked from time to time whether it is there.
    pub(super) fn expect_pings(&mut self, now: Millis) {
        if self.ping_at.is_none() {
            self.ping_at = Some(now.plus(self.rules.ping_interval_ms));
        }
    }

    /// Asks every Engine.IO socket whether it is there, when it is time, and closes those that did not answer.
    pub(super) fn ping(&mut self, now: Millis) {
        if self.ping_at.is_some_and(|due| due > now) {
            return;
        }
        let sockets = self.sockets.tagged(ENGINE_TAG);
        if sockets.is_empty() {
            let _ = self.answer_asleep(false);
        }
        // Where there is nobody to ask the object may sleep.
        self.ping_at = (!sockets.is_empty()).then(|| now.plus(self.rules.ping_interval_ms));
        let ping = Frame::from(PING);
        for socket in sockets {
            let Some(seat) = Seat::of(&socket) else { continue };
            match self.fault_of(&socket, &seat, now) {
                // One that only probes takes a ping for a failed probe.
                None if matches!(seat.stage, Stage::Probing { .. }) => {}
                None => socket.send(&ping),
                Some(reason) => {
                    socket.close(1000, reason);
                    self.leave(&seat.id, now);
                }
            }
        }
    }

    /// Why a socket is given up.
    fn fault_of(&self, socket: &Socket, seat: &Seat, now: Millis) -> Option<&'static str> {
        if let Stage::Waiting { until, .. } = &seat.stage
            && now >= *until
        {
            return Some("no CONNECT in time");
        }
        let answered_at = self.sockets.last_answered_ms(socket).map_or(seat.joined_at, Millis);
        let silence_ms = now.since(answered_at.max(seat.joined_at));
        let limit_ms = self.rules.ping_interval_ms.saturating_add(self.rules.ping_timeout_ms);
        (silence_ms > limit_ms).then_some("ping timeout")
    }

    /// A socket is closed.
    pub(super) fn gone(&mut self, socket: &Socket, now: Millis) {
        if let Some(seat) = Seat::of(socket) {
            self.leave(&seat.id, now);
        }
    }

    /// People came or left.
    pub(super) fn people_changed(&mut self, now: Millis) {
        match self.presence.changed(self.roster.people(), now) {
            Tell::Now => self.tell_presence(),
            Tell::At(at) if !self.is_presence_expected => {
                self.is_presence_expected = true;
                self.wants.push(Want::TellPresence(at));
            }
            Tell::At(_) | Tell::No => {}
        }
    }

    /// Time to tell how many people are here, unless that was told meanwhile.
    pub(super) fn presence_due(&mut self, now: Millis) {
        self.is_presence_expected = false;
        self.people_changed(now);
    }

    fn tell_presence(&mut self) {
        let people = self.roster.people();
        self.wants.push(Want::CountPeople(people));
        self.announce("presence", &json!({"viewers": people}).to_string());
    }

    /// The broadcast went live, ended, or is watched by others.
    pub(super) fn broadcast_changed(&mut self, snapshot: &Snapshot) {
        self.broadcast = snapshot.clone();
        if snapshot.status == Status::Live {
            self.wants.push(Want::CountPeople(self.roster.people()));
        }
        self.announce("stream", &stream_body(snapshot));
    }
}

fn stream_body(snapshot: &Snapshot) -> String {
    let body = json!({
        "status": snapshot.status.as_str(),
        "startTime": snapshot.start_time.map(Millis::to_rfc3339),
        "endTime": snapshot.end_time.map(Millis::to_rfc3339),
        "viewerCount": snapshot.viewer_count,
        "peakViewerCount": snapshot.peak_viewer_count,
    });
    body.to_string()
}
