//! What those who run it look at walks indexes, however much there is.

use crate::asked::NOW;
use crate::database::{Stream, add_stream, add_user, all, one, open, run};
use crate::query_plans::{databases, fault, plan};
use domain::ops::activity::{KEPT_MS, Step};
use domain::ops::events::Listing;
use domain::page::Key;
use liveroom::media::log;
use liveroom::ops::{activity, failures, store};
use liveroom::platform::value::Value;
use rusqlite::Connection;

/// Every combination of filters of the log.
fn every_listing() -> Vec<Listing> {
    let listing = |bits: u8| Listing {
        stream_id: (bits & 1 > 0).then_some(1),
        source: (bits & 2 > 0).then_some("plain"),
        event: (bits & 4 > 0).then_some("on_publish"),
        verdict: (bits & 8 > 0).then_some("started"),
        from: (bits & 16 > 0).then_some(NOW),
        to: (bits & 16 > 0).then_some(NOW.plus(1)),
        after: vec![Key::Text("~".into()), Key::Int(9)],
        limit: 20,
    };
    (0..32).map(listing).collect()
}

#[test]
fn the_log_walks_an_index_in_its_order_whatever_is_looked_for() {
    for (state, db) in databases() {
        for listing in every_listing() {
            let (sql, values) = log::query(&listing);
            let steps = plan(&db, &sql, &values);
            assert_eq!(fault(&steps, true), None, "{state}: {listing:?}: {steps:#?}");
            // Of what is narrowed down, only that is read.
            let looked_up = steps.iter().any(|step| step.contains("(streamId=? AND receivedAt"));
            assert_eq!(looked_up, listing.stream_id.is_some(), "{state}: {listing:?}: {steps:#?}");
            let is_bounded =
                steps.iter().all(|step| step.contains("receivedAt<?") || step.contains("receivedAt>?"));
            assert!(is_bounded, "{state}: {listing:?}: {steps:#?}");
        }
    }
}

#[test]
fn what_is_counted_and_listed_is_found_by_an_index() {
    let text = |text: &str| Value::from(text);
    let late = || text("~");
    for (state, db) in databases() {
        for (name, sql, values, must_come_in_order) in [
            ("live", store::LIVE, vec![], false),
            ("rooms open", store::ROOMS_OPEN, vec![], false),
            ("rooms failed", store::ROOMS_FAILED, vec![], false),
            ("overdue in storage", store::OVERDUE_IN_STORAGE, vec![NOW.into()], false),
            ("overdue at stream", store::OVERDUE_AT_STREAM, vec![NOW.into()], false),
            ("note", activity::store::NOTE, vec![NOW.into()], false),
            ("forget", activity::store::FORGET, vec![NOW.into()], false),
            ("minutes", activity::store::MINUTES, vec![NOW.into(), NOW.into()], true),
            ("hours", activity::store::HOURS, vec![NOW.into(), NOW.into()], false),
            ("jobs", failures::store::JOBS, vec![9_i64.into(), 20_u32.into()], true),
            ("videos", failures::store::VIDEOS, vec![late(), 9_i64.into(), 20_u32.into()], true),
            ("rooms", failures::store::ROOMS, vec![late(), late(), 20_u32.into()], true),
            ("forget causes", failures::store::FORGET_CAUSES, vec![NOW.into()], false),
        ] {
            let mut steps = plan(&db, sql, &values);
            // To walk an index of what is open or failed from its beginning, up to a limit, reads no more than that.
            steps.retain(|step| {
                !step.starts_with("SCAN (subquery") && !step.contains("USING INDEX registry_rooms_")
            });
            assert_eq!(fault(&steps, must_come_in_order), None, "{state}: {name}: {steps:#?}");
        }
    }
}

fn minute(db: &Connection, at: &str, live: Option<i64>, viewers: Option<i64>, messages: i64) {
    let sql = "insert into activity (at, liveStreams, viewers, messages) values (?1, ?2, ?3, ?4)";
    run(db, sql, &[at.into(), live.into(), viewers.into(), messages.into()]).unwrap();
}

type Point = (String, Option<i64>, Option<i64>, i64);

fn points(db: &Connection, sql: &str, from: &str, to: &str) -> Vec<Point> {
    all(db, sql, &[from.into(), to.into()], |row| {
        Ok((row.get("at")?, row.get("liveStreams")?, row.get("viewers")?, row.get("messages")?))
    })
}

#[test]
fn an_hour_has_the_most_of_its_minutes_and_all_their_messages() {
    let db = open();
    minute(&db, "2026-11-21T17:59:00.000Z", Some(9), Some(90), 900);
    minute(&db, "2026-11-21T18:00:00.000Z", Some(1), Some(5), 10);
    minute(&db, "2026-11-21T18:01:00.000Z", None, None, 3);
    minute(&db, "2026-11-21T18:59:00.000Z", Some(2), Some(4), 20);
    minute(&db, "2026-11-21T20:00:00.000Z", None, None, 1);
    let (from, to) = ("2026-11-21T18:00:00.000Z", "2026-11-21T21:00:00.000Z");
    let at = |text: &str| text.to_owned();
    assert_eq!(
        points(&db, activity::store::HOURS, from, to),
        [
            (at("2026-11-21T18:00:00.000Z"), Some(2), Some(5), 33),
            (at("2026-11-21T20:00:00.000Z"), None, None, 1),
        ]
    );
    let minutes = points(&db, activity::store::MINUTES, from, "2026-11-21T18:01:00.000Z");
    assert_eq!(minutes, [(at("2026-11-21T18:00:00.000Z"), Some(1), Some(5), 10)]);
}

#[test]
fn a_minute_is_noted_beside_its_messages_and_forgotten_after_30_days() {
    let db = open();
    let user_id = add_user(&db, "alice");
    for (is_live, viewers) in [(true, 3), (true, 4), (false, 0)] {
        add_stream(&db, &Stream { user_id, is_live, viewers, ..Stream::default() });
    }
    let at = Step::Minute.begin(NOW);
    minute(&db, &at.to_rfc3339(), None, None, 7);
    for _ in 0..2 {
        run(&db, activity::store::NOTE, &[at.into()]).unwrap();
    }
    minute(&db, &at.plus(-KEPT_MS).to_rfc3339(), Some(1), Some(1), 1);
    minute(&db, &at.plus(-KEPT_MS - 60_000).to_rfc3339(), Some(1), Some(1), 1);
    assert_eq!(run(&db, activity::store::FORGET, &[at.plus(-KEPT_MS).into()]), Ok(1));
    let noted = points(&db, activity::store::MINUTES, &at.to_rfc3339(), "~");
    assert_eq!(noted, [(at.to_rfc3339(), Some(2), Some(7), 7)]);
}

#[test]
fn old_failures_are_forgotten_and_young_ones_stay() {
    let db = open();
    let add = "insert into failed_jobs (queue, messageId, body, failedAt) values ('jobs', ?1, '{}', ?2)";
    for (id, age_ms) in [("a", 3), ("b", 2), ("c", 0)] {
        run(&db, add, &[id.into(), NOW.plus(-age_ms).into()]).unwrap();
    }
    run(&db, failures::store::FORGET, &[NOW.plus(-1).into()]).unwrap();
    assert_eq!(one::<String>(&db, "select group_concat(messageId) from failed_jobs"), "c");
}
