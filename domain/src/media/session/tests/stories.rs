use super::EventKind::{Done, Play, PlayDone, PlayUpdate, Publish, PublishDone, RecordDone, Stats, Update};
use super::*;

/// Tells a story: at which second which word is heard, and which verdict it gets.
fn tell(story: &[(i64, Word, Verdict)]) -> Room {
    let mut room = Room::default();
    for (index, (at_s, word, want)) in story.iter().enumerate() {
        room.waits(at_s * 1000);
        assert_eq!(room.hears(at_s * 1000, word), *want, "sentence {index}: {word:?}");
    }
    room
}

#[test]
fn a_broadcast_begins_is_interrupted_and_ends_when_its_publisher_left() {
    let mut room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (60, word(PublishDone, "1"), Verdict::Interrupted),
        (60, word(Done, "1"), Verdict::NotThePublisher),
    ]);
    assert!(room.is_live());
    assert_eq!(room.waits(79_999), None);
    assert!(room.is_live());
    assert_eq!(room.waits(80_000), Some(Evidence::ReconnectWindowOver(Millis(60_000))));
    let shown = room.shown();
    assert_eq!(
        (shown.status, shown.start_time, shown.end_time),
        (Status::Ended, Some(Millis(10_000)), Some(Millis(60_000)))
    );
}

#[test]
fn an_encoder_that_returns_within_the_window_goes_on_with_the_same_broadcast() {
    let room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (20, word(Done, "1"), Verdict::Interrupted),
        (39, word(Publish, "2"), Verdict::Resumed),
        (50, word(Done, "1"), Verdict::NotThePublisher),
    ]);
    assert!(room.is_live());
    assert_eq!((room.shown().start_time, room.shown().end_time), (Some(Millis(10_000)), None));
}

#[test]
fn an_encoder_that_returns_after_the_window_begins_a_new_broadcast() {
    let room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (20, word(Done, "1"), Verdict::Interrupted),
        (41, word(Publish, "1"), Verdict::Started),
    ]);
    assert_eq!((room.shown().start_time, room.shown().end_time), (Some(Millis(41_000)), None));
}

#[test]
fn a_viewer_that_leaves_never_ends_a_broadcast() {
    let room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (11, word(Play, "3"), Verdict::ViewerJoined),
        (12, word(Done, "3"), Verdict::ViewerLeft),
        (13, word(Done, "3"), Verdict::NotThePublisher),
        (14, word(PlayDone, "9"), Verdict::Noted),
        (15, word(Done, "9"), Verdict::NotThePublisher),
    ]);
    assert!(room.is_live());
}

#[test]
fn two_encoders_that_fight_for_a_key_keep_the_stream_live_until_both_are_gone() {
    let mut room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (20, word(Publish, "2"), Verdict::AlreadyLive),
        (21, word(Done, "2"), Verdict::PublisherLeft),
        (22, word(Publish, "3"), Verdict::AlreadyLive),
        (23, word(Done, "1"), Verdict::PublisherLeft),
    ]);
    assert!(room.is_live());
    assert_eq!(room.hears(30_000, &word(Done, "3")), Verdict::Interrupted);
}

#[test]
fn the_late_end_of_an_older_session_does_not_end_the_new_one() {
    let room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (70, word(Publish, "7"), Verdict::AlreadyLive),
        (90, word(Done, "1"), Verdict::PublisherLeft),
        (91, word(PublishDone, "1"), Verdict::NotThePublisher),
    ]);
    assert!(room.is_live());
}

