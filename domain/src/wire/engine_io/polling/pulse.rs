//! Whether the client lives.

use super::super::{Heartbeat, Packet};
use crate::time::Millis;

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// Nothing yet.
    Quiet,
    /// Ask the client.
    Ping,
    /// It did not answer in time.
    Dead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Resting,
    Asked,
    /// Asked, and something else than the answer was heard since.
    Excused,
}

#[derive(Debug)]
pub(super) struct Pulse {
    heartbeat: Heartbeat,
    phase: Phase,
    due: Millis,
    /// When the ping after the last one is to be.
    next: Millis,
}

impl Pulse {
    pub(super) fn new(heartbeat: Heartbeat, now: Millis) -> Self {
        let due = now.plus(heartbeat.ping_interval_ms.into());
        Self { heartbeat, phase: Phase::Resting, due, next: due }
    }

    /// When to ask again what is to be done.
    pub(super) fn due(&self) -> Millis {
        self.due
    }

    pub(super) fn beat(&mut self, now: Millis) -> Beat {
        if now < self.due {
            return Beat::Quiet;
        }
        if self.phase != Phase::Resting {
            return Beat::Dead;
        }
        self.next = now.plus(self.heartbeat.ping_interval_ms.into());
        self.wait(Phase::Asked, now);
        Beat::Ping
    }

    /// An answer counts whether or not it was asked for, as in the reference server. Any other packet is a sign
    /// of life too, but excuses a missing answer only once.
    pub(super) fn hear(&mut self, packet: &Packet, now: Millis) {
        match (packet, self.phase) {
            (Packet::Pong(_), Phase::Resting) => *self = Self::new(self.heartbeat, now),
            // Counted from the ping, so that a slow line does not make the pings rarer.
            (Packet::Pong(_), _) => (self.phase, self.due) = (Phase::Resting, self.next.max(now)),
            (_, Phase::Asked) => self.wait(Phase::Excused, now),
            _ => {}
        }
    }

    /// Until when a client that is waited for from now on must have come.
    pub(super) fn timeout(&self, now: Millis) -> Millis {
        now.plus(self.heartbeat.ping_timeout_ms.into())
    }

    fn wait(&mut self, phase: Phase, now: Millis) {
        self.phase = phase;
        self.due = self.timeout(now);
    }
}
