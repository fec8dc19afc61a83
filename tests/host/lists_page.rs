//! Lists are read page by page while others write, and still show each row once and in order.

use crate::asked::{Asked, NOW};
use crate::database::{Stream, add_stream, add_user, all, open, run};
use domain::media::session::Status;
use domain::page::{Key, Position, read_cursor, write_cursor};
use liveroom::identity::store::{LIST_SESSIONS, sessions_start};
use liveroom::platform::value::Value;
use liveroom::streams::store::{LIST_LIVE, StreamRow};
use liveroom::{media, streams};
use rusqlite::{Connection, Row};
use std::cmp::Reverse;

const LIMITS: [u32; 4] = [1, 2, 3, 7];
/// No list here has so many pages: one that does goes round in circles.
const MAX_PAGES: usize = 500;

/// Streams of every kind, with equal times and figures among them so that ids must decide.
fn assorted() -> Vec<Stream> {
    let kinds = (0..30_i64).map(|number| Stream {
        user_id: 1 + number % 2,
        is_live: number % 3 == 0,
        start_time: (number % 3 != 2).then(|| NOW.plus(-60_000 * (number % 4)).to_rfc3339()),
        scheduled_at: (number % 5 != 0).then(|| NOW.plus(60_000 * (number % 7 - 1)).to_rfc3339()),
        viewers: number * 7 % 5,
        is_featured: number % 6 == 0,
        words: if number % 2 == 0 { vec!["go", "live"] } else { vec!["golden"] },
    });
    kinds.collect()
}

fn database() -> (Connection, Vec<(i64, Stream)>) {
    let db = open();
    add_user(&db, "alice");
    add_user(&db, "bob");
    let streams = assorted().into_iter().map(|stream| (add_stream(&db, &stream), stream)).collect();
    (db, streams)
}

/// A row as the Worker reads it from D1.
fn stream_row(row: &Row<'_>) -> rusqlite::Result<StreamRow> {
    Ok(StreamRow {
        id: row.get("id")?,
        user_id: row.get("userId")?,
        username: row.get("username")?,
        playback_name: row.get("playbackName")?,
        title: row.get("title")?,
        description: row.get("description")?,
        status: if row.get::<_, String>("status")? == "live" { Status::Live } else { Status::Ended },
        start_time: row.get("startTime")?,
        end_time: row.get("endTime")?,
        scheduled_at: row.get("scheduledAt")?,
        viewer_count: row.get("viewerCount")?,
        peak_viewer_count: row.get("peakViewerCount")?,
        thumbnail: row.get("thumbnail")?,
        featured: row.get("featured")?,
        provider: row.get("provider")?,
        input: None,
        room_version: 0,
        snapshot_of: row.get("snapshotOf")?,
        created_at: row.get("createdAt")?,
        updated_at: row.get("updatedAt")?,
    })
}

/// One page as `GET /streams` answers it: the rows, and the cursor of the next.
fn page(db: &Connection, asked: &Asked) -> (Vec<i64>, Option<String>) {
    let listing = asked.listing();
    let (sql, values) = streams::queries::list(&listing, NOW);
    let rows = all(db, &sql, &values, stream_row);
    assert!(rows.len() <= listing.limit as usize);
    let next = rows.last().filter(|_| rows.len() == listing.limit as usize);
    let next = next.map(|row| write_cursor(listing.order.as_str(), &row.position(listing.order)));
    (rows.iter().map(|row| row.id).collect(), next)
}

/// Every id of a list, page by page; `meanwhile` happens between pages.
fn walk(db: &Connection, asked: &Asked, meanwhile: impl Fn(&Connection)) -> Vec<i64> {
    let (mut asked, mut seen) = (asked.clone(), Vec::new());
    for _ in 0..MAX_PAGES {
        let (ids, next) = page(db, &asked);
        seen.extend(ids);
        if next.is_none() {
            return seen;
        }
        asked.cursor = next;
        meanwhile(db);
    }
    panic!("{asked:?} does not end");
}