#[test]
fn a_restarted_server_that_uses_ids_again_does_not_confuse_viewers_with_publishers() {
    // 5 published before the restart; after it the encoder is 1 and a viewer is 5.
    let room = tell(&[
        (10, word(Publish, "5"), Verdict::Started),
        (20, word(Publish, "1"), Verdict::AlreadyLive),
        (30, word(Play, "5"), Verdict::ViewerJoined),
        (40, word(PlayDone, "5"), Verdict::ViewerLeft),
        (40, word(Done, "5"), Verdict::PublisherLeft),
    ]);
    assert!(room.is_live());
    // The viewer came first and got the encoder's old id; the encoder is 2 now.
    let room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (20, word(Play, "1"), Verdict::ViewerJoined),
        (21, word(Publish, "2"), Verdict::AlreadyLive),
        (30, word(Done, "1"), Verdict::ViewerLeft),
        (31, word(Done, "1"), Verdict::PublisherLeft),
    ]);
    assert!(room.is_live());
    // The encoder got its own old id.
    let room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (20, word(Publish, "1"), Verdict::AlreadyLive),
        (30, word(Done, "1"), Verdict::Interrupted),
        (31, word(Publish, "1"), Verdict::Resumed),
    ]);
    assert!(room.is_live());
}

#[test]
fn a_connection_with_the_same_id_on_another_server_is_another_connection() {
    let room = tell(&[
        (10, word(Publish, "1").from("10.0.0.1"), Verdict::Started),
        (20, word(Done, "1").from("10.0.0.2"), Verdict::NotThePublisher),
        (30, word(Play, "1").from("10.0.0.3"), Verdict::ViewerJoined),
        (40, word(Done, "1").from("10.0.0.1"), Verdict::Interrupted),
    ]);
    assert_eq!(room.shown().viewer_count, 1);
}

#[test]
fn a_repeated_event_changes_nothing() {
    let room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (11, word(Publish, "1"), Verdict::AlreadyLive),
        (12, word(Play, "3"), Verdict::ViewerJoined),
        (12, word(Play, "3"), Verdict::Noted),
        (13, word(PlayDone, "3"), Verdict::ViewerLeft),
        (13, word(PlayDone, "3"), Verdict::Noted),
        (20, word(Done, "1"), Verdict::Interrupted),
        (20, word(Done, "1"), Verdict::NotThePublisher),
        (41, word(Done, "1"), Verdict::NotLive),
    ]);
    assert_eq!(room.shown().start_time, Some(Millis(10_000)));
    assert_eq!(room.shown().end_time, Some(Millis(20_000)));
}

#[test]
fn a_sender_that_names_no_connection_is_understood() {
    let room = tell(&[
        (10, word(Publish, ""), Verdict::Started),
        (11, word(Publish, ""), Verdict::AlreadyLive),
        (12, word(Play, ""), Verdict::ViewerJoined),
        (13, word(PlayDone, ""), Verdict::ViewerLeft),
        (14, word(PlayDone, ""), Verdict::Noted),
        (15, word(Done, "3"), Verdict::NotThePublisher),
        (16, word(Publish, "4"), Verdict::AlreadyLive),
        (17, word(Done, "4"), Verdict::Interrupted),
    ]);
    assert_eq!(room.shown().viewer_count, 0);
    tell(&[(10, word(Publish, "a"), Verdict::Started), (11, word(Done, ""), Verdict::Interrupted)]);
}

#[test]
fn events_with_times_count_in_the_order_they_happened() {
    let plain = |kind, client, sent| word(kind, client).by(Source::Plain).sent(sent);
    // The end arrives before the beginning.
    let room = tell(&[
        (100, plain(Done, "a", 90_000), Verdict::NotLive),
        (101, plain(Publish, "a", 50_000), Verdict::Late),
    ]);
    assert!(!room.is_live());
    // An old session's whole story is told while a new one runs.
    let room = tell(&[
        (100, plain(Publish, "a", 99_000), Verdict::Started),
        (101, plain(Done, "a", 40_000), Verdict::Late),
    ]);
    assert!(room.is_live());
    // The end of a broadcast came; an older session's beginning must not bring it back.
    tell(&[
        (100, plain(Publish, "b", 99_000), Verdict::Started),
        (101, plain(Done, "b", 100_500), Verdict::Interrupted),
        (102, plain(Publish, "a", 90_000), Verdict::Late),
    ]);
    // An end that is told later than the window is an end at once, at the time it happened.
    let room = tell(&[
        (100, plain(Publish, "a", 99_000), Verdict::Started),
        (200, plain(Done, "a", 150_000), Verdict::Ended),
    ]);
    assert_eq!(room.shown().end_time, Some(Millis(150_000)));
}

