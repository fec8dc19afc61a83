//! What reports mean for the rooms of the register: the statements, against a real SQLite.

use crate::database::{Stream, add_stream, add_user, all, one, open, run};
use domain::media::session::{Snapshot, Status};
use domain::registry::{Address, Place, room::RoomId};
use domain::time::Millis;
use liveroom::durable_objects::registry_sender::telling::TELL;
use liveroom::platform::value::Value;
use liveroom::registry::store;
use liveroom::streams;
use rusqlite::Connection;

const PLACE: Place = Place { chain_id: 31337, contract: Address::ZERO };
const BEGAN: Millis = Millis(1_795_286_160_000);

fn with_stream() -> (Connection, i64) {
    let db = open();
    let user_id = add_user(&db, "alice");
    let id = add_stream(&db, &Stream { user_id, ..Stream::default() });
    (db, id)
}

fn room(start: Millis) -> RoomId {
    let mut salt = [0; 12];
    salt[4..].copy_from_slice(&start.0.to_be_bytes());
    RoomId::new(Address::ZERO, salt)
}

/// What the consumer does with a report.
fn take_over(db: &Connection, stream_id: i64, version: u64, status: Status, start: Millis) {
    let snapshot = Snapshot { version, status, start_time: Some(start), ..Snapshot::default() };
    let mut statements = store::follow(PLACE, room(start), stream_id, start, &snapshot);
    statements.push(streams::index(stream_id, &snapshot));
    for (sql, values) in statements {
        run(db, sql, &values).unwrap();
    }
}

