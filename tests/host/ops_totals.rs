//! What the triggers count is what there is, whatever happens to the rows.

use crate::asked::NOW;
use crate::database::{Stream, add_stream, add_user, all, open, run};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Each total, and the count that it stands for.
const COUNTED: &str = "select 'users' as what, role as label, count(*) as amount from users group by role \
     union all select 'sessions', '', count(*) from sessions where revokedAt is null \
     union all select 'streams', provider, count(*) from streams group by provider \
     union all select 'videos', status, count(*) from videos group by status \
     union all select 'bytes', '', coalesce(sum(size), 0) from videos where objectKey is not null \
     union all select 'uploads', '', count(*) from uploads \
     union all select 'events', verdict, count(*) from media_events group by verdict \
     union all select 'failed', queue, count(*) from failed_jobs where retriedAt is null group by queue";
const KEPT: &str = "select what, label, amount from totals where what <> 'messages'";

/// What there is of everything; what there is none of may be missing on either side.
fn read(db: &Connection, sql: &str) -> BTreeMap<(String, String), i64> {
    let rows = all(db, sql, &[], |row| Ok(((row.get(0)?, row.get(1)?), row.get::<_, i64>(2)?)));
    rows.into_iter().filter(|(_, amount)| *amount != 0).collect()
}

fn check(db: &Connection, after: &str) {
    assert_eq!(read(db, KEPT), read(db, COUNTED), "{after}");
}

#[test]
fn totals_follow_every_change() {
    let db = open();
    let ann = add_user(&db, "ann");
    let bob = add_user(&db, "bob");
    let stream = add_stream(&db, &Stream { user_id: ann, ..Stream::default() });
    check(&db, "the beginning");
    for sql in [
        "insert into sessions (id, userId, createdAt, usedAt, expiresAt) values ('a', 1, '', '', ''), ('b', 1, '', '', ''), ('c', 2, '', '', '')",
        "update sessions set generation = generation + 1 where id = 'a'",
        "update sessions set revokedAt = 'x' where id in ('a', 'b')",
        "update sessions set revokedAt = 'y' where id = 'a'",
        "delete from sessions where id = 'a'",
        "update users set role = 'admin' where id = 1",
        "update users set role = 'admin', username = 'anna' where id = 1",
        "insert into videos (streamId, userId, status, source, objectKey) values (1, 1, 'uploading', 'upload', 'k1'), (1, 1, 'uploading', 'upload', 'k2')",
        "insert into uploads (id, videoId, objectKey, partBytes, createdAt, expiresAt) values ('u', 1, 'k1', 5, '', ''), ('v', 2, 'k2', 5, '', '')",
        "update videos set status = 'processing' where id = 1",
        "update videos set status = 'ready', size = 700, contentType = 'video/mp4' where id = 1",
        "update videos set status = 'failed', reason = 'no' where id = 2",
        "insert into videos (userId, status, source, url, size) values (1, 'ready', 'link', 'https://a', 900)",
        "update videos set status = 'failed', reason = 'the file is gone', objectKey = null where id = 1",
        "update videos set status = 'ready', reason = null, objectKey = 'k3', size = 50 where id = 1",
        "delete from uploads where id = 'u'",
        "delete from videos where id = 2",
        "insert into media_events (streamId, seq, source, event, verdict, fields, receivedAt) values (1, 1, 'srs', 'on_publish', 'started', '{}', '')",
        "insert into media_events (streamId, seq, source, event, verdict, fields, receivedAt) values (1, 1, 'srs', 'on_publish', 'started', '{}', '') on conflict do nothing",
        "insert into failed_jobs (queue, messageId, body, failedAt) values ('jobs', 'a', '{}', ''), ('jobs', 'b', '{}', ''), ('reports', 'c', '{}', '')",
        "insert into failed_jobs (queue, messageId, body, failedAt) values ('jobs', 'a', '{}', '') on conflict do nothing",
        "update failed_jobs set retriedAt = 'x' where messageId = 'a'",
        "delete from failed_jobs where messageId in ('a', 'c')",
        "delete from streams where id = 1",
        "delete from videos where id = 1",
        "delete from users where id = 2",
    ] {
        run(&db, sql, &[]).unwrap();
        check(&db, sql);
    }
    assert_eq!((stream, bob), (1, 2));
}

#[test]
fn what_was_there_before_the_totals_is_counted() {
    let db = open();
    let ann = add_user(&db, "ann");
    let stream = add_stream(&db, &Stream { user_id: ann, ..Stream::default() });
    for seq in [1_i64, 2] {
        let sql = "insert into chats (streamId, seq, userId, username, role, message, timestamp) \
             values (?1, ?2, 1, 'ann', 'user', 'hi', ?3)";
        run(&db, sql, &[stream.into(), seq.into(), NOW.into()]).unwrap();
    }
    run(&db, "delete from totals", &[]).unwrap();
    let migration = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/0005_ops.sql"));
    let migration = migration.unwrap();
    let (_, beginning) = migration.split_once("-- What there is already.").unwrap();
    db.execute_batch(beginning.split_once('\n').unwrap().1).unwrap();
    check(&db, "the migration");
    let messages =
        all(&db, "select amount from totals where what = 'messages'", &[], |row| row.get::<_, i64>(0));
    assert_eq!(messages, [2]);
}