#[test]
fn a_clock_that_lies_does_not_move_our_times() {
    for (sent, want) in [(200_000, 100_000), (99_000, 99_000), (0, 100_000)] {
        let mut room = Room::default();
        let now = 100_000_000;
        room.hears(now + 100_000, &word(Publish, "a").by(Source::Plain).sent(now + sent));
        let want = if sent == 0 { 0 } else { want };
        assert_eq!(room.shown().start_time, Some(Millis(now + want)), "{sent}");
    }
    let mut room = Room::default();
    room.hears(100_000_000, &word(Publish, "a").by(Source::Plain).sent(5));
    assert_eq!(room.shown().start_time, Some(Millis(100_000_000)));
}

#[test]
fn a_connection_whose_id_is_never_given_twice_does_not_come_back() {
    let srs = |kind, client| word(kind, client).by(Source::Srs);
    let room = tell(&[
        (10, srs(PublishDone, "k1"), Verdict::NotLive),
        (11, srs(Publish, "k1"), Verdict::RefusedLate),
        (12, srs(Publish, "k2"), Verdict::Started),
        (13, srs(Publish, "k2"), Verdict::AlreadyLive),
        (14, srs(PublishDone, "k2"), Verdict::Interrupted),
        (15, srs(Publish, "k2"), Verdict::Late),
        (16, srs(Publish, "k3"), Verdict::Resumed),
        (90, srs(PublishDone, "k3"), Verdict::Interrupted),
        (200, srs(Publish, "k3"), Verdict::Late),
    ]);
    assert!(!room.is_live());
    // nginx-rtmp counts from 1 again after a restart: there it is a new connection.
    tell(&[
        (10, word(Done, "1"), Verdict::NotLive),
        (11, word(Publish, "1"), Verdict::Started),
        (12, word(Done, "1"), Verdict::Interrupted),
        (13, word(Publish, "1"), Verdict::Resumed),
    ]);
}

#[test]
fn viewers_are_counted_once_and_never_below_zero_and_the_peak_is_kept() {
    let mut room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (11, word(PlayDone, ""), Verdict::Noted),
        (11, word(Play, "2"), Verdict::ViewerJoined),
        (11, word(Play, "3"), Verdict::ViewerJoined),
        (11, word(Play, ""), Verdict::ViewerJoined),
        (12, word(PlayDone, "3"), Verdict::ViewerLeft),
        (12, word(Done, "3"), Verdict::NotThePublisher),
    ]);
    assert_eq!((room.shown().viewer_count, room.shown().peak_viewer_count), (2, 3));
    room.hears(13_000, &word(Play, "5").viewers(40));
    assert_eq!((room.shown().viewer_count, room.shown().peak_viewer_count), (40, 40));
    room.hears(14_000, &word(PlayDone, "5"));
    assert_eq!(room.shown().viewer_count, 39);
    room.hears(15_000, &word(Done, "1"));
    room.waits(60_000);
    assert_eq!((room.shown().viewer_count, room.shown().peak_viewer_count), (0, 40));
    room.hears(70_000, &word(Publish, "9"));
    assert_eq!((room.shown().viewer_count, room.shown().peak_viewer_count), (0, 0));
}

#[test]
fn the_figures_of_the_end_are_kept() {
    let room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (20, word(Done, "1").viewers(17), Verdict::Interrupted),
        (50, word(RecordDone, "1"), Verdict::Noted),
    ]);
    assert_eq!((room.shown().viewer_count, room.shown().peak_viewer_count), (0, 17));
}

