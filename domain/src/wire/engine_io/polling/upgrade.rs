//! From polling to a WebSocket, without losing a packet.

use super::super::{Packet, Refusal, decode};
use super::{Effects, NOOP, Polling, Probed, State};
use crate::time::Millis;

/// A WebSocket that is tried.
#[derive(Debug)]
pub(super) struct Probe {
    until: Millis,
    is_proved: bool,
}

impl Probe {
    /// When it must be done.
    pub(super) fn until(&self) -> Millis {
        self.until
    }

    /// Whether the client knows that it works, and gives up polling.
    pub(super) fn is_proved(&self) -> bool {
        self.is_proved
    }
}

impl Polling {
    /// A WebSocket with this session's id opened.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] while another is tried and after the upgrade, [`Refusal::SessionIdUnknown`] after
    /// the end.
    pub fn probe_opened(&mut self, now: Millis) -> Result<(), Refusal> {
        self.check_open()?;
        if self.probe.is_some() {
            return Err(Refusal::BadRequest);
        }
        self.probe = Some(Probe { until: now.plus(self.limits.upgrade_timeout_ms.into()), is_proved: false });
        Ok(())
    }

    /// A text frame came on the WebSocket that is tried. To a binary one the answer is to close the WebSocket.
    pub fn probe_said(&mut self, frame: &str) -> Probed {
        match (decode(frame), &mut self.probe) {
            (Ok(Packet::Ping(data)), Some(probe)) if data == "probe" => {
                probe.is_proved = true;
                Probed::Reply("3probe", self.end_poll())
            }
            (Ok(Packet::Upgrade), Some(probe)) if probe.is_proved => {
                self.state = State::Upgraded;
                self.probe = None;
                Probed::Upgraded(self.held.take(), self.end_poll())
            }
            _ => {
                self.probe = None;
                Probed::Close
            }
        }
    }

    /// The WebSocket that was tried is closed: polling goes on.
    pub fn probe_gone(&mut self) {
        self.probe = None;
    }

    /// Lets the poll that waits return without a word.
    fn end_poll(&mut self) -> Effects {
        let answer = std::mem::take(&mut self.waits).then(|| NOOP.to_owned());
        Effects { answer, ..Effects::default() }
    }
}
