//! Failures in D1.

use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::row::Row;
use crate::platform::value::{SqlFault, Value as SqlValue};
use domain::ops::failures::{Kind, Listing};
use domain::ops::queues::Queue;
use domain::page::{Key, Position};
use domain::time::Millis;
use serde_json::{Value, json};
use worker::D1Database;

const NOTE_CAUSE: &str = "insert into failure_causes (digest, cause, at) values (?1, ?2, ?3) \
     on conflict (digest) do update set cause = excluded.cause, at = excluded.at";
const KEEP: &str = "insert into failed_jobs (queue, messageId, body, cause, failedAt) \
     select ?1, ?2, ?3, (select cause from failure_causes where digest = ?4), ?5 where true on conflict do nothing";
const FORGET_CAUSE: &str = "delete from failure_causes where digest = ?1";
const FIND: &str = "select id, queue, body, cause, failedAt, retriedAt from failed_jobs where id = ?1";
const MARK_RETRIED: &str = "update failed_jobs set retriedAt = ?2 where id = ?1 and retriedAt is null";
const DELETE: &str = "delete from failed_jobs where id = ?1";
/// Failed messages have their ids in the order in which they came, so this walks them from the oldest on.
pub const FORGET: &str = "delete from failed_jobs where id in \
     (select id from (select id, failedAt from failed_jobs order by id limit 100) where failedAt < ?1)";
/// Walks `failure_causes_by_time`.
pub const FORGET_CAUSES: &str = "delete from failure_causes where at < ?1";

/// Messages, the newest first.
pub const JOBS: &str = "select id, queue, body, cause, failedAt, retriedAt from failed_jobs \
     where id < ?1 order by id desc limit ?2";
/// Videos, the newest first.
pub const VIDEOS: &str = "select id, streamId, userId, title, source, reason, updatedAt from videos \
     indexed by videos_failed where status = 'failed' and (updatedAt, id) < (?1, ?2) \
     order by updatedAt desc, id desc limit ?3";
/// Rooms, the newest first.
pub const ROOMS: &str = "select roomId, streamId, title, reason, wish, reached, createdAt from registry_rooms \
     indexed by registry_rooms_failed where reason is not null and (createdAt, roomId) < (?1, ?2) \
     order by createdAt desc, roomId desc limit ?3";

/// A message to be kept.
#[derive(Debug)]
pub(super) struct NewFailure<'a> {
    pub(super) queue: Queue,
    pub(super) message_id: &'a str,
    pub(super) digest: String,
    pub(super) body: &'a str,
    pub(super) at: Millis,
}

/// A message that failed.
#[derive(Debug)]
pub(super) struct JobRow {
    id: i64,
    pub(super) queue: Queue,
    pub(super) body: String,
    cause: Option<String>,
    failed_at: String,
    pub(super) retried_at: Option<String>,
}

impl JobRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            id: row.int("id")?,
            queue: row.word("queue", Queue::parse)?,
            body: row.text("body")?,
            cause: row.maybe_text("cause")?,
            failed_at: row.text("failedAt")?,
            retried_at: row.maybe_text("retriedAt")?,
        })
    }

    /// As clients see it; a body that is no JSON is text.
    pub(super) fn view(&self) -> Value {
        let body = serde_json::from_str(&self.body).unwrap_or_else(|_| Value::from(self.body.as_str()));
        json!({
            "kind": Kind::Job.as_str(),
            "id": self.id,
            "queue": self.queue.as_str(),
            "body": body,
            "cause": self.cause,
            "failedAt": self.failed_at,
            "retriedAt": self.retried_at,
        })
    }
}

/// An item of a list, and where it stands in it.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) view: Value,
    pub(super) position: Position,
}

/// Notes what went wrong with a message.
pub(super) async fn note_cause(
    db: &D1Database,
    digest: &str,
    cause: &str,
    now: Millis,
) -> Result<(), ApiError> {
    d1::run(db, NOTE_CAUSE, vec![digest.into(), cause.into(), now.into()]).await?;
    Ok(())
}

/// Keeps a message, with what went wrong with it.
pub(super) async fn keep(db: &D1Database, failed: &NewFailure<'_>) -> Result<(), ApiError> {
    let values = vec![
        failed.queue.as_str().into(),
        failed.message_id.into(),
        failed.body.into(),
        failed.digest.as_str().into(),
        failed.at.into(),
    ];
    d1::batch(db, &[(KEEP, values), (FORGET_CAUSE, vec![failed.digest.as_str().into()])]).await?;
    Ok(())
}

/// One message.
pub(super) async fn find(db: &D1Database, id: i64) -> Result<Option<JobRow>, ApiError> {
    let row = d1::first(db, FIND, vec![id.into()]).await?;
    Ok(row.as_ref().map(JobRow::read).transpose()?)
}

/// Notes that a message was put back into its queue.
pub(super) async fn mark_retried(db: &D1Database, id: i64, now: Millis) -> Result<(), ApiError> {
    d1::run(db, MARK_RETRIED, vec![id.into(), now.into()]).await?;
    Ok(())
}

/// Removes a message; false when there is none.
pub(super) async fn delete(db: &D1Database, id: i64) -> Result<bool, ApiError> {
    Ok(d1::run(db, DELETE, vec![id.into()]).await? > 0)
}

/// Forgets messages that failed, and causes that were noted, before these times.
pub(super) async fn forget(db: &D1Database, jobs: Millis, causes: Millis) -> Result<usize, ApiError> {
    let statements = [(FORGET, vec![jobs.into()]), (FORGET_CAUSES, vec![causes.into()])];
    Ok(d1::changed(&d1::batch(db, &statements).await?, 0)?)
}

/// How a row becomes an item.
type Reading = fn(&Row) -> Result<Item, SqlFault>;

/// The items of a list.
pub(super) async fn list(db: &D1Database, listing: &Listing) -> Result<Vec<Item>, ApiError> {
    let (sql, read) = match listing.kind {
        Kind::Job => (JOBS, job as Reading),
        Kind::Video => (VIDEOS, video as Reading),
        Kind::Room => (ROOMS, room as Reading),
    };
    let mut values: Vec<SqlValue> = listing.after.iter().cloned().map(Into::into).collect();
    values.push(listing.limit.into());
    let rows = d1::all(db, sql, values).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn job(row: &Row) -> Result<Item, SqlFault> {
    let job = JobRow::read(row)?;
    Ok(Item { view: job.view(), position: vec![Key::Int(job.id)] })
}

fn video(row: &Row) -> Result<Item, SqlFault> {
    let (id, failed_at) = (row.int("id")?, row.text("updatedAt")?);
    let view = json!({
        "kind": Kind::Video.as_str(),
        "id": id,
        "streamId": row.maybe_int("streamId")?,
        "userId": row.int("userId")?,
        "title": row.text("title")?,
        "source": row.text("source")?,
        "cause": row.maybe_text("reason")?,
        "failedAt": failed_at,
    });
    Ok(Item { view, position: vec![Key::Text(failed_at), Key::Int(id)] })
}

fn room(row: &Row) -> Result<Item, SqlFault> {
    let (id, created_at) = (row.text("roomId")?, row.text("createdAt")?);
    let view = json!({
        "kind": Kind::Room.as_str(),
        "roomId": id,
        "streamId": row.maybe_int("streamId")?,
        "title": row.text("title")?,
        "wish": row.text("wish")?,
        "reached": row.text("reached")?,
        "cause": row.maybe_text("reason")?,
        "createdAt": created_at,
    });
    Ok(Item { view, position: vec![Key::Text(created_at), Key::Text(id)] })
}
