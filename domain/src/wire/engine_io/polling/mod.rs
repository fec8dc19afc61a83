//! The session of a client that polls, in the memory of one object.
//!
//! It decides; the caller holds the requests and sockets and does what [`Effects`] say.

mod effects;
mod held;
mod posting;
mod pulse;
mod upgrade;

pub use effects::{Effects, Polled, Posted, Probed, Reason};
pub use held::Limits;

use super::{Heartbeat, Refusal, encode_payload};
use crate::time::Millis;
use held::Held;
use pulse::{Beat, Pulse};
use upgrade::Probe;

const CLOSE: &str = "1";
const PING: &str = "2";
const NOOP: &str = "6";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// Closed by the server, with last words that the next poll may fetch until then.
    Closing(Millis),
    Closed,
    Upgraded,
}

/// One session. The packet that opens it is the answer to the request that opened it, and the caller's to write.
///
/// After each input, `due_at` says when to call `tick` next and `is_over` whether the session can be forgotten.
#[derive(Debug)]
pub struct Polling {
    limits: Limits,
    state: State,
    pulse: Pulse,
    held: Held,
    /// Whether a poll waits. While one does, nothing is held.
    waits: bool,
    probe: Option<Probe>,
}

impl Polling {
    /// A session that opens now.
    pub fn new(heartbeat: Heartbeat, limits: Limits, now: Millis) -> Self {
        let (pulse, held) = (Pulse::new(heartbeat, now), Held::default());
        Self { limits, state: State::Open, pulse, held, waits: false, probe: None }
    }

    /// Whether it is neither ended, be it with last words, nor upgraded.
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// Whether the client knows that its WebSocket works, and is about to go over to it.
    pub fn is_upgrading(&self) -> bool {
        self.probe.as_ref().is_some_and(Probe::is_proved)
    }

    /// Whether nothing can come of it any more, so that it can be forgotten.
    ///
    /// An upgraded session can be forgotten as well. Kept, its requests are refused as bad instead of unknown.
    pub fn is_over(&self) -> bool {
        self.state == State::Closed
    }

    /// Bytes that wait for the next poll.
    pub fn held_bytes(&self) -> usize {
        self.held.bytes()
    }

    /// When [`Polling::tick`] has something to do; `None` for a session that is over or upgraded.
    pub fn due_at(&self) -> Option<Millis> {
        match self.state {
            State::Open => Some(self.probe.iter().map(Probe::until).fold(self.pulse.due(), Millis::min)),
            State::Closing(until) => Some(until),
            State::Closed | State::Upgraded => None,
        }
    }

    /// A GET came. Two at once end the session, as the protocol demands.
    pub fn poll(&mut self) -> Polled {
        match self.state {
            State::Closed => Polled::Refuse(Refusal::SessionIdUnknown, Effects::default()),
            State::Upgraded => Polled::Refuse(Refusal::BadRequest, Effects::default()),
            State::Closing(_) => Polled::Answer(self.last_words()),
            State::Open if self.waits => {
                Polled::Refuse(Refusal::BadRequest, self.end(Reason::Overlap, CLOSE))
            }
            State::Open if !self.held.is_empty() => Polled::Answer(encode_payload(&self.held.take())),
            // The client must find itself without a poll before it upgrades.
            State::Open if self.is_upgrading() => Polled::Answer(NOOP.into()),
            State::Open => {
                self.waits = true;
                Polled::Wait
            }
        }
    }

    /// The client hung up on the poll that waits. It does so when it gives the session up.
    ///
    /// Only for that very poll: the end of one that was answered says nothing.
    pub fn poll_gone(&mut self) -> Effects {
        let was_waiting = std::mem::take(&mut self.waits);
        if was_waiting { self.end(Reason::PollGone, CLOSE) } else { Effects::default() }
    }

    /// Sends an encoded packet (text: bytes could not be handed over to a WebSocket like this).
    ///
    /// # Errors
    /// [`Refusal::SessionIdUnknown`] after the end, [`Refusal::BadRequest`] after the upgrade; nothing is sent.
    pub fn send(&mut self, packet: String) -> Result<Effects, Refusal> {
        self.check_open()?;
        Ok(self.put(packet))
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Millis) -> Effects {
        match self.state {
            State::Open => self.beat(now),
            State::Closing(until) if now >= until => {
                self.last_words();
                Effects::default()
            }
            _ => Effects::default(),
        }
    }

    /// The server ends the session. What was sent before is still given to the next poll, if it comes in time.
    pub fn close(&mut self, now: Millis) -> Effects {
        if self.check_open().is_err() {
            return Effects::default();
        }
        if self.held.is_empty() {
            return self.end(Reason::Server, CLOSE);
        }
        self.state = State::Closing(self.pulse.timeout(now));
        Effects { answer: None, closes_probe: self.probe.take().is_some(), closed: Some(Reason::Server) }
    }

    fn check_open(&self) -> Result<(), Refusal> {
        match self.state {
            State::Open => Ok(()),
            State::Upgraded => Err(Refusal::BadRequest),
            State::Closing(_) | State::Closed => Err(Refusal::SessionIdUnknown),
        }
    }

    /// Gives a packet to the poll that waits, or holds it for the next.
    fn put(&mut self, packet: String) -> Effects {
        if std::mem::take(&mut self.waits) {
            return Effects { answer: Some(packet), ..Effects::default() };
        }
        if self.held.put(packet, &self.limits) {
            Effects::default()
        } else {
            self.end(Reason::Overflow, CLOSE)
        }
    }

    fn beat(&mut self, now: Millis) -> Effects {
        let mut effects = match self.pulse.beat(now) {
            Beat::Quiet => Effects::default(),
            Beat::Ping => self.put(PING.into()),
            Beat::Dead => self.end(Reason::PingTimeout, CLOSE),
        };
        if self.probe.take_if(|probe| now >= probe.until()).is_some() {
            effects.closes_probe = true;
        }
        effects
    }

    /// Over at once. The poll that waits gets this packet.
    fn end(&mut self, reason: Reason, packet: &str) -> Effects {
        self.state = State::Closed;
        self.held.take();
        let answer = std::mem::take(&mut self.waits).then(|| packet.to_owned());
        Effects { answer, closes_probe: self.probe.take().is_some(), closed: Some(reason) }
    }

    /// Over, and this is what was still to be said.
    fn last_words(&mut self) -> String {
        self.state = State::Closed;
        let mut packets = self.held.take();
        packets.push(CLOSE.into());
        encode_payload(&packets)
    }
}

#[cfg(test)]
mod tests;
