//! The log of media events in D1.

use super::shown::{self, Listed};
use crate::error::ApiError;
use crate::platform::d1::{self, Statement};
use crate::platform::row::Row;
use crate::platform::value::SqlFault;
use domain::integer::MAX_INTEGER;
use domain::media::report::KeptEvent;
use domain::page::{Key, Position};
use serde_json::json;
use worker::D1Database;

const INSERT: &str = "insert into media_events \
     (streamId, seq, source, event, clientId, verdict, fields, sentAt, receivedAt) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
/// A report may come twice: the number in the room tells. The stream may be deleted by then: its events stay, without
/// it.
const INSERT_REPORTED: &str = "insert into media_events \
     (streamId, seq, source, event, clientId, verdict, fields, sentAt, receivedAt) \
     values ((select id from streams where id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict do nothing";
/// Walks `media_events_by_stream` from a number on.
pub const LIST: &str = "select seq, source, event, clientId, verdict, fields, sentAt, receivedAt from media_events \
     where streamId = ?1 and seq < ?2 order by seq desc limit ?3";

fn statement(
    sql: &'static str,
    stream_id: Option<i64>,
    seq: Option<i64>,
    event: &KeptEvent,
) -> Statement<'static> {
    let values = vec![
        stream_id.into(),
        seq.into(),
        event.source.as_str().into(),
        event.event.as_str().into(),
        event.client_id.as_deref().into(),
        event.verdict.as_str().into(),
        json!(event.fields).to_string().into(),
        event.sent_at.into(),
        event.received_at.into(),
    ];
    (sql, values)
}

/// The statement that keeps an event of a room.
pub fn keep(stream_id: i64, event: &KeptEvent) -> Statement<'static> {
    statement(INSERT_REPORTED, Some(stream_id), Some(event.seq), event)
}

/// Keeps an event that belongs to no stream.
///
/// # Errors
/// When the database is away.
pub async fn keep_stray(db: &D1Database, event: &KeptEvent) -> Result<(), ApiError> {
    let (sql, values) = statement(INSERT, None, None, event);
    d1::run(db, sql, values).await?;
    Ok(())
}

/// The position before the newest event.
pub(super) fn start() -> Position {
    vec![Key::Int(MAX_INTEGER)]
}

/// Events of a stream after a position, the newest first.
pub(super) async fn list(
    db: &D1Database,
    stream_id: i64,
    after: Position,
    limit: u32,
) -> Result<Vec<Listed>, ApiError> {
    let mut values = vec![stream_id.into()];
    values.extend(after.into_iter().map(Into::into));
    values.push(limit.into());
    let rows = d1::all(db, LIST, values).await?;
    Ok(rows.iter().map(listed).collect::<Result<_, _>>()?)
}

fn listed(row: &Row) -> Result<Listed, SqlFault> {
    Ok(Listed { view: shown::members(row)?.into(), position: vec![Key::Int(row.int("seq")?)] })
}
