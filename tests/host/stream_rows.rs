//! What the schema sees to of streams on Cloudflare Stream, whoever writes.

use crate::database::{Stream, add_stream, add_user, one, open, run};
use domain::cloudflare::video::Video;
use liveroom::vod::provider::{PUT_RECORDING, put_values};
use rusqlite::Connection;
use serde_json::json;

fn with_stream() -> (Connection, i64) {
    let db = open();
    let user_id = add_user(&db, "alice");
    let id = add_stream(&db, &Stream { user_id, words: vec!["hello"], ..Stream::default() });
    (db, id)
}

fn put(db: &Connection, stream_id: i64, uid: &str, state: &str, start: Option<i64>) {
    let video = Video::read(&json!({"uid": uid, "status": {"state": state}, "duration": 5.5})).unwrap();
    let url = format!("https://customer-a.cloudflarestream.com/{uid}/manifest/video.m3u8");
    run(db, PUT_RECORDING, &put_values(stream_id, start.map(domain::time::Millis), &url, &video)).unwrap();
}

#[test]
fn one_broadcast_is_one_video_and_a_second_recording_stands_alone() {
    let (db, stream_id) = with_stream();
    put(&db, stream_id, "a", "ready", Some(1_000));
    put(&db, stream_id, "a", "ready", Some(1_000));
    put(&db, stream_id, "b", "ready", Some(1_000));
    assert_eq!(one::<i64>(&db, "select count(*) from videos"), 2);
    assert_eq!(one::<i64>(&db, "select count(broadcastStart) from videos"), 1);
}

#[test]
fn a_failure_can_still_become_a_video_and_a_video_no_failure() {
    let (db, stream_id) = with_stream();
    for (state, want) in [("error", "failed"), ("ready", "ready"), ("error", "ready")] {
        put(&db, stream_id, "a", state, Some(1_000));
        assert_eq!(one::<String>(&db, "select status from videos"), want);
    }
}

#[test]
fn what_was_removed_does_not_come_back() {
    let (db, stream_id) = with_stream();
    run(&db, "insert into stream_debris (kind, name) values ('video', 'a')", &[]).unwrap();
    put(&db, stream_id, "a", "ready", None);
    put(&db, stream_id + 1, "b", "ready", None);
    assert_eq!(one::<i64>(&db, "select count(*) from videos"), 0);
}