/// The ids that a list must show, in its order: the contract in Rust instead of SQL.
fn expected(streams: &[(i64, Stream)], asked: &Asked) -> Vec<i64> {
    let now = NOW.to_rfc3339();
    let mut found: Vec<&(i64, Stream)> =
        streams.iter().filter(|(_, stream)| fits(stream, asked, &now)).collect();
    match (asked.is_featured, asked.status) {
        (true, _) => found.sort_by_key(|(id, stream)| Reverse((stream.is_featured, stream.viewers, *id))),
        (_, Some("live")) => found.sort_by_key(|(id, stream)| Reverse((stream.start_time.clone(), *id))),
        (_, Some("upcoming")) => found.sort_by_key(|(id, stream)| (stream.scheduled_at.clone(), *id)),
        _ => found.sort_by_key(|(id, _)| Reverse(*id)),
    }
    found.iter().map(|(id, _)| *id).collect()
}

fn fits(stream: &Stream, asked: &Asked, now: &str) -> bool {
    let in_state = match asked.status {
        Some("live") => stream.is_live,
        Some("ended") => !stream.is_live,
        Some("upcoming") => !stream.is_live && stream.scheduled_at.as_deref().is_some_and(|time| time > now),
        _ => true,
    };
    let is_found = |word: &str| stream.words.iter().any(|own| own.starts_with(word));
    in_state
        && asked.user_id.is_none_or(|id| stream.user_id == id)
        && asked.q.is_none_or(|q| q.split(' ').all(is_found))
}

/// Every combination of filters with every limit, but for searches that find nothing.
fn walks() -> impl Iterator<Item = Asked> {
    let lists = crate::asked::every_list().into_iter().filter(|asked| asked.q != Some("go live now"));
    lists.flat_map(|asked| LIMITS.map(|limit| Asked { limit: Some(limit), ..asked.clone() }))
}

#[test]
fn pages_together_are_the_whole_list_in_order() {
    let (db, streams) = database();
    for asked in walks() {
        let want = expected(&streams, &asked);
        assert!(!want.is_empty(), "{asked:?} shows nothing to test with");
        assert_eq!(walk(&db, &asked, |_| {}), want, "{asked:?}");
    }
}

#[test]
fn rows_added_between_pages_move_no_other() {
    for asked in walks() {
        let (db, streams) = database();
        let more = assorted();
        let seen = walk(&db, &asked, |db| {
            let count: i64 = crate::database::one(db, "select count(*) from streams");
            // Not for ever: a list that is added to at its end faster than it is read has none.
            if let Some(stream) = more.get(usize::try_from(count).unwrap() - streams.len()) {
                add_stream(db, stream);
            }
        });
        let newest = streams.last().map_or(0, |(id, _)| *id);
        let old: Vec<i64> = seen.iter().copied().filter(|id| *id <= newest).collect();
        assert_eq!(old, expected(&streams, &asked), "{asked:?}");
        let mut new: Vec<i64> = seen.iter().copied().filter(|id| *id > newest).collect();
        new.sort_unstable();
        assert!(new.windows(2).all(|pair| pair[0] != pair[1]), "{asked:?}: a new row came twice");
    }
}

#[test]
fn a_search_finds_words_by_their_beginnings_whatever_stands_beside() {
    let db = open();
    let user_id = add_user(&db, "alice");
    let ids: Vec<i64> = [vec!["go"], vec!["gone", "live"], vec!["g"], vec!["ärger"], vec!["東", "京"]]
        .into_iter()
        .map(|words| add_stream(&db, &Stream { user_id, words, ..Stream::default() }))
        .collect();
    for (q, want) in [
        ("go", vec![ids[1], ids[0]]),
        ("GO", vec![ids[1], ids[0]]),
        ("live gone", vec![ids[1]]),
        ("gone bye", vec![]),
        ("Ärg", vec![ids[3]]),
        ("東京", vec![ids[4]]),
        ("京", vec![ids[4]]),
        ("g", vec![ids[2], ids[1], ids[0]]),
    ] {
        assert_eq!(page(&db, &Asked { q: Some(q), ..Asked::default() }).0, want, "{q}");
    }
}

fn add_event(db: &Connection, stream_id: i64, seq: i64) {
    let sql = "insert into media_events (streamId, seq, source, event, verdict, fields, receivedAt) \
         values (?1, ?2, 'plain', 'on_play', 'noted', '{}', '')";
    run(db, sql, &[stream_id.into(), seq.into()]).unwrap();
}

