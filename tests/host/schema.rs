//! What the schema itself sees to, whoever writes.

use crate::database::{Stream, add_stream, add_user, one, open, run};
use domain::media::report::KeptEvent;
use domain::time::Millis;
use liveroom::media;
use rusqlite::Connection;

/// Says what constraint stands in the way, or nothing.
fn refusal(db: &Connection, sql: &str) -> String {
    run(db, sql, &[]).err().map(|error| error.to_string()).unwrap_or_default()
}

fn with_stream() -> (Connection, i64) {
    let db = open();
    let user_id = add_user(&db, "alice");
    let id = add_stream(&db, &Stream { user_id, words: vec!["hello"], ..Stream::default() });
    (db, id)
}

#[test]
fn a_new_stream_is_ended_and_nobody_watches() {
    let db = open();
    let user_id = add_user(&db, "alice");
    let sql =
        "insert into streams (userId, streamKey, sealedKey, playbackName) values (?1, ?2, 'sealed', 'name')";
    run(&db, sql, &[user_id.into(), "a".repeat(64).into()]).unwrap();
    for (column, want) in
        [("status", "ended"), ("title", ""), ("description", ""), ("provider", "selfhosted")]
    {
        assert_eq!(one::<String>(&db, &format!("select {column} from streams")), want);
    }
    for column in ["viewerCount", "peakViewerCount", "featured", "roomVersion"] {
        assert_eq!(one::<i64>(&db, &format!("select {column} from streams")), 0, "{column}");
    }
    for column in ["startTime", "endTime", "scheduledAt", "thumbnail", "snapshotOf"] {
        assert_eq!(one::<Option<String>>(&db, &format!("select {column} from streams")), None, "{column}");
    }
}

#[test]
fn a_value_that_the_contract_does_not_have_is_refused() {
    let (db, _) = with_stream();
    for change in [
        "status = 'paused'",
        "status = 'LIVE'",
        "status = null",
        "provider = 'elsewhere'",
        "featured = 2",
        "viewerCount = -1",
        "peakViewerCount = -1",
        "viewerCount = 'many'",
        "streamKey = 'sk_in_the_open'",
        "title = printf('%.256c', 'x')",
        "description = printf('%.5001c', 'x')",
    ] {
        assert_ne!(refusal(&db, &format!("update streams set {change}")), "", "{change}");
    }
    for change in ["role = 'guest'", "role = 'root'", "username = ''", "passwordHash = null", "issuer = 'x'"]
    {
        assert_ne!(refusal(&db, &format!("update users set {change}")), "", "{change}");
    }
    for change in ["status = 'live'", "title = printf('%.255c', 'x')", "description = printf('%.5000c', 'x')"]
    {
        assert_eq!(refusal(&db, &format!("update streams set {change}")), "", "{change}");
    }
}

#[test]
fn a_key_and_a_playback_name_belong_to_one_stream() {
    let (db, id) = with_stream();
    for column in ["streamKey", "playbackName"] {
        let copy =
            "insert into streams (userId, sealedKey, streamKey, playbackName) select userId, sealedKey";
        let columns = ["streamKey", "playbackName"]
            .map(|it| if it == column { it.to_owned() } else { format!("replace({it}, '0', 'f')") });
        let refused = refusal(&db, &format!("{copy}, {} from streams where id = {id}", columns.join(", ")));
        assert_eq!(refused, format!("UNIQUE constraint failed: streams.{column}"));
    }
}

#[test]
fn times_of_rows_are_kept_by_themselves() {
    for (table, change) in [("streams", "title = 'New'"), ("users", "role = 'admin'")] {
        let (db, _) = with_stream();
        for column in ["createdAt", "updatedAt"] {
            let text = one::<String>(&db, &format!("select {column} from {table}"));
            let time = Millis::from_rfc3339(&text).unwrap();
            assert_eq!(time.to_rfc3339(), text, "{table}.{column} has the form of every time");
        }
        let old = "2026-01-01T00:00:00.000Z";
        run(&db, &format!("update {table} set createdAt = '{old}', updatedAt = '{old}'"), &[]).unwrap();
        run(&db, &format!("update {table} set {change}"), &[]).unwrap();
        assert_eq!(one::<String>(&db, &format!("select createdAt from {table}")), old);
        assert!(one::<String>(&db, &format!("select updatedAt from {table}")).as_str() > old, "{table}");
    }
}

