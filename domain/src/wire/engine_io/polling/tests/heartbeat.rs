use super::*;

/// A session that was asked at 300 and must answer until 500.
fn asked() -> Polling {
    let mut session = waiting();
    assert_eq!(session.due_at(), Some(Millis(300)));
    assert_eq!(session.tick(Millis(299)), Effects::default());
    assert_eq!(session.tick(Millis(300)), answer("2"));
    assert_eq!(session.due_at(), Some(Millis(500)));
    session
}

fn posts(session: &mut Polling, body: &str, now: i64) {
    assert!(session.post(body, Millis(now)).outcome.is_ok());
}

#[test]
fn a_ping_goes_the_way_of_every_packet() {
    let mut session = session();
    assert_eq!(sends(&mut session, "4a"), Ok(Effects::default()));
    assert_eq!(session.tick(Millis(300)), Effects::default());
    assert_eq!(session.poll(), Polled::Answer("4a\u{1e}2".into()));
}

#[test]
fn a_client_that_does_not_answer_is_gone() {
    let mut session = asked();
    assert_eq!(session.poll(), Polled::Wait);
    assert_eq!(session.tick(Millis(499)), Effects::default());
    assert_eq!(
        session.tick(Millis(500)),
        Effects { answer: Some("1".into()), ..closed(Reason::PingTimeout) }
    );
    assert_over(&mut session);
}

#[test]
fn an_answer_is_good_until_the_next_ping() {
    let mut session = asked();
    posts(&mut session, "3", 450);
    assert_eq!(session.due_at(), Some(Millis(600)));
    assert_eq!(session.poll(), Polled::Wait);
    assert_eq!(session.tick(Millis(600)), answer("2"));
}

#[test]
fn an_answer_that_takes_longer_than_an_interval_brings_the_next_ping_at_once() {
    let heartbeat = Heartbeat { ping_interval_ms: 100, ping_timeout_ms: 500 };
    let mut session = Polling::new(heartbeat, LIMITS, Millis(0));
    assert_eq!(session.tick(Millis(100)), Effects::default());
    posts(&mut session, "3", 400);
    assert_eq!(session.due_at(), Some(Millis(400)));
}

#[test]
fn another_packet_excuses_a_missing_answer_once() {
    let mut session = asked();
    posts(&mut session, "4a", 400);
    assert_eq!(session.due_at(), Some(Millis(600)));
    posts(&mut session, "4b", 500);
    assert_eq!(session.due_at(), Some(Millis(600)));
    assert_eq!(session.tick(Millis(600)), closed(Reason::PingTimeout));
}

#[test]
fn an_answer_that_nobody_asked_for_counts() {
    let mut session = session();
    posts(&mut session, "3", 100);
    assert_eq!(session.due_at(), Some(Millis(400)));
}

#[test]
fn messages_alone_do_not_put_the_next_ping_off() {
    let mut session = session();
    posts(&mut session, "4a", 100);
    assert_eq!(session.due_at(), Some(Millis(300)));
}

#[test]
fn a_late_alarm_asks_before_it_gives_up() {
    let mut session = waiting();
    assert_eq!(session.tick(Millis(10_000)), answer("2"));
    assert_eq!(session.due_at(), Some(Millis(10_200)));
}

#[test]
fn a_ping_that_does_not_fit_ends_the_session() {
    let mut session = session();
    for _ in 0..LIMITS.max_packets {
        assert_eq!(sends(&mut session, "4a"), Ok(Effects::default()));
    }
    assert_eq!(session.tick(Millis(300)), closed(Reason::Overflow));
    assert_over(&mut session);
}
