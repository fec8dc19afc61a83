//! What the schema itself sees to about videos, whoever writes.

use crate::database::{one, run};
use crate::videos::{Video, add_video, with_videos};
use domain::time::Millis;
use rusqlite::Connection;

/// Says what constraint stands in the way, or nothing.
fn refusal(db: &Connection, sql: &str) -> String {
    run(db, sql, &[]).err().map(|error| error.to_string()).unwrap_or_default()
}

/// A video that is ready, of a stream.
fn with_video() -> (Connection, i64) {
    let (db, videos) = with_videos(2);
    (db, videos[1].0)
}

#[test]
fn a_value_that_the_contract_does_not_have_is_refused() {
    let (db, id) = with_video();
    for change in [
        "status = 'lost'",
        "status = 'failed'",
        "reason = 'none'",
        "source = 'tape'",
        "private = 2",
        "private = null",
        "title = printf('%.256c', 'x')",
        "title = null",
        "size = -1",
        "size = 'large'",
        "durationMs = -1",
        "sha256 = 'short'",
        "userId = 99",
        "streamId = 99",
        "objectKey = null",
    ] {
        assert_ne!(refusal(&db, &format!("update videos set {change} where id = {id}")), "", "{change}");
    }
    for change in [
        "status = 'failed', reason = 'why'",
        "status = 'ready', reason = null, objectKey = null, url = 'https://a.example/b'",
        "title = printf('%.255c', 'x'), size = 0, durationMs = 0, sha256 = printf('%.64c', 'a')",
        "streamId = null, private = 1",
    ] {
        assert_eq!(refusal(&db, &format!("update videos set {change} where id = {id}")), "", "{change}");
    }
}

#[test]
fn a_file_and_a_picture_belong_to_one_video() {
    let (db, _) = with_video();
    for column in ["objectKey", "thumbnailKey"] {
        let refused = refusal(&db, &format!("update videos set {column} = 'the same'"));
        assert_eq!(refused, format!("UNIQUE constraint failed: videos.{column}"));
    }
}

#[test]
fn a_broadcast_has_one_video_and_what_is_no_recording_has_none() {
    let (db, _) = with_videos(40);
    let copy = "insert into videos (streamId, userId, status, source, broadcastStart) \
         select streamId, userId, 'processing', source, broadcastStart from videos where broadcastStart is not null";
    assert_eq!(refusal(&db, copy), "UNIQUE constraint failed: videos.streamId, videos.broadcastStart");
    let others =
        copy.replace("is not null", "is null").replace("videos where", "videos where streamId > 0 and");
    assert_eq!(refusal(&db, &others), "");
}

#[test]
fn times_are_kept_by_themselves() {
    let (db, _) = with_video();
    let old = "2026-01-01T00:00:00.000Z";
    run(&db, &format!("update videos set createdAt = '{old}', updatedAt = '{old}'"), &[]).unwrap();
    run(&db, "update videos set title = 'New'", &[]).unwrap();
    let updated = one::<String>(&db, "select updatedAt from videos");
    assert_eq!(Millis::from_rfc3339(&updated).unwrap().to_rfc3339(), updated);
    assert!(updated.as_str() > old);
    assert_eq!(one::<String>(&db, "select createdAt from videos"), old);
}

#[test]
fn a_deleted_stream_leaves_its_videos_and_a_deleted_video_takes_its_uploads_along() {
    let (db, id) = with_video();
    let upload = "insert into uploads (id, videoId, objectKey, partBytes, createdAt, expiresAt) values ('u', ?1, 'o', 1, '', '')";
    run(&db, upload, &[id.into()]).unwrap();
    run(&db, "insert into upload_parts values ('u', 1, 'e')", &[]).unwrap();
    run(&db, "delete from streams", &[]).unwrap();
    assert_eq!(one::<i64>(&db, "select count(*) from videos where streamId is null"), 2);
    run(&db, "delete from videos where id = ?1", &[id.into()]).unwrap();
    for table in ["uploads", "upload_parts"] {
        assert_eq!(one::<i64>(&db, &format!("select count(*) from {table}")), 0, "{table}");
    }
}

#[test]
fn the_id_of_a_deleted_video_is_never_given_again() {
    let (db, videos) = with_videos(2);
    run(&db, "delete from videos", &[]).unwrap();
    let video: &Video = &videos[1].1;
    // A link that was signed for the old one must not open the new one.
    assert!(add_video(&db, 9, video) > videos[1].0);
}

#[test]
fn a_user_with_videos_is_not_deleted() {
    let (db, _) = with_video();
    run(&db, "delete from streams", &[]).unwrap();
    assert_eq!(refusal(&db, "delete from users"), "FOREIGN KEY constraint failed");
}
