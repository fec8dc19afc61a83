//! No list that the API offers reads a whole table, however large it is.

use crate::asked::{Asked, NOW, every_list};
use crate::database::{Stream, add_stream, add_user, all, open, run};
use liveroom::durable_objects::stream_room::chat::copying::{COUNT_MESSAGES, PUT_ACTS, PUT_MESSAGES};
use liveroom::platform::value::Value;
use liveroom::streams::store::{FIND_BY_NAME, LIST_LIVE};
use liveroom::{identity, media, streams};
use rusqlite::Connection;

const USERS: i64 = 40;
const STREAMS: i64 = 3_000;

/// The steps in which the query would be answered.
pub(crate) fn plan(db: &Connection, sql: &str, values: &[Value]) -> Vec<String> {
    all(db, &format!("explain query plan {sql}"), values, |step| step.get("detail"))
}

/// A list that came with the query is no table.
fn reads_a_whole_table(steps: &[String]) -> bool {
    steps.iter().any(|step| step.starts_with("SCAN") && !step.contains("VIRTUAL TABLE"))
}

fn sorts(steps: &[String]) -> bool {
    steps.iter().any(|step| step.contains("USE TEMP B-TREE FOR") && step.contains("ORDER BY"))
}

/// The database as it may be: new; grown; grown, with what `analyze` learned of it.
pub(crate) fn databases() -> [(&'static str, Connection); 3] {
    let (grown, analyzed) = (open(), open());
    fill(&grown);
    fill(&analyzed);
    run(&analyzed, "analyze", &[]).unwrap();
    [("new", open()), ("grown", grown), ("analyzed", analyzed)]
}

/// Many streams, of which few are live, announced or featured; one user has a quarter of them.
fn fill(db: &Connection) {
    db.execute_batch("begin").unwrap();
    let users: Vec<i64> = (0..USERS).map(|number| add_user(db, &format!("user_{number}"))).collect();
    for number in 0..STREAMS {
        let owner = if number % 4 == 0 { 0 } else { number % USERS };
        let stream = Stream {
            user_id: users[usize::try_from(owner).unwrap()],
            is_live: number % 100 == 0,
            start_time: (number % 3 == 0).then(|| NOW.plus(-60_000 * number).to_rfc3339()),
            scheduled_at: (number % 50 == 1).then(|| NOW.plus(60_000 * (number - 1_000)).to_rfc3339()),
            viewers: if number % 100 == 0 { number % 700 } else { 0 },
            is_featured: number % 500 == 0,
            words: match number % 3 {
                0 => vec!["go", "live"],
                1 => vec!["golden"],
                _ => vec!["now"],
            },
        };
        let id = add_stream(db, &stream);
        fill_in_what_belongs_to(db, id, users[0]);
    }
    db.execute_batch("commit").unwrap();
}

fn fill_in_what_belongs_to(db: &Connection, stream_id: i64, user_id: i64) {
    let event = "insert into media_events (streamId, seq, source, event, verdict, fields, receivedAt) \
         values (?1, 1, 'plain', 'on_publish', 'started', '{}', '')";
    let key = "insert into retired_keys (streamKey, streamId) values ('old' || ?1, ?1)";
    let session =
        "insert into sessions (id, userId, createdAt, usedAt, expiresAt) values ('s' || ?1, ?2, ?3, ?3, ?3)";
    let message = "insert into chats (streamId, seq, userId, username, role, message, timestamp) \
         values (?1, 1, ?2, 'ann', 'user', 'hello', '')";
    let act = "insert into chat_acts (streamId, id, act, userId, timestamp) values (?1, 1, 'banned', ?2, '')";
    for sql in [message, act] {
        run(db, sql, &[stream_id.into(), user_id.into()]).unwrap();
    }
    run(db, event, &[stream_id.into()]).unwrap();
    run(db, key, &[stream_id.into()]).unwrap();
    let time = NOW.plus(60_000 * stream_id);
    run(db, session, &[stream_id.into(), user_id.into(), time.into()]).unwrap();
}

/// What is wrong with a plan; nothing when it walks an index, in the order of the list if it has to.
pub(crate) fn fault(steps: &[String], must_come_in_order: bool) -> Option<&'static str> {
    match (reads_a_whole_table(steps), sorts(steps)) {
        (true, _) => Some("reads a whole table"),
        (_, true) if must_come_in_order => Some("sorts"),
        _ => None,
    }
}

