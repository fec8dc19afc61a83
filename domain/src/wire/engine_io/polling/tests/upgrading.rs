use super::*;

/// A session whose WebSocket opened at 10.
fn probing() -> Polling {
    let mut session = session();
    assert_eq!(session.probe_opened(Millis(10)), Ok(()));
    session
}

fn proved() -> Polling {
    let mut session = probing();
    assert_eq!(session.probe_said("2probe"), Probed::Reply("3probe", Effects::default()));
    session
}

/// The WebSocket is closed and polling goes on.
fn assert_polling(session: &mut Polling) {
    assert_eq!(session.poll(), Polled::Wait);
    assert_eq!(sends(session, "4a"), Ok(answer("4a")));
    assert_eq!(session.probe_opened(Millis(20)), Ok(()), "another may be tried");
}

#[test]
fn the_stock_client_moves_to_its_websocket() {
    let mut session = waiting();
    assert_eq!(session.probe_opened(Millis(10)), Ok(()));
    assert_eq!(session.probe_said("2probe"), Probed::Reply("3probe", answer("6")));
    assert_eq!(sends(&mut session, "4a"), Ok(Effects::default()));
    assert_eq!(sends(&mut session, "4b"), Ok(Effects::default()));
    let frames = vec!["4a".into(), "4b".into()];
    assert_eq!(session.probe_said("5"), Probed::Upgraded(frames, Effects::default()));
}

#[test]
fn a_poll_that_crosses_the_probe_returns_at_once() {
    let mut session = proved();
    assert_eq!(session.poll(), Polled::Answer("6".into()));
    assert_eq!(sends(&mut session, "4a"), Ok(Effects::default()));
    assert_eq!(session.poll(), Polled::Answer("4a".into()));
    assert_eq!(session.poll(), Polled::Answer("6".into()));
    assert_eq!(session.probe_said("5"), Probed::Upgraded(vec![], Effects::default()));
}

#[test]
fn a_poll_waits_on_while_the_websocket_is_not_proved() {
    let mut session = probing();
    assert_eq!(session.poll(), Polled::Wait);
    assert_eq!(sends(&mut session, "4a"), Ok(answer("4a")));
}

#[test]
fn an_upgraded_session_refuses_requests_and_websockets() {
    let mut session = proved();
    assert_eq!(session.probe_said("5"), Probed::Upgraded(vec![], Effects::default()));
    let bad = Refusal::BadRequest;
    assert_eq!(session.poll(), Polled::Refuse(bad, Effects::default()));
    assert_eq!(session.post("4a", Millis(20)), Posted { outcome: Err(bad), effects: Effects::default() });
    assert_eq!(session.probe_opened(Millis(20)), Err(bad));
    assert_eq!(sends(&mut session, "4a"), Err(bad));
    assert_eq!(session.due_at(), None, "the heartbeat is the WebSocket's");
    assert_eq!(session.tick(Millis(1_000_000)), Effects::default());
    assert_eq!(session.close(Millis(20)), Effects::default());
    assert!(!session.is_over());
}

#[test]
fn a_second_websocket_is_refused_while_one_is_tried() {
    let mut session = probing();
    assert_eq!(session.probe_opened(Millis(11)), Err(Refusal::BadRequest));
    assert_eq!(session.probe_said("2probe"), Probed::Reply("3probe", Effects::default()));
}

#[test]
fn a_websocket_that_says_something_else_is_closed_and_polling_goes_on() {
    for frame in ["5", "2", "2probe2", "3probe", "4a", "1", "6", "", "x"] {
        let mut session = probing();
        assert_eq!(session.probe_said(frame), Probed::Close, "{frame}");
        assert_polling(&mut session);
    }
}

#[test]
fn a_websocket_that_closes_leaves_polling_going() {
    for mut session in [probing(), proved()] {
        session.probe_gone();
        assert_polling(&mut session);
    }
}

#[test]
fn a_websocket_that_dawdles_is_closed_and_polling_goes_on() {
    let mut session = proved();
    assert_eq!(session.due_at(), Some(Millis(110)));
    assert_eq!(session.tick(Millis(109)), Effects::default());
    assert_eq!(session.tick(Millis(110)), Effects { closes_probe: true, ..Effects::default() });
    assert_eq!(session.due_at(), Some(Millis(300)));
    assert_polling(&mut session);
}

#[test]
fn the_end_of_the_session_closes_the_websocket_that_is_tried() {
    let with_probe = |reason| Effects { closes_probe: true, ..closed(reason) };
    assert_eq!(probing().close(Millis(20)), with_probe(Reason::Server));
    assert_eq!(probing().post("1", Millis(20)).effects, with_probe(Reason::Client));
    let mut session = probing();
    assert_eq!(sends(&mut session, "4bye"), Ok(Effects::default()));
    assert_eq!(session.close(Millis(20)), with_probe(Reason::Server));
    assert_eq!(session.probe_said("5"), Probed::Close);
}
