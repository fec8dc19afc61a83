use super::*;

#[test]
fn a_second_poll_ends_the_session_and_both_polls() {
    let mut session = waiting();
    let effects = Effects { answer: Some("1".into()), ..closed(Reason::Overlap) };
    assert_eq!(session.poll(), Polled::Refuse(Refusal::BadRequest, effects));
    assert_over(&mut session);
}

#[test]
fn a_poll_that_the_client_hung_up_on_ends_the_session() {
    let mut session = waiting();
    assert_eq!(session.poll_gone(), closed(Reason::PollGone));
    assert_over(&mut session);
}

#[test]
fn the_end_of_a_poll_that_was_answered_says_nothing() {
    let mut session = waiting();
    assert_eq!(sends(&mut session, "4a"), Ok(answer("4a")));
    assert_eq!(session.poll_gone(), Effects::default());
    assert_eq!(session.poll(), Polled::Wait);
}

#[test]
fn a_post_that_is_no_payload_ends_the_session() {
    for (body, reason) in [
        ("", Reason::Malformed),
        ("abc", Reason::Malformed),
        ("4a\u{1e}", Reason::Malformed),
        ("4a\u{1e}9", Reason::Malformed),
        ("2", Reason::WrongWayPing),
        ("4a\u{1e}2probe", Reason::WrongWayPing),
    ] {
        let mut session = waiting();
        let effects = Effects { answer: Some("1".into()), ..closed(reason) };
        let want = Posted { outcome: Err(Refusal::BadRequest), effects };
        assert_eq!(session.post(body, Millis(1)), want, "{body}");
        assert_over(&mut session);
    }
}

#[test]
fn a_client_that_says_goodbye_is_heard_until_then() {
    let mut session = waiting();
    let effects = Effects { answer: Some("6".into()), ..closed(Reason::Client) };
    let want = Posted { outcome: Ok(vec![message("a")]), effects };
    assert_eq!(session.post("4a\u{1e}1\u{1e}4b", Millis(1)), want);
    assert_over(&mut session);
}

#[test]
fn the_poll_that_waits_is_told_that_the_server_closes() {
    let mut session = waiting();
    assert_eq!(session.close(Millis(1)), Effects { answer: Some("1".into()), ..closed(Reason::Server) });
    assert_over(&mut session);
}

#[test]
fn a_client_between_two_polls_finds_the_closed_session_unknown() {
    let mut session = session();
    assert_eq!(session.close(Millis(1)), closed(Reason::Server));
    assert_over(&mut session);
}

fn with_last_words() -> Polling {
    let mut session = session();
    assert_eq!(sends(&mut session, "4bye"), Ok(Effects::default()));
    assert_eq!(session.close(Millis(1)), closed(Reason::Server));
    assert!(!session.is_over());
    session
}

#[test]
fn last_words_reach_the_next_poll() {
    let mut session = with_last_words();
    assert_eq!(session.poll(), Polled::Answer("4bye\u{1e}1".into()));
    assert_over(&mut session);
}

#[test]
fn last_words_do_not_wait_forever() {
    let mut session = with_last_words();
    let until = session.due_at().unwrap();
    assert_eq!(until, Millis(1 + 200));
    assert_eq!(session.tick(until.plus(-1)), Effects::default());
    assert!(!session.is_over());
    assert_eq!(session.tick(until), Effects::default());
    assert_over(&mut session);
}

#[test]
fn nothing_is_accepted_after_last_words() {
    let mut session = with_last_words();
    let ignored = Posted { outcome: Ok(vec![]), effects: Effects::default() };
    for body in ["4a", "1", "2", ""] {
        assert_eq!(session.post(body, Millis(2)), ignored);
    }
    assert_eq!(sends(&mut session, "4a"), Err(Refusal::SessionIdUnknown));
    assert_eq!(session.probe_opened(Millis(2)), Err(Refusal::SessionIdUnknown));
    assert_eq!(session.close(Millis(2)), Effects::default());
    assert_eq!(session.poll(), Polled::Answer("4bye\u{1e}1".into()));
}