#[test]
fn a_publisher_that_falls_silent_is_a_ghost() {
    let mut room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        (15, word(Update, "1"), Verdict::Alive),
        (20, word(Update, "1"), Verdict::Alive),
    ]);
    assert_eq!(room.waits(49_000), None);
    assert_eq!(room.waits(60_000), Some(Evidence::Silence(Millis(20_000))));
    assert_eq!(room.shown().end_time, Some(Millis(20_000)));
    // Should it live after all, it is told to publish anew.
    assert_eq!(room.hears(61_000, &word(Update, "1")), Verdict::RefusedOver);
    assert_eq!(room.hears(62_000, &word(Publish, "2")), Verdict::Started);
}

#[test]
fn a_dead_publisher_beside_one_that_left_does_not_move_the_end() {
    // nginx was killed under 7; its encoder came back as 1 and left.
    let mut room = tell(&[
        (10, word(Publish, "7"), Verdict::Started),
        (15, word(Update, "7"), Verdict::Alive),
        (20, word(Publish, "1"), Verdict::AlreadyLive),
        (25, word(Update, "1"), Verdict::Alive),
        (30, word(Done, "1"), Verdict::PublisherLeft),
    ]);
    assert_eq!(room.waits(120_000), Some(Evidence::Silence(Millis(30_000))));
    assert_eq!(room.shown().end_time, Some(Millis(30_000)));
}

#[test]
fn silence_proves_nothing_while_the_room_was_away() {
    let mut room =
        tell(&[(10, word(Publish, "1"), Verdict::Started), (15, word(Update, "1"), Verdict::Alive)]);
    let step = room.session.tick(&RULES, Millis(600_000));
    room.take(step);
    assert!(room.is_live());
    assert_eq!(room.hears(601_000, &word(Update, "1")), Verdict::Alive);
    assert_eq!(room.waits(640_000), Some(Evidence::Silence(Millis(601_000))));
}

#[test]
fn an_encoder_that_found_the_door_shut_while_the_room_was_away_may_still_return() {
    let mut room =
        tell(&[(10, word(Publish, "1"), Verdict::Started), (20, word(Done, "1"), Verdict::Interrupted)]);
    assert_eq!(room.hears(120_000, &word(Publish, "2")), Verdict::Resumed);
    room.hears(130_000, &word(Done, "2"));
    let step = room.session.tick(&RULES, Millis(300_000));
    room.take(step);
    assert!(room.is_live());
    assert!(room.waits(320_000).is_some());
    assert_eq!(room.shown().end_time, Some(Millis(130_000)));
}

#[test]
fn a_publisher_whose_server_died_before_its_first_sign_of_life_is_struck_beside_one_that_gives_them() {
    let mut room = tell(&[
        (10, word(Publish, "1"), Verdict::Started),
        // The server counts on, and does not know the first any more.
        (14, word(Publish, "7"), Verdict::AlreadyLive),
    ]);
    for second in 1..12 {
        room.waits(14_000 + second * 5_000);
        assert_eq!(room.hears(14_000 + second * 5_000, &word(Update, "7")), Verdict::Alive);
    }
    assert_eq!(room.hears(70_000, &word(Done, "7")), Verdict::Interrupted);
    room.waits(120_000);
    assert_eq!(room.shown().end_time, Some(Millis(70_000)));
}

#[test]
fn a_publisher_of_another_kind_of_server_is_not_struck_for_giving_no_signs_of_life() {
    let mut room = tell(&[
        (10, word(Publish, "a").by(Source::Srs), Verdict::Started),
        (14, word(Publish, "7"), Verdict::AlreadyLive),
    ]);
    for second in 1..12 {
        room.waits(14_000 + second * 5_000);
        room.hears(14_000 + second * 5_000, &word(Update, "7"));
    }
    assert_eq!(room.hears(70_000, &word(Done, "7")), Verdict::PublisherLeft);
    assert!(room.is_live());
}

