//! The index follows the rooms: the statements by which they copy their chat, on a database like D1's.

use crate::database::{Stream, add_stream, add_user, all, one, open, run};
use domain::auth::Role;
use domain::chat::message::Message;
use domain::chat::user_id::UserId;
use domain::time::Millis;
use liveroom::durable_objects::stream_room::chat::copying::{COUNT_MESSAGES, PUT_ACTS, PUT_MESSAGES};
use rusqlite::Connection;
use serde_json::{Value, json};

const NOW: Millis = Millis(1_795_286_160_000);

fn with_stream() -> (Connection, i64) {
    let db = open();
    let user_id = add_user(&db, "alice");
    let id = add_stream(&db, &Stream { user_id, ..Stream::default() });
    (db, id)
}

fn message(stream_id: i64, seq: i64) -> Message {
    Message {
        seq,
        stream_id,
        user_id: UserId::Account(7),
        username: "ann".into(),
        role: Role::User,
        message: format!("Xin chào \"{seq}\" 👋"),
        timestamp: NOW,
        client_id: None,
        deleted: false,
    }
}

/// As a room keeps it after the deletion.
fn deleted(stream_id: i64, seq: i64) -> Message {
    Message { message: String::new(), deleted: true, ..message(stream_id, seq) }
}

/// Copies a batch, as a room binds it.
fn copy(db: &Connection, stream_id: i64, messages: &[Message]) {
    let bodies: Vec<String> = messages.iter().map(Message::to_json).collect();
    for sql in [COUNT_MESSAGES, PUT_MESSAGES] {
        run(db, sql, &[stream_id.into(), format!("[{}]", bodies.join(",")).into()]).unwrap();
    }
}

fn copy_acts(db: &Connection, stream_id: i64, acts: &[(i64, Value)]) {
    let rows: Vec<String> = acts.iter().map(|(id, body)| format!("[{id},{body}]")).collect();
    run(db, PUT_ACTS, &[stream_id.into(), format!("[{}]", rows.join(",")).into()]).unwrap();
}

/// Number, text and whether it was deleted, of every message in the table.
fn rows(db: &Connection) -> Vec<(i64, String, bool)> {
    let sql = "select seq, message, deleted from chats order by streamId, seq";
    all(db, sql, &[], |row| Ok((row.get("seq")?, row.get("message")?, row.get("deleted")?)))
}

#[test]
fn a_message_is_in_the_table_as_its_readers_have_it() {
    let (db, id) = with_stream();
    let guests = Message {
        user_id: UserId::Guest("guest:a".into()),
        role: Role::Guest,
        client_id: Some("c-1".into()),
        ..message(id, 2)
    };
    copy(&db, id, &[message(id, 1), guests]);
    let sql = "select json_object('seq', seq, 'streamId', streamId, 'userId', userId, 'username', username, \
         'role', role, 'message', message, 'timestamp', timestamp, 'clientId', clientId, 'deleted', deleted) \
         from chats order by seq";
    let read: Vec<Value> = all(&db, sql, &[], |row| row.get::<_, String>(0))
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect();
    let time = "2026-11-21T18:36:00.000Z";
    assert_eq!(
        read,
        [
            json!({"seq": 1, "streamId": id, "userId": 7, "username": "ann", "role": "user",
                "message": "Xin chào \"1\" 👋", "timestamp": time, "clientId": null, "deleted": 0}),
            json!({"seq": 2, "streamId": id, "userId": "guest:a", "username": "ann", "role": "guest",
                "message": "Xin chào \"2\" 👋", "timestamp": time, "clientId": "c-1", "deleted": 0}),
        ]
    );
}

