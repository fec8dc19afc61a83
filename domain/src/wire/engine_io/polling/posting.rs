//! What the client posts.

use super::super::{Packet, Refusal, decode_payload};
use super::{CLOSE, Effects, NOOP, Polling, Posted, Reason, State};
use crate::time::Millis;

impl Polling {
    /// A POST came, and this is its body, whose size was checked. It counts as a whole or not at all.
    pub fn post(&mut self, body: &str, now: Millis) -> Posted {
        let outcome = match self.state {
            State::Open => return self.hear(body, now),
            // The client need not know yet: refused, it would never fetch the last words.
            State::Closing(_) => Ok(Vec::new()),
            State::Closed => Err(Refusal::SessionIdUnknown),
            State::Upgraded => Err(Refusal::BadRequest),
        };
        Posted { outcome, effects: Effects::default() }
    }

    fn hear(&mut self, body: &str, now: Millis) -> Posted {
        let packets = match decode_payload(body) {
            Ok(packets) if packets.iter().any(|packet| matches!(packet, Packet::Ping(_))) => {
                return self.refuse(Reason::WrongWayPing);
            }
            Ok(packets) => packets,
            Err(_) => return self.refuse(Reason::Malformed),
        };
        let mut messages = Vec::new();
        for packet in packets {
            self.pulse.hear(&packet, now);
            match packet {
                Packet::Close => {
                    return Posted { outcome: Ok(messages), effects: self.end(Reason::Client, NOOP) };
                }
                Packet::Message(_) | Packet::Binary(_) => messages.push(packet),
                _ => {}
            }
        }
        Posted { outcome: Ok(messages), effects: Effects::default() }
    }

    fn refuse(&mut self, reason: Reason) -> Posted {
        Posted { outcome: Err(Refusal::BadRequest), effects: self.end(reason, CLOSE) }
    }
}