#[test]
fn a_deleted_stream_leaves_its_events_and_takes_along_what_served_it() {
    let (db, id) = with_stream();
    let event = "insert into media_events (streamId, seq, source, event, verdict, fields, receivedAt) \
         values (?1, ?2, 'plain', 'on_publish', 'started', '{}', '2026-11-21T18:36:00.000Z')";
    run(&db, event, &[id.into(), 1_i64.into()]).unwrap();
    run(&db, event, &[id.into(), 2_i64.into()]).unwrap();
    run(&db, "insert into retired_keys (streamKey, streamId) values ('old', ?1)", &[id.into()]).unwrap();

    run(&db, "delete from streams where id = ?1", &[id.into()]).unwrap();

    assert_eq!(one::<i64>(&db, "select count(*) from media_events where streamId is null"), 2);
    assert_eq!(one::<i64>(&db, "select count(*) from stream_words"), 0);
    assert_eq!(one::<i64>(&db, "select count(*) from retired_keys"), 0);
}

/// A stream with a message in its chat and an act of its staff.
fn with_chat() -> (Connection, i64) {
    let (db, id) = with_stream();
    let message = "insert into chats (streamId, seq, userId, username, role, message, timestamp) \
         values (?1, 1, 7, 'ann', 'user', 'hello', '')";
    let act = "insert into chat_acts (streamId, id, act, userId, target, detail, timestamp) \
         values (?1, 1, 'banned', 7, '\"guest:a\"', 'null', '')";
    for sql in [message, act] {
        run(&db, sql, &[id.into()]).unwrap();
    }
    (db, id)
}

#[test]
fn a_deleted_stream_takes_its_chat_along_and_no_other() {
    let (db, id) = with_chat();
    let user_id = one(&db, "select id from users");
    let other = add_stream(&db, &Stream { user_id, ..Stream::default() });
    for (table, column) in [("chats", "seq"), ("chat_acts", "id")] {
        let names = if table == "chats" { "username, role, message" } else { "act, target, detail" };
        let copy = format!(
            "insert into {table} (streamId, {column}, userId, {names}, timestamp) \
             select ?1, {column}, userId, {names}, timestamp from {table}"
        );
        run(&db, &copy, &[other.into()]).unwrap();
    }

    run(&db, "delete from streams where id = ?1", &[id.into()]).unwrap();

    for table in ["chats", "chat_acts"] {
        assert_eq!(one::<i64>(&db, &format!("select count(*) from {table}")), 1, "{table}");
        assert_eq!(one::<i64>(&db, &format!("select streamId from {table}")), other, "{table}");
    }
}

#[test]
fn a_message_that_the_contract_does_not_have_is_refused() {
    let (db, _) = with_chat();
    for change in ["seq", "userId", "username", "role", "message", "timestamp", "deleted", "streamId"] {
        assert_ne!(refusal(&db, &format!("update chats set {change} = null")), "", "{change}");
    }
    for change in ["deleted = 2", "seq = 'first'", "message = x'00'", "streamId = 99"] {
        assert_ne!(refusal(&db, &format!("update chats set {change}")), "", "{change}");
    }
    for change in ["deleted = 1, message = ''", "clientId = null", "userId = 'guest:a'"] {
        assert_eq!(refusal(&db, &format!("update chats set {change}")), "", "{change}");
    }
}

#[test]
fn a_number_of_a_room_belongs_to_one_message_and_one_act() {
    let (db, _) = with_chat();
    for (table, number) in [("chats", "seq"), ("chat_acts", "id")] {
        let again = format!("insert into {table} select * from {table}");
        let refused = format!("UNIQUE constraint failed: {table}.streamId, {table}.{number}");
        assert_eq!(refusal(&db, &again), refused);
    }
}