#[test]
fn a_silent_publisher_whose_picture_moves_is_spared() {
    let mut room =
        tell(&[(10, word(Publish, "1"), Verdict::Started), (15, word(Update, "1"), Verdict::Alive)]);
    room.picture_until_ms = Some(300_000);
    assert_eq!(room.waits(300_000), None);
    assert_eq!(room.hears(301_000, &word(Update, "1")), Verdict::Alive);
    assert_eq!(room.waits(330_000), None);
    // The picture stands still: two looks tell.
    let evidence = room.waits(400_000);
    assert_eq!(evidence, Some(Evidence::Silence(Millis(301_000))));
    assert_eq!(room.shown().end_time, Some(Millis(301_000)));
}

#[test]
fn a_picture_that_moved_and_stands_still_is_a_ghost() {
    let mut room = tell(&[(0, word(Publish, "1"), Verdict::Started)]);
    room.picture_until_ms = Some(130_000);
    assert_eq!(room.waits(359_000), None);
    // Looks at 60, 120 and 180 s found it moved, those at 240, 300 and 360 s did not.
    assert_eq!(room.waits(360_000), Some(Evidence::PlaybackDead(Millis(180_000))));
    assert_eq!(room.shown().end_time, Some(Millis(180_000)));
}

#[test]
fn a_server_without_playback_is_no_evidence() {
    let mut room = tell(&[(0, word(Publish, "1"), Verdict::Started)]);
    assert_eq!(room.waits(3_600_000), None);
    assert!(room.is_live());
    assert_eq!(room.waits(3_700_000), Some(Evidence::Unheard(Millis(0))));
}

#[test]
fn viewers_that_give_signs_of_life_are_counted_again() {
    let room = tell(&[
        (10, word(PlayUpdate, "7"), Verdict::Noted),
        (10, word(Publish, "1"), Verdict::Started),
        (11, word(PlayUpdate, "7"), Verdict::Alive),
        (12, word(PlayUpdate, "7"), Verdict::Alive),
    ]);
    assert_eq!(room.shown().viewer_count, 1);
}

#[test]
fn an_owners_end_is_final_for_the_connection_but_not_for_the_stream() {
    let mut room =
        tell(&[(10, word(Publish, "1"), Verdict::Started), (11, word(Play, "2"), Verdict::ViewerJoined)]);
    let step = room.session.end_by_owner(&RULES, Millis(20_000));
    assert!(step.clears_audience);
    assert_eq!(room.take(step).verdict, Verdict::Ended);
    assert_eq!(room.shown().end_time, Some(Millis(20_000)));
    assert_eq!(room.hears(21_000, &word(Update, "1")), Verdict::RefusedOver);
    assert_eq!(room.hears(22_000, &word(Done, "1")), Verdict::NotLive);
    let step = room.session.end_by_owner(&RULES, Millis(23_000));
    assert_eq!(room.take(step).verdict, Verdict::NotLive);
    assert_eq!(room.hears(30_000, &word(Publish, "1")), Verdict::Started);
}

#[test]
fn a_deleted_stream_lets_nobody_in_and_a_live_one_is_not_deleted() {
    let mut room = tell(&[(10, word(Publish, "1"), Verdict::Started)]);
    let step = room.session.retire(&RULES, Millis(11_000));
    assert_eq!(room.take(step).verdict, Verdict::AlreadyLive);
    room.hears(12_000, &word(Done, "1"));
    room.waits(40_000);
    let step = room.session.retire(&RULES, Millis(41_000));
    assert_eq!(room.take(step).verdict, Verdict::Noted);
    assert!(room.session.is_retired());
    for kind in [Publish, Update, Play] {
        assert_eq!(room.hears(42_000, &word(kind, "2")), Verdict::RefusedGone, "{kind:?}");
    }
}