#[test]
fn every_list_of_streams_walks_an_index() {
    let mut faults = Vec::new();
    for (state, db) in databases() {
        for asked in every_list().iter().flat_map(|asked| [asked.clone(), asked.in_the_middle()]) {
            let (sql, values) = streams::queries::list(&asked.listing(), NOW);
            let steps = plan(&db, &sql, &values);
            // A user's streams, those with a word and those to come are few: they may be sorted.
            let is_to_come = asked.status == Some("upcoming");
            let is_few = asked.user_id.is_some() || asked.q.is_some() || (is_to_come && asked.is_featured);
            faults.extend(
                fault(&steps, !is_few).map(|fault| format!("{state}: {asked:?} {fault}: {steps:#?}")),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_announced_is_found_by_its_schedule_not_among_all_that_has_ended() {
    for (state, db) in databases() {
        for is_featured in [false, true] {
            let asked = Asked { status: Some("upcoming"), is_featured, ..Asked::default() };
            for asked in [asked.clone(), asked.in_the_middle()] {
                let (sql, values) = streams::queries::list(&asked.listing(), NOW);
                let steps = plan(&db, &sql, &values);
                assert!(steps[0].contains("streams_by_schedule"), "{state}: {asked:?}: {steps:#?}");
            }
        }
    }
}

#[test]
fn every_other_list_walks_an_index_in_its_order() {
    let text = |text: &str| Value::from(text);
    let mut faults = Vec::new();
    for (state, db) in databases() {
        for (name, sql, values) in [
            ("find by name", FIND_BY_NAME, vec![text("digest"), text("name")]),
            ("live streams", LIST_LIVE, vec![7_i64.into(), 100_u32.into()]),
            ("events", media::store::LIST, vec![1_i64.into(), 50_i64.into(), 20_u32.into()]),
            (
                "sessions",
                identity::store::LIST_SESSIONS,
                vec![1_i64.into(), NOW.into(), NOW.into(), text("s"), 20_u32.into()],
            ),
            ("expired sessions", identity::store::FORGET_SESSIONS, vec![NOW.into()]),
        ] {
            let steps = plan(&db, sql, &values);
            assert!(!steps.is_empty(), "{name}");
            faults.extend(fault(&steps, true).map(|fault| format!("{state}: {name} {fault}: {steps:#?}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_belongs_to_a_deleted_row_is_found_by_an_index() {
    for (state, db) in databases() {
        for (table, column) in [
            ("stream_words", "streamId"),
            ("retired_keys", "streamId"),
            ("media_events", "streamId"),
            ("sessions", "userId"),
            ("streams", "userId"),
            ("chats", "streamId"),
            ("chat_acts", "streamId"),
        ] {
            // What SQLite asks by itself to keep foreign keys.
            let steps = plan(&db, &format!("select 1 from {table} where {column} = ?1"), &[1_i64.into()]);
            assert!(!reads_a_whole_table(&steps), "{state}, {table}: {steps:#?}");
        }
    }
}

#[test]
fn sessions_that_are_asked_for_are_found_by_their_ids() {
    for (state, db) in databases() {
        for (sql, sids) in
            [(identity::store::OPEN_SINCE, "s1"), (identity::store::OPEN_AMONG, r#"["s1","s2"]"#)]
        {
            let steps = plan(&db, sql, &[sids.into(), NOW.into()]);
            let by_id = steps.iter().any(|step| step.contains("PRIMARY KEY (id=?)"));
            assert!(by_id && !reads_a_whole_table(&steps), "{state}: {steps:#?}");
        }
    }
}

#[test]
fn names_are_found_by_the_ids_of_their_accounts() {
    for (state, db) in databases() {
        let steps = plan(&db, identity::store::NAMES, &["[1,2]".into()]);
        let by_id = steps.iter().any(|step| step.contains("SEARCH u USING INTEGER PRIMARY KEY"));
        assert!(by_id && !reads_a_whole_table(&steps), "{state}: {steps:#?}");
    }
}

#[test]
fn a_batch_of_the_chat_looks_for_one_stream_by_its_id() {
    for (state, db) in databases() {
        for sql in [COUNT_MESSAGES, PUT_MESSAGES, PUT_ACTS] {
            let steps = plan(&db, sql, &[1_i64.into(), "[]".into()]);
            let by_id = steps.iter().any(|step| step.contains("SEARCH s USING INTEGER PRIMARY KEY"));
            assert!(by_id && !reads_a_whole_table(&steps), "{state}: {steps:#?}");
        }
    }
}

#[test]
fn what_is_asked_for_cloudflare_stream_walks_an_index() {
    use liveroom::cloudflare::store::{AWAITED, DEBRIS, FIND_SESSION};
    use liveroom::vod::provider::{IS_KNOWN, RECORDING, WAITING};
    let awaited =
        format!("select l.streamId from live_inputs l join streams s on s.id = l.streamId {AWAITED}");
    for (state, db) in databases() {
        for (name, sql, values) in [
            ("session", FIND_SESSION, vec![Value::from("f256")]),
            ("awaited", &awaited, vec![50_u32.into()]),
            ("debris", DEBRIS, vec![NOW.into(), 20_u32.into()]),
            ("known video", IS_KNOWN, vec!["6b9e".into()]),
            ("recording", RECORDING, vec![1_i64.into(), NOW.into()]),
            ("uploads", WAITING, vec![50_u32.into()]),
        ] {
            let steps = plan(&db, sql, &values);
            let is_scan = steps.iter().any(|step| step.starts_with("SCAN") && !step.contains("USING"));
            assert!(!is_scan && !sorts(&steps), "{state}: {name}: {steps:#?}");
        }
    }
}

/// The check itself is checked: it must see what it is there to find.
#[test]
fn a_query_that_reads_a_whole_table_or_sorts_is_seen() {
    let db = open();
    assert!(reads_a_whole_table(&plan(&db, "select id from streams where title = 'x'", &[])));
    assert!(reads_a_whole_table(&plan(&db, "select id from streams order by id", &[])));
    assert!(reads_a_whole_table(&plan(&db, "select * from json_each('[1]'), streams", &[])));
    assert!(sorts(&plan(&db, "select id from streams where userId = 1 order by title", &[])));
    assert!(sorts(&plan(&db, "select id from streams where userId = 1 order by userId, title", &[])));
    assert!(!sorts(&plan(&db, "select id from streams where userId = 1 order by id", &[])));
    let asked = Asked { status: Some("live"), ..Asked::default() };
    let (sql, values) = streams::queries::list(&asked.listing(), NOW);
    let unordered = sql.replace("s.startTime desc, s.id desc", "s.title");
    assert!(sorts(&plan(&db, &unordered, &values)));
}