#[test]
fn what_an_act_was_done_to_is_json() {
    let (db, _) = with_chat();
    for change in ["target = 'guest:a'", "detail = '{'", "act = null", "userId = null", "timestamp = null"] {
        assert_ne!(refusal(&db, &format!("update chat_acts set {change}")), "", "{change}");
    }
    for change in ["target = null", "detail = '{\"reason\":\"spam\"}'", "userId = 'guest:a'"] {
        assert_eq!(refusal(&db, &format!("update chat_acts set {change}")), "", "{change}");
    }
}

#[test]
fn the_id_of_a_deleted_stream_is_never_given_again() {
    let (db, id) = with_stream();
    run(&db, "delete from streams where id = ?1", &[id.into()]).unwrap();
    let user_id = one(&db, "select id from users");
    // The room of the old id is closed for good.
    assert!(add_stream(&db, &Stream { user_id, ..Stream::default() }) > id);
}

#[test]
fn an_event_of_a_room_is_stored_once_also_when_its_stream_is_gone() {
    let (db, id) = with_stream();
    let event = KeptEvent { seq: 1, ..KeptEvent::of_owner(Millis(0)) };
    let (sql, values) = media::keep(id, &event);
    assert_eq!((run(&db, sql, &values), run(&db, sql, &values)), (Ok(1), Ok(0)));
    // A report that is older than the deletion.
    let (sql, values) = media::keep(id + 1, &event);
    assert_eq!(run(&db, sql, &values), Ok(1));
    assert_eq!(one::<i64>(&db, "select count(*) from media_events where streamId is null"), 1);
}

#[test]
fn a_user_may_have_many_streams_and_none_is_left_without_its_user() {
    let (db, _) = with_stream();
    let user_id: i64 = one(&db, "select id from users");
    add_stream(&db, &Stream { user_id, ..Stream::default() });
    assert_eq!(one::<i64>(&db, "select count(*) from streams"), 2);
    assert_eq!(refusal(&db, "delete from users"), "FOREIGN KEY constraint failed");
    assert_eq!(
        refusal(
            &db,
            "insert into streams (userId, streamKey, sealedKey, playbackName) \
             values (99, printf('%.64c', 'e'), 'sealed', 'other')"
        ),
        "FOREIGN KEY constraint failed"
    );
}

#[test]
fn a_username_is_taken_in_any_case() {
    let db = open();
    add_user(&db, "Alice");
    let again = "insert into users (username, passwordHash) values ('aLICE', 'x')";
    assert_eq!(refusal(&db, again), "UNIQUE constraint failed: users.username");
    assert_eq!(one::<i64>(&db, "select count(*) from users where username = 'alice'"), 1);
}

#[test]
fn a_user_logs_in_here_or_with_the_issuer_never_both() {
    let db = open();
    let insert = |columns: &str, values: &str| {
        refusal(&db, &format!("insert into users (username, {columns}) values ('u' || random(), {values})"))
    };
    assert_eq!(insert("issuer, subject", "'https://id.example', 's1'"), "");
    assert_eq!(
        insert("issuer, subject", "'https://id.example', 's1'"),
        "UNIQUE constraint failed: users.issuer, users.subject"
    );
    assert_ne!(insert("issuer", "'https://id.example'"), "", "without a subject");
    assert_ne!(
        insert("passwordHash, issuer, subject", "'x', 'https://id.example', 's2'"),
        "",
        "with a password"
    );
    assert_ne!(insert("role", "'user'"), "", "with neither");
}

#[test]
fn a_deleted_user_takes_the_sessions_along() {
    let db = open();
    let user_id = add_user(&db, "alice");
    let session =
        "insert into sessions (id, userId, createdAt, usedAt, expiresAt) values ('s', ?1, '', '', '')";
    run(&db, session, &[user_id.into()]).unwrap();
    run(&db, "delete from users where id = ?1", &[user_id.into()]).unwrap();
    assert_eq!(one::<i64>(&db, "select count(*) from sessions"), 0);
}