#[test]
fn people_in_the_chat_count_as_viewers_but_nobody_twice() {
    let mut room =
        tell(&[(10, word(Publish, "1"), Verdict::Started), (11, word(Play, "2"), Verdict::ViewerJoined)]);
    for (at_ms, people, viewers, peak) in [(12_000, 3, 3, 3), (13_000, 0, 1, 3), (14_000, 1, 1, 3)] {
        let step = room.session.count_people(people, &RULES, Millis(at_ms));
        room.take(step);
        assert_eq!((room.shown().viewer_count, room.shown().peak_viewer_count), (viewers, peak), "{people}");
    }
    let step = room.session.end_by_owner(&RULES, Millis(15_000));
    room.take(step);
    let step = room.session.count_people(7, &RULES, Millis(16_000));
    room.take(step);
    assert_eq!((room.shown().viewer_count, room.shown().peak_viewer_count), (0, 3));
}

#[test]
fn a_broadcast_counts_its_interruptions_and_its_end_is_none() {
    let mut room = tell(&[(10, word(Publish, "1"), Verdict::Started)]);
    let mut seen = Vec::new();
    let mut look = |room: &Room| {
        let publishing = room.session.publishing();
        let times = publishing.as_ref().map(|it| (it.since.map(|at| at.0), it.ends_at.map(|at| at.0)));
        seen.push((room.session.interruptions(), publishing.and_then(|it| it.client_id), times));
    };
    look(&room);
    room.hears(15_000, &word(Done, "1"));
    look(&room);
    room.hears(20_000, &word(Publish, "2"));
    look(&room);
    room.hears(30_000, &word(Done, "2"));
    room.waits(60_000);
    look(&room);
    room.hears(70_000, &word(Publish, "3"));
    look(&room);
    let name = |id: &str| Some(id.to_owned());
    assert_eq!(
        seen,
        [
            (0, name("1"), Some((Some(10_000), None))),
            (1, None, Some((Some(10_000), Some(35_000)))),
            (1, name("2"), Some((Some(20_000), None))),
            (1, None, None),
            (0, name("3"), Some((Some(70_000), None))),
        ]
    );
}

#[test]
fn a_measurement_makes_no_publisher_and_keeps_no_broadcast_alive() {
    let mut room = Room::default();
    assert_eq!(room.hears(1_000, &word(Stats, "9")), Verdict::NotLive);
    assert_eq!(room.session, Session::default());
    room.hears(10_000, &word(Publish, "1"));
    room.hears(11_000, &word(Update, "1"));
    for at_ms in (12_000..70_000).step_by(1_000) {
        room.waits(at_ms);
        let verdict = room.hears(at_ms, &word(Stats, if at_ms % 2_000 == 0 { "9" } else { "" }));
        assert_eq!(verdict == Verdict::Noted, room.is_live(), "{at_ms}");
    }
    assert!(!room.is_live());
    assert_eq!(room.shown().end_time, Some(Millis(11_000)));
}

/// Rooms sleep for months: bump the layout's version, keep reading this.
#[test]
fn the_stored_layout_is_frozen() {
    let room = tell(&[
        (10, word(Publish, "1").from("10.0.0.1"), Verdict::Started),
        (11, word(Done, "1").by(Source::Plain).sent(10_500), Verdict::Interrupted),
    ]);
    let frozen = concat!(
        r#"{"v":1,"shown":{"version":1,"status":"live","startTime":10000,"endTime":null,"viewerCount":0,"#,
        r#""peakViewerCount":0},"claims":[],"gone":[{"client":{"id":"1","addr":"10.0.0.1"},"sent_at":10500,"#,
        r#""at":11000,"published":true}],"audience":{"named":0,"offset":0},"interruption":{"at":10500,"#,
        r#""ends_at":30500,"evidence":{"evidence":"reconnect_window_over","since":10500}},"watch":{"check_at":30500,"#,
        r#""heard_at":11000,"left_sent_at":10500,"eyes":{"looked_at":null,"picture":null,"moved":false,"dead_looks":0,"#,
        r#""suspicion":null}},"retired":false}"#
    );
    assert_eq!(serde_json::from_str::<Session>(frozen).unwrap(), room.session);
    assert_eq!(serde_json::to_string(&room.session).unwrap(), frozen);
    assert!(serde_json::from_str::<Session>(&frozen.replace(r#""v":1"#, r#""v":2"#)).is_err());
}
