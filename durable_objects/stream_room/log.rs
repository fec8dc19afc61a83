//! The room's own log of media events: what was said, what became of it, and whether the index has it.

use crate::error::ApiError;
use crate::platform::sql;
use domain::media::report::KeptEvent;
use domain::media::verdict::Verdict;
use domain::time::Millis;
use worker::SqlStorage;

/// Events in one report, at most.
const REPORT_EVENTS: i64 = 50;
/// Bytes of events in one report: a message of the queue holds 128 KB.
const REPORT_BYTES: usize = 96_000;
/// How long a reported event is kept here, to know its repetition: longer than any signature's window.
const KEEP_MS: i64 = 3_600_000;

const CREATE: &str = "create table if not exists event (seq integer primary key autoincrement, key text unique, \
     verdict text not null, body text not null, receivedMs integer not null) strict";
/// Signs of life that can be told from their repetitions. They are no events; only the repetition is to be known.
const CREATE_SIGNS: &str = "create table if not exists sign (key text primary key, verdict text not null, \
     receivedMs integer not null) strict, without rowid";
const APPEND_SIGN: &str =
    "insert into sign (key, verdict, receivedMs) values (?1, ?2, ?3) on conflict do nothing";
const FORGET_SIGNS: &str = "delete from sign where receivedMs < ?1";
const FIND: &str = "select json_quote(verdict) as verdict from event where key = ?1 \
     union all select json_quote(verdict) from sign where key = ?1";
const APPEND: &str = "insert into event (key, verdict, body, receivedMs) values (?1, ?2, ?3, ?4)";
const AFTER: &str = "select seq, body from event where seq > ?1 order by seq limit ?2";
const LAST: &str = "select coalesce(max(seq), 0) as seq from event";
const FORGET: &str = "delete from event where seq <= ?1 and receivedMs < ?2";

/// Makes the table.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    sql::run(storage, CREATE, &[])?;
    Ok(sql::run(storage, CREATE_SIGNS, &[])?)
}

/// What became of the event with this key, if it was heard before.
pub(super) fn find(storage: &SqlStorage, key: &str) -> Result<Option<Verdict>, ApiError> {
    let Some(row) = sql::first(storage, FIND, &[key.into()])? else { return Ok(None) };
    Ok(serde_json::from_str(&row.text("verdict")?)?)
}

/// Appends an event; `key` tells its repetitions.
pub(super) fn append(
    storage: &SqlStorage,
    key: Option<&str>,
    verdict: Verdict,
    event: &KeptEvent,
) -> Result<(), ApiError> {
    let body = serde_json::to_string(event)?;
    let values = [key.into(), verdict.as_str().into(), body.into(), event.received_at.0.into()];
    Ok(sql::run(storage, APPEND, &values)?)
}

/// Remembers a sign of life, so that its repetition is known.
pub(super) fn append_sign(
    storage: &SqlStorage,
    key: &str,
    verdict: Verdict,
    now: Millis,
) -> Result<(), ApiError> {
    Ok(sql::run(storage, APPEND_SIGN, &[key.into(), verdict.as_str().into(), now.0.into()])?)
}

/// Drops signs of life that are too old to be repeated.
pub(super) fn forget_signs(storage: &SqlStorage, now: Millis) -> Result<(), ApiError> {
    Ok(sql::run(storage, FORGET_SIGNS, &[now.plus(-KEEP_MS).0.into()])?)
}

/// The events after number `seq`, as many as a report holds.
pub(super) fn after(storage: &SqlStorage, seq: i64) -> Result<Vec<KeptEvent>, ApiError> {
    let (mut events, mut bytes) = (Vec::new(), 0);
    for row in sql::all(storage, AFTER, &[seq.into(), REPORT_EVENTS.into()])? {
        let body = row.text("body")?;
        bytes += body.len();
        // One event is at most as large as the webhook's body was, so a first one always fits.
        if bytes > REPORT_BYTES {
            break;
        }
        events.push(KeptEvent { seq: row.int("seq")?, ..serde_json::from_str(&body)? });
    }
    Ok(events)
}

/// The number of the last event; 0 when there was none.
pub(super) fn last(storage: &SqlStorage) -> Result<i64, ApiError> {
    Ok(sql::first(storage, LAST, &[])?.map_or(Ok(0), |row| row.int("seq"))?)
}

/// Drops what the index has (up to number `seq`) and what is too old to be repeated.
pub(super) fn forget(storage: &SqlStorage, seq: i64, now: Millis) -> Result<(), ApiError> {
    Ok(sql::run(storage, FORGET, &[seq.into(), now.plus(-KEEP_MS).0.into()])?)
}
