//! Who is still there: Engine.IO's pings, and the broadcast that all are here for.

use super::super::store;
use super::room::{ChatRoom, Want};
use super::seat::{Seat, Stage};
use crate::error::ApiError;
use crate::platform::sockets::{Frame, Socket};
use domain::media::session::{Snapshot, Status};
use domain::time::Millis;
use serde_json::json;
use worker::SqlStorage;

/// The tag of Engine.IO's sockets.
pub(super) const ENGINE_TAG: &str = "engine";
const PING: &str = "2";
/// When those sockets were asked last: a fact that outlives the object's memory, as they do.
const PINGED: &str = "chatPinged";
/// What a client of the JSON door may ask to keep its connection from being taken for a dead one. The platform answers
/// it without waking the object. It could do so with one text only: a pong of Engine.IO, which comes when the object
/// is awake from its ping, needs no answer, and the protocol's tests allow none.
pub(super) const ASK: (&str, &str) = ("{\"type\":\"ping\"}", "{\"type\":\"pong\"}");

/// When the Engine.IO sockets of a room were asked last whether they are there.
pub(super) fn pinged_at(storage: &SqlStorage) -> Result<Millis, ApiError> {
    Ok(Millis(store::get(storage, PINGED)?))
}

impl ChatRoom {
    /// Goes on with the pings where the sockets outlived the object's memory.
    pub(super) fn resume_pings(&mut self) {
        if !self.sockets.tagged(ENGINE_TAG).is_empty() {
            self.expect_pings(self.pinged_at);
        }
    }

    /// An Engine.IO socket came in: it is to be asked from time to time whether it is there.
    pub(super) fn expect_pings(&mut self, since: Millis) {
        if self.ping_at.is_none() {
            self.ping_at = Some(since.plus(self.rules.ping_interval_ms));
        }
    }

    /// Asks every Engine.IO socket whether it is there, when it is time, and closes those that did not answer.
    pub(super) fn ping(&mut self, now: Millis) {
        if self.ping_at.is_none_or(|due| due > now) {
            return;
        }
        self.ping_at = None;
        let sockets = self.sockets.tagged(ENGINE_TAG);
        // Where there is nobody to ask the object may sleep.
        if sockets.is_empty() {
            return;
        }
        let ping = Frame::from(PING);
        for socket in sockets {
            self.ask(&socket, &ping, now);
        }
        self.pinged(now);
    }

    fn ask(&mut self, socket: &Socket, ping: &Frame, now: Millis) {
        let Some(seat) = Seat::of(socket) else { return };
        match (self.fault_of(&seat, now), &seat.stage) {
            (Some(reason), _) => {
                socket.close(1000, reason);
                self.gone(socket, now);
            }
            // Its client waits for another packet, and would take a ping for a failure.
            (None, Stage::Probing { .. }) => {}
            (None, _) => socket.send(ping),
        }
    }

    fn pinged(&mut self, now: Millis) {
        self.pinged_at = now;
        self.expect_pings(now);
        if let Err(error) = store::put(&self.storage, PINGED, &now.0) {
            self.wants.push(Want::Log(error.cause.unwrap_or_default()));
        }
    }

    /// Why a socket is given up.
    fn fault_of(&self, seat: &Seat, now: Millis) -> Option<&'static str> {
        match &seat.stage {
            Stage::Probing { sid } => (!self.pollings.has(sid)).then_some("its session is gone"),
            Stage::Waiting { until, .. } if now >= *until => Some("no CONNECT in time"),
            _ => self.is_silent(seat, now).then_some("ping timeout"),
        }
    }

    /// Whether a client left the last ping unanswered, for too long. Who answered it is there, however late this
    /// alarm may be.
    fn is_silent(&self, seat: &Seat, now: Millis) -> bool {
        let limit_ms = self.rules.ping_interval_ms.saturating_add(self.rules.ping_timeout_ms);
        seat.heard_at < self.pinged_at && now.since(seat.heard_at) > limit_ms
    }

    /// A socket is closed.
    pub(super) fn gone(&mut self, socket: &Socket, now: Millis) {
        let Some(seat) = Seat::of(socket) else { return };
        match &seat.stage {
            Stage::Probing { sid } => self.pollings.drop_probe(sid),
            _ => self.leave(&seat.id, now),
        }
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
