//! What a client of Engine.IO can send: a request's query, a packet, a payload, and a story told to a session
//! that polls.
#![no_main]

use domain::time::Millis;
use domain::wire::engine_io::{
    Ask, Effects, Heartbeat, Limits, Polled, Polling, Probed, decode, decode_payload, encode, encode_payload,
};
use libfuzzer_sys::fuzz_target;

const HEARTBEAT: Heartbeat = Heartbeat { ping_interval_ms: 300, ping_timeout_ms: 200 };
const LIMITS: Limits = Limits { max_packets: 8, max_bytes: 100, upgrade_timeout_ms: 100 };

/// Which requests wait, and whether the end was told.
#[derive(Default)]
struct Caller {
    waits: bool,
    probes: bool,
    is_closed: bool,
}

impl Caller {
    fn does(&mut self, effects: Effects) {
        assert!(effects.answer.is_none() || std::mem::take(&mut self.waits));
        assert!(!effects.closes_probe || std::mem::take(&mut self.probes));
        assert!(effects.closed.is_none() || !std::mem::replace(&mut self.is_closed, true));
    }

    /// A line is one input: its first byte says which, the rest what of it.
    fn tells(&mut self, session: &mut Polling, line: &str, now: Millis) {
        let Some((kind, text)) = line.split_at_checked(1) else { return };
        match kind {
            "g" => match session.poll() {
                Polled::Answer(_) => assert!(!self.waits),
                Polled::Wait => assert!(!std::mem::replace(&mut self.waits, true)),
                Polled::Refuse(_, effects) => self.does(effects),
            },
            "s" => self.does(session.send(text.into()).unwrap_or_default()),
            "o" => self.probes |= session.probe_opened(now).is_ok(),
            "f" => match session.probe_said(text) {
                Probed::Reply(_, effects) => self.does(effects),
                Probed::Upgraded(_, effects) => {
                    self.probes = false;
                    self.does(effects);
                }
                Probed::Close => self.probes = false,
            },
            "c" => self.does(session.close(now)),
            "x" => {
                self.waits = false;
                self.does(session.poll_gone());
            }
            _ => {
                let posted = session.post(line, now);
                assert!(!self.is_closed || posted.outcome.unwrap_or_default().is_empty());
                self.does(posted.effects);
            }
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(packet) = decode(text) {
        assert_eq!(decode(&encode(&packet)), Ok(packet));
    }
    if let Ok(packets) = decode_payload(text) {
        let texts: Vec<String> = packets.iter().map(encode).collect();
        assert_eq!(decode_payload(&encode_payload(&texts)), Ok(packets));
    }
    let ask = Ask::read("GET", text.len() % 2 == 0, |name| {
        text.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    });
    match ask {
        Ok(ask) => assert_ne!(ask.sid.as_deref(), Some("")),
        Err(refusal) => assert!(refusal.code() <= 5),
    }

    let (mut session, mut caller) = (Polling::new(HEARTBEAT, LIMITS, Millis(0)), Caller::default());
    let mut now = Millis(0);
    for line in text.split('\n') {
        now = now.plus(line.len() as i64 * 10);
        caller.does(session.tick(now));
        caller.tells(&mut session, line, now);
        assert!(!session.is_over() || caller.is_closed);
        assert!(session.due_at().is_some() || !caller.waits);
    }
});