#[test]
fn events_come_once_and_the_newest_first_while_more_arrive() {
    for limit in LIMITS {
        let (db, _) = database();
        (1..=20).for_each(|seq| add_event(&db, 1, seq));
        (1..=20).for_each(|seq| add_event(&db, 2, seq));
        let start = vec![Key::Int(9_007_199_254_740_991)];
        let (mut after, mut seen, mut added) = (start.clone(), Vec::new(), 20);
        loop {
            let values: Vec<Value> =
                [1_i64.into()].into_iter().chain(bound(after)).chain([limit.into()]).collect();
            let rows: Vec<i64> = all(&db, media::store::LIST, &values, |row| row.get("seq"));
            seen.extend(rows.iter().copied());
            let Some(last) = rows.last().filter(|_| rows.len() == limit as usize) else { break };
            after = through_cursor("events", &start, vec![Key::Int(*last)]);
            added += 1;
            add_event(&db, 1, added);
        }
        assert_eq!(seen, (1..=20).rev().collect::<Vec<_>>(), "{limit}");
    }
}

/// Sessions that begin in the same millisecond are told apart by their ids.
fn add_session(db: &Connection, id: &str, minute: i64, revoked_at: Option<&str>, expires_at: i64) {
    let sql = "insert into sessions (id, userId, createdAt, usedAt, expiresAt, revokedAt) values (?1, 1, ?2, ?2, ?3, ?4)";
    let times = (NOW.plus(60_000 * (minute - 100)), NOW.plus(expires_at));
    run(db, sql, &[id.into(), times.0.into(), times.1.into(), revoked_at.into()]).unwrap();
}

#[test]
fn open_sessions_come_once_and_the_newest_first_while_users_log_in() {
    for limit in LIMITS {
        let (db, _) = database();
        (0..20).for_each(|number| add_session(&db, &format!("s{number:02}"), number / 3, None, 1_000));
        add_session(&db, "revoked", 2, Some("2026-11-21T18:00:00.000Z"), 1_000);
        add_session(&db, "expired", 2, None, 0);
        let (mut after, mut seen, mut added) = (sessions_start(), Vec::new(), 0);
        loop {
            let head = [1_i64.into(), NOW.into()];
            let values: Vec<Value> = head.into_iter().chain(bound(after)).chain([limit.into()]).collect();
            let read = |row: &Row<'_>| Ok([row.get("createdAt")?, row.get("id")?]);
            let rows: Vec<[String; 2]> = all(&db, LIST_SESSIONS, &values, read);
            seen.extend(rows.iter().map(|[_, id]| id.clone()));
            let Some(last) = rows.last().filter(|_| rows.len() == limit as usize) else { break };
            after = through_cursor("sessions", &sessions_start(), last.clone().map(Key::Text).to_vec());
            added += 1;
            add_session(&db, &format!("new{added}"), 50 + added, None, 1_000);
        }
        let want: Vec<String> = (0..20).rev().map(|number| format!("s{number:02}")).collect();
        assert_eq!(seen, want, "{limit}");
    }
}

#[test]
fn the_sweep_sees_every_live_stream_once_while_others_go_live() {
    for limit in LIMITS {
        let (db, streams) = database();
        let (mut after, mut seen, mut added) = (0_i64, Vec::new(), 0);
        loop {
            let rows: Vec<i64> = all(&db, LIST_LIVE, &[after.into(), limit.into()], |row| row.get("id"));
            let Some(last) = rows.last() else { break };
            after = *last;
            seen.extend(rows.iter().copied());
            if added < 5 {
                added += 1;
                add_stream(&db, &Stream { user_id: 1, is_live: true, ..Stream::default() });
            }
        }
        let old = streams.iter().filter(|(_, stream)| stream.is_live).map(|(id, _)| *id);
        let new = (1..=added).map(|number| streams.len() as i64 + number);
        assert_eq!(seen, old.chain(new).collect::<Vec<_>>(), "{limit}");
    }
}

fn bound(position: Position) -> impl Iterator<Item = Value> {
    position.into_iter().map(Value::from)
}

/// The way of a position to the client and back.
fn through_cursor(order: &str, start: &[Key], position: Position) -> Position {
    read_cursor(order, start, &write_cursor(order, &position)).unwrap()
}