/// Begin and wish of each room, in the order of their beginnings.
fn wishes(db: &Connection) -> Vec<(Option<String>, String)> {
    let sql = "select startTime, wish from registry_rooms order by startTime, roomId";
    all(db, sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn wish(start: Millis, wish: &str) -> (Option<String>, String) {
    (Some(start.to_rfc3339()), wish.to_owned())
}

#[test]
fn a_broadcast_is_one_room_however_often_it_is_reported() {
    let (db, id) = with_stream();
    for version in [1, 1, 2, 5, 3] {
        take_over(&db, id, version, Status::Live, BEGAN);
        assert_eq!(wishes(&db), [wish(BEGAN, "live")]);
    }
    for version in [6, 6, 4] {
        take_over(&db, id, version, Status::Ended, BEGAN);
        assert_eq!(wishes(&db), [wish(BEGAN, "ended")]);
    }
    // Late news of when it was on air.
    take_over(&db, id, 2, Status::Live, BEGAN);
    assert_eq!(wishes(&db), [wish(BEGAN, "ended")]);
}

#[test]
fn a_room_has_its_session_and_its_title() {
    let (db, id) = with_stream();
    run(&db, "update streams set title = 'Hello' where id = ?1", &[id.into()]).unwrap();
    take_over(&db, id, 1, Status::Live, BEGAN);
    assert_eq!(one::<String>(&db, "select title from registry_rooms"), "Hello");
    let session = one::<String>(&db, "select sessionId from registry_rooms");
    assert_eq!(session, format!("{id:016x}{:016x}", BEGAN.0));
    assert_eq!(one::<String>(&db, "select reached from registry_rooms"), "none");
}

#[test]
fn a_broadcast_that_was_over_when_it_was_reported_is_a_room_and_an_old_one_is_not() {
    let (db, id) = with_stream();
    take_over(&db, id, 7, Status::Ended, BEGAN);
    assert_eq!(wishes(&db), [wish(BEGAN, "ended")]);
    run(&db, "delete from registry_rooms", &[]).unwrap();
    // The index knows it from before there was a registry.
    take_over(&db, id, 8, Status::Ended, BEGAN);
    assert_eq!(wishes(&db), []);
}

#[test]
fn a_later_broadcast_ends_the_rooms_of_earlier_ones() {
    let (db, id) = with_stream();
    let later = BEGAN.plus(60_000);
    take_over(&db, id, 1, Status::Live, BEGAN);
    take_over(&db, id, 9, Status::Live, later);
    assert_eq!(wishes(&db), [wish(BEGAN, "ended"), wish(later, "live")]);
}

#[test]
fn an_announced_room_is_that_of_the_next_broadcast() {
    let (db, id) = with_stream();
    let announce = "insert into registry_rooms (roomId, streamId, sessionId, chainId, contract, wish) \
         values (?1, ?2, ?3, 1, '', 'created')";
    run(&db, announce, &[room(Millis(1)).to_string().into(), id.into(), "0".repeat(32).into()]).unwrap();
    take_over(&db, id, 1, Status::Live, BEGAN);
    take_over(&db, id, 2, Status::Live, BEGAN);
    assert_eq!(wishes(&db), [wish(BEGAN, "live")]);
    take_over(&db, id, 3, Status::Ended, BEGAN);
    assert_eq!(wishes(&db), [wish(BEGAN, "ended")]);
    let later = BEGAN.plus(60_000);
    take_over(&db, id, 4, Status::Live, later);
    assert_eq!(wishes(&db), [wish(BEGAN, "ended"), wish(later, "live")]);
}

#[test]
fn a_room_that_its_host_signs_for_takes_the_place_of_ours_and_is_left_to_its_host() {
    let (db, id) = with_stream();
    let host = "insert into registry_rooms (roomId, streamId, sessionId, chainId, contract, wish, hosted) \
         values (?1, ?2, ?3, 1, '', 'created', 1)";
    run(&db, host, &[room(Millis(1)).to_string().into(), id.into(), "0".repeat(32).into()]).unwrap();
    take_over(&db, id, 1, Status::Live, BEGAN);
    take_over(&db, id, 2, Status::Ended, BEGAN);
    assert_eq!(wishes(&db), [wish(BEGAN, "created")]);
}

#[test]
fn a_deleted_stream_leaves_its_rooms() {
    let (db, id) = with_stream();
    take_over(&db, id, 1, Status::Ended, BEGAN);
    run(&db, "delete from streams where id = ?1", &[id.into()]).unwrap();
    assert_eq!(one::<i64>(&db, "select count(*) from registry_rooms where streamId is null"), 1);
}

#[test]
fn of_two_tellings_the_later_one_counts() {
    let (db, id) = with_stream();
    take_over(&db, id, 1, Status::Live, BEGAN);
    let tell = |reached: &str, told_at: i64| {
        let values =
            [room(BEGAN).to_string().into(), reached.into(), Value::Null, Value::Null, told_at.into()];
        run(&db, TELL, &values).unwrap()
    };
    assert_eq!([tell("live", 5), tell("created", 4), tell("created", 5)], [1, 0, 0]);
    assert_eq!(one::<String>(&db, "select reached from registry_rooms"), "live");
}

#[test]
fn every_query_of_rooms_walks_an_index() {
    let (db, id) = with_stream();
    take_over(&db, id, 1, Status::Live, BEGAN);
    let text = || Value::from("0x");
    for (name, sql, values, index) in [
        ("open", store::OPEN, vec![1_i64.into(), text(), 9_i64.into()], "registry_rooms_open"),
        ("open of stream", store::OPEN_OF_STREAM, vec![1_i64.into(), id.into(), 9_i64.into()], "by_stream"),
        ("newest", store::NEWEST, vec![id.into()], "registry_rooms_by_stream"),
        ("find", store::FIND, vec![text()], "PRIMARY KEY"),
        ("finish", store::FINISH, vec![id.into(), text(), text()], "registry_rooms_by_"),
        ("adopt", store::ADOPT, vec![id.into(), text(), text()], "PRIMARY KEY"),
        ("tell", TELL, vec![text(), text(), Value::Null, Value::Null, 1_i64.into()], "PRIMARY KEY"),
        ("on delete", "select 1 from registry_rooms where streamId = ?1", vec![id.into()], "by_"),
    ] {
        let steps: Vec<String> =
            all(&db, &format!("explain query plan {sql}"), &values, |step| step.get("detail"));
        assert!(steps.iter().any(|step| step.contains(index)), "{name}: {steps:#?}");
        let is_slow = |step: &String| step.starts_with("SCAN") || step.contains("TEMP B-TREE");
        assert!(!steps.iter().any(is_slow), "{name}: {steps:#?}");
    }
}
