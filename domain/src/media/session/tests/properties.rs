use super::EventKind::{
    Done, Other, Play, PlayDone, PlayUpdate, Publish, PublishDone, RecordDone, Stats, Update,
};
use super::*;
use proptest::prelude::*;

fn any_kind() -> impl Strategy<Value = EventKind> {
    prop::sample::select(vec![
        Publish,
        PublishDone,
        Done,
        Update,
        Play,
        PlayDone,
        PlayUpdate,
        RecordDone,
        Other,
    ])
}

fn any_word() -> impl Strategy<Value = Word> {
    let source = prop::sample::select(vec![Source::NginxRtmp, Source::Srs, Source::MediaMtx, Source::Plain]);
    let client = prop::sample::select(vec!["", "1", "2", "3", "4"]);
    let sent = prop::option::of(0_i64..400_000);
    (any_kind(), client, source, sent, prop::option::of(0_u32..50)).prop_map(
        |(kind, client, source, sent, viewers)| Word {
            sent_at: sent.map(Millis),
            viewers,
            ..word(kind, client).by(source)
        },
    )
}

/// Gaps in milliseconds: mostly short, some longer than every limit.
fn any_story() -> impl Strategy<Value = Vec<(i64, bool, Word)>> {
    let gap = prop_oneof![8 => 0_i64..5_000, 2 => 5_000_i64..60_000, 1 => 60_000_i64..8_000_000];
    prop::collection::vec((gap, any::<bool>(), any_word()), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_story_leaves_a_state_that_makes_sense(story in any_story()) {
        let mut room = Room::default();
        let mut now = 0;
        for (gap, alarm_works, word) in story {
            now += gap;
            if alarm_works {
                room.waits(now);
            }
            let before = room.shown().clone();
            room.hears(now, &word);
            let shown = room.shown();
            prop_assert!(shown.version >= before.version);
            prop_assert_eq!(shown.version > before.version, *shown != before);
            prop_assert!(shown.peak_viewer_count >= shown.viewer_count);
            if room.is_live() {
                prop_assert!(shown.start_time.is_some() && shown.end_time.is_none());
                prop_assert!(room.session.check_at().is_some(), "a live room always has an alarm");
            } else {
                prop_assert_eq!(shown.viewer_count, 0);
                prop_assert!(shown.end_time >= shown.start_time);
            }
            let stored = serde_json::to_string(&room.session).unwrap();
            prop_assert_eq!(serde_json::from_str::<Session>(&stored).unwrap(), room.session.clone());
        }
        room.waits(now + 2 * RULES.unheard_limit_ms);
        prop_assert!(!room.is_live(), "what is never heard of again ends");
    }

    #[test]
    fn a_measurement_changes_nothing(story in any_story(), client in prop::sample::select(vec!["", "1", "9"])) {
        let (mut room, mut measured) = (Room::default(), Room::default());
        let mut now = 0;
        for (gap, _, word) in story {
            for at in [now + gap / 2, now + gap] {
                room.waits(at);
                measured.waits(at);
                let verdict = measured.hears(at, &super::word(Stats, client));
                prop_assert_eq!(verdict == Verdict::Noted, measured.is_live());
                prop_assert_eq!(&measured.session, &room.session);
            }
            now += gap;
            prop_assert_eq!(room.hears(now, &word), measured.hears(now, &word));
        }
    }

    #[test]
    fn no_viewer_ends_a_broadcast(story in prop::collection::vec(
        (0_i64..3_000, prop::sample::select(vec![Play, PlayDone, Done, PlayUpdate]), 2_u8..6), 0..60)) {
        let mut room = Room::default();
        room.hears(0, &word(Publish, "1"));
        let mut now = 0;
        for (gap, kind, client) in story {
            now += gap;
            room.waits(now);
            room.hears(now, &word(kind, &client.to_string()));
            prop_assert!(room.is_live() && room.shown().version >= 1);
            prop_assert_eq!(room.shown().viewer_count as usize, room.viewers.len());
        }
        prop_assert_eq!(room.hears(now, &word(Done, "1")), Verdict::Interrupted);
    }

    #[test]
    fn a_doubled_event_leaves_what_one_leaves(story in any_story()) {
        let (mut once, mut twice) = (Room::default(), Room::default());
        let mut now = 0;
        for (gap, _, word) in story {
            // Without a name two viewers cannot be told from one that is reported twice.
            if word.client.is_none() && matches!(word.kind, Play | PlayDone) {
                continue;
            }
            now += gap;
            once.hears(now, &word);
            twice.hears(now, &word);
            // A second `done` of one id is the end of the other connection with that id, if there is one.
            if word.kind != Done {
                twice.hears(now, &word);
            }
            prop_assert_eq!(once.shown(), twice.shown());
        }
    }

    #[test]
    fn sessions_whose_events_tell_their_time_end_in_the_same_state_in_any_order(
        (lengths, order) in (prop::collection::vec((1_i64..500, any::<bool>()), 1..6)).prop_flat_map(|sessions| {
            let mut events = Vec::new();
            let mut at = 1;
            for (index, (length, ended)) in sessions.iter().enumerate() {
                let last = index + 1 == sessions.len();
                events.push((Publish, index, at));
                // A session that another follows has ended; of the last one the end may be outstanding.
                if !last || *ended {
                    events.push((Done, index, at + length));
                }
                at += length + 1;
            }
            (Just(sessions), Just(events).prop_shuffle())
        })
    ) {
        let mut room = Room::default();
        for (kind, index, at) in order {
            room.hears(10_000, &word(kind, &index.to_string()).by(Source::Plain).sent(at));
        }
        let ended = lengths.last().is_some_and(|(_, ended)| *ended);
        room.waits(10_000 + RULES.reconnect_window_ms + 1);
        prop_assert_eq!(room.is_live(), !ended);
    }
}
