use super::*;
use crate::wire::engine_io::decode;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Input {
    Poll,
    PollGone,
    Send(usize),
    Post(&'static str),
    Tick(i64),
    ProbeOpened,
    ProbeSaid(&'static str),
    ProbeGone,
    Close,
}

fn any_input() -> impl Strategy<Value = Input> {
    let bodies = vec!["3", "4a", "4a\u{1e}4b", "bAQ==", "4a\u{1e}3", "6", "1", "2", "x", ""];
    prop_oneof![
        12 => Just(Input::Poll),
        1 => Just(Input::PollGone),
        12 => (0_usize..12).prop_map(Input::Send),
        4 => prop::sample::select(bodies).prop_map(Input::Post),
        6 => (0_i64..250).prop_map(Input::Tick),
        3 => Just(Input::ProbeOpened),
        6 => prop::sample::select(vec!["2probe", "2probe", "5", "5", "4a"]).prop_map(Input::ProbeSaid),
        1 => Just(Input::ProbeGone),
        1 => Just(Input::Close),
    ]
}

/// The client's side, and what the caller does.
#[derive(Default)]
struct World {
    now: i64,
    waits: bool,
    probes: bool,
    upgraded: bool,
    closed: Option<Reason>,
    sent: Vec<String>,
    received: Vec<String>,
}

impl World {
    /// Every packet of the payload counts as received; what is no packet fails.
    fn receives(&mut self, payload: &str) {
        for packet in payload.split('\u{1e}') {
            match decode(packet).unwrap() {
                Packet::Message(_) => self.received.push(packet.into()),
                Packet::Ping(_) | Packet::Noop => {}
                Packet::Close => assert!(self.closed.is_some(), "only an end is told as one"),
                other => panic!("{other:?} to a client"),
            }
        }
    }

    fn does(&mut self, effects: Effects) {
        let Effects { answer, closes_probe, closed } = effects;
        if let Some(reason) = closed {
            assert_eq!(self.closed.replace(reason), None, "an end is told once");
            assert!(!self.upgraded);
            assert_eq!(closes_probe, self.probes);
        }
        if let Some(payload) = answer {
            assert!(std::mem::take(&mut self.waits), "an answer for no poll");
            self.receives(&payload);
        }
        if closes_probe {
            assert!(std::mem::take(&mut self.probes), "no WebSocket to close");
        }
    }

    fn polls(&mut self, session: &mut Polling) {
        let lingers = self.closed.is_some() && !session.is_over();
        match session.poll() {
            Polled::Answer(payload) => {
                assert!(!self.waits && !self.upgraded && (self.closed.is_none() || lingers));
                self.receives(&payload);
                assert_eq!(self.received, self.sent, "a poll takes all that is held");
            }
            Polled::Wait => {
                assert!(!std::mem::replace(&mut self.waits, true), "two polls wait");
                assert!(!self.upgraded && self.closed.is_none());
                assert_eq!(self.received, self.sent, "nothing waits while a poll waits");
            }
            Polled::Refuse(refusal, effects) => {
                assert!(self.waits || self.upgraded || self.closed.is_some());
                assert_eq!(refusal == Refusal::SessionIdUnknown, self.closed.is_some());
                self.does(effects);
            }
        }
    }

    fn sends(&mut self, session: &mut Polling, size: usize) {
        let packet = format!("4{}{}", self.sent.len(), "x".repeat(size));
        match session.send(packet.clone()) {
            Ok(effects) => {
                assert!(!self.upgraded && self.closed.is_none());
                if effects.closed.is_none() {
                    self.sent.push(packet);
                }
                self.does(effects);
            }
            Err(refusal) => {
                assert!(self.upgraded || self.closed.is_some());
                assert_eq!(refusal == Refusal::BadRequest, self.upgraded);
            }
        }
    }

    fn posts(&mut self, session: &mut Polling, body: &str) {
        let Posted { outcome, effects } = session.post(body, Millis(self.now));
        let accepts = !self.upgraded && self.closed.is_none();
        for packet in outcome.unwrap_or_default() {
            assert!(accepts, "{packet:?} after the end");
            assert!(matches!(packet, Packet::Message(_) | Packet::Binary(_)));
        }
        self.does(effects);
    }

    fn probe_says(&mut self, session: &mut Polling, frame: &str) {
        match session.probe_said(frame) {
            Probed::Reply(reply, effects) => {
                assert_eq!((reply, frame, self.probes), ("3probe", "2probe", true));
                self.does(effects);
                assert!(!self.waits, "the poll returns");
            }
            Probed::Upgraded(frames, effects) => {
                assert_eq!((frame, std::mem::take(&mut self.probes)), ("5", true));
                self.does(effects);
                frames.iter().for_each(|frame| self.receives(frame));
                self.upgraded = true;
                assert_eq!(self.received, self.sent, "all is handed over");
            }
            Probed::Close => self.probes = false,
        }
    }

    fn hears(&mut self, session: &mut Polling, input: &Input) {
        match input {
            Input::Poll => self.polls(session),
            Input::PollGone => {
                self.waits = false;
                self.does(session.poll_gone());
            }
            Input::Send(size) => self.sends(session, *size),
            Input::Post(body) => self.posts(session, body),
            Input::Tick(gap) => {
                self.now += gap;
                self.does(session.tick(Millis(self.now)));
                assert!(session.due_at().is_none_or(|due| due > Millis(self.now)), "it would tick forever");
            }
            Input::ProbeOpened => {
                let opens = session.probe_opened(Millis(self.now)).is_ok();
                assert_eq!(opens, !self.probes && !self.upgraded && self.closed.is_none());
                self.probes |= opens;
            }
            Input::ProbeSaid(frame) => self.probe_says(session, frame),
            Input::ProbeGone => {
                self.probes = false;
                session.probe_gone();
            }
            Input::Close => self.does(session.close(Millis(self.now))),
        }
    }

    fn makes_sense(&self, session: &Polling) {
        let (packets, bytes) = session.held.size();
        assert!(packets <= LIMITS.max_packets && bytes <= LIMITS.max_bytes);
        assert!(self.sent.starts_with(&self.received), "lost, doubled or out of order");
        assert!(!self.waits || packets == 0);
        assert_eq!(session.waits, self.waits);
        assert_eq!(session.due_at().is_none(), session.is_over() || self.upgraded);
        assert!(!session.is_over() || self.closed.is_some());
        assert!(self.closed.is_none() || !self.waits, "a poll waits for nobody");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_story_is_told_in_order_and_answered_once(story in prop::collection::vec(any_input(), 0..80)) {
        let (mut session, mut world) = (session(), World::default());
        for input in &story {
            world.hears(&mut session, input);
            world.makes_sense(&session);
        }
        world.now += 10_000;
        for _ in 0..3 {
            world.hears(&mut session, &Input::Tick(10_000));
        }
        prop_assert!(session.is_over() || world.upgraded, "a silent client is gone");
    }
}
