use super::*;

#[test]
fn a_poll_waits_until_something_is_sent() {
    let mut session = waiting();
    assert_eq!(sends(&mut session, "4a"), Ok(answer("4a")));
    assert_eq!(session.poll(), Polled::Wait);
}

#[test]
fn what_is_sent_between_two_polls_comes_with_the_next_in_order() {
    let mut session = session();
    for packet in ["4a", "4b", "4c"] {
        assert_eq!(sends(&mut session, packet), Ok(Effects::default()));
    }
    assert_eq!(session.poll(), Polled::Answer("4a\u{1e}4b\u{1e}4c".into()));
    assert_eq!(session.poll(), Polled::Wait);
}

#[test]
fn too_many_packets_end_the_session() {
    let mut session = session();
    for _ in 0..LIMITS.max_packets {
        assert_eq!(sends(&mut session, "4a"), Ok(Effects::default()));
    }
    assert_eq!(sends(&mut session, "4a"), Ok(closed(Reason::Overflow)));
    assert_over(&mut session);
}

#[test]
fn too_many_bytes_end_the_session() {
    let mut session = session();
    assert_eq!(sends(&mut session, &"4".repeat(LIMITS.max_bytes)), Ok(Effects::default()));
    assert_eq!(sends(&mut session, "4"), Ok(closed(Reason::Overflow)));
    assert_over(&mut session);
}

#[test]
fn a_poll_that_waits_takes_a_packet_of_any_size() {
    let packet = "4".repeat(LIMITS.max_bytes + 1);
    assert_eq!(sends(&mut waiting(), &packet), Ok(answer(&packet)));
}

#[test]
fn a_poll_frees_what_it_takes() {
    let mut session = session();
    for _ in 0..3 {
        for _ in 0..LIMITS.max_packets {
            assert_eq!(sends(&mut session, "4aaaaaaaaa"), Ok(Effects::default()));
        }
        assert!(matches!(session.poll(), Polled::Answer(_)));
    }
}

#[test]
fn posted_messages_are_handed_on_in_order() {
    for (body, messages) in [
        ("4a", vec![message("a")]),
        ("4a\u{1e}4b\u{1e}bAQ==", vec![message("a"), message("b"), Packet::Binary(vec![1])]),
        ("4", vec![message("")]),
        ("3", vec![]),
        ("0\u{1e}5\u{1e}6\u{1e}4a", vec![message("a")]),
    ] {
        let posted = waiting().post(body, Millis(1));
        assert_eq!(posted, Posted { outcome: Ok(messages), effects: Effects::default() }, "{body}");
    }
}