#[test]
fn a_batch_that_is_copied_again_changes_nothing() {
    let (db, id) = with_stream();
    let batch = [message(id, 1), message(id, 2)];
    copy(&db, id, &batch);
    let before = rows(&db);
    copy(&db, id, &batch);
    // After a crash the room begins anew where it knows that the index is.
    copy(&db, id, &[message(id, 2), message(id, 3)]);
    assert_eq!(rows(&db)[..2], before);
    assert_eq!(rows(&db).iter().map(|(seq, ..)| *seq).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn the_text_of_a_deleted_message_leaves_the_table_and_does_not_come_back() {
    let (db, id) = with_stream();
    copy(&db, id, &[message(id, 1), message(id, 2)]);
    copy(&db, id, &[deleted(id, 1)]);
    let gone = (1, String::new(), true);
    assert_eq!(rows(&db)[0], gone);
    // A batch that was written before the deletion and arrives after it.
    copy(&db, id, &[message(id, 1)]);
    assert_eq!((&rows(&db)[0], rows(&db)[1].2), (&gone, false));
}

#[test]
fn a_message_that_is_new_and_deleted_in_one_batch_is_there_without_its_text() {
    for batch in [|id| vec![deleted(id, 1)], |id| vec![deleted(id, 1), deleted(id, 1)]] {
        let (db, id) = with_stream();
        copy(&db, id, &batch(id));
        assert_eq!(rows(&db), [(1, String::new(), true)]);
    }
}

#[test]
fn the_chat_of_a_deleted_stream_is_not_written_and_holds_up_nothing() {
    let (db, id) = with_stream();
    copy(&db, id + 1, &[message(id + 1, 1)]);
    copy_acts(&db, id + 1, &[(1, json!({"act": "unbanned", "by": 7, "target": 8, "createdAt": ""}))]);
    assert_eq!(rows(&db), []);
    assert_eq!(one::<i64>(&db, "select count(*) from chat_acts"), 0);
}

/// Minutes with their messages, and the total of all time.
fn counted(db: &Connection) -> (Vec<(String, i64)>, i64) {
    let sql = "select at, messages from activity order by at";
    let minutes = all(db, sql, &[], |row| Ok((row.get("at")?, row.get("messages")?)));
    (minutes, one(db, "select amount from totals where what = 'messages'"))
}

#[test]
fn each_message_counts_once_in_the_minute_in_which_it_was_written() {
    let (db, id) = with_stream();
    let other = add_stream(&db, &Stream { user_id: 1, ..Stream::default() });
    let later = |seq| Message { timestamp: NOW.plus(59_999 + seq), ..message(id, seq) };
    copy(&db, id, &[message(id, 1), message(id, 2), later(3)]);
    // The same batch again, one that overlaps, and another room's.
    copy(&db, id, &[message(id, 1), message(id, 2), later(3)]);
    copy(&db, id, &[later(3), later(4)]);
    copy(&db, other, &[message(other, 1)]);
    let minutes = [("2026-11-21T18:36:00.000Z".to_owned(), 3), ("2026-11-21T18:37:00.000Z".to_owned(), 2)];
    assert_eq!(counted(&db), (minutes.to_vec(), 5));
}

#[test]
fn a_deletion_is_no_message_and_one_that_comes_ahead_of_its_message_counts_it_once() {
    let (db, id) = with_stream();
    // A room with a backlog tells of what was deleted before it is through.
    copy(&db, id, &[message(id, 1), deleted(id, 3)]);
    copy(&db, id, &[message(id, 2), deleted(id, 3), deleted(id, 3)]);
    copy(&db, id, &[deleted(id, 1)]);
    assert_eq!(counted(&db).1, 3);
    // A stream that is deleted has no chat.
    copy(&db, id + 1, &[message(id + 1, 1)]);
    assert_eq!(counted(&db).1, 3);
}

#[test]
fn rooms_do_not_mix() {
    let (db, id) = with_stream();
    let other = add_stream(&db, &Stream { user_id: 1, ..Stream::default() });
    copy(&db, id, &[message(id, 1)]);
    copy(&db, other, &[message(other, 1)]);
    copy(&db, id, &[deleted(id, 1)]);
    let deleted = all(&db, "select streamId, deleted from chats order by streamId", &[], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?))
    });
    assert_eq!(deleted, [(id, true), (other, false)]);
}

#[test]
fn an_act_is_in_the_table_once_with_who_did_what_to_whom() {
    let (db, id) = with_stream();
    let at = NOW.to_rfc3339();
    let acts = [
        (
            1,
            json!({"act": "settings_changed", "by": 7, "target": null, "detail": {"linksAllowed": false}, "createdAt": at}),
        ),
        (
            2,
            json!({"act": "banned", "by": 7, "target": "guest:a", "detail": {"reason": "spam"}, "createdAt": at}),
        ),
    ];
    copy_acts(&db, id, &acts);
    copy_acts(&db, id, &acts);
    let sql = "select id, act, userId, json(target) as target, json(detail) as detail, timestamp from chat_acts \
         where streamId = ?1 order by id";
    let read: Vec<(i64, String, i64, String, String, String)> = all(&db, sql, &[id.into()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    });
    let text = |text: &str| text.to_owned();
    assert_eq!(
        read,
        [
            (1, text("settings_changed"), 7, text("null"), text(r#"{"linksAllowed":false}"#), at.clone()),
            (2, text("banned"), 7, text(r#""guest:a""#), text(r#"{"reason":"spam"}"#), at.clone()),
        ]
    );
}
