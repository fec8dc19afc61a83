//! When the stream's broadcasts began: a recording may be told of when the next one is on air already.

use crate::error::ApiError;
use crate::platform::sql;
use domain::time::Millis;
use worker::SqlStorage;

/// Broadcasts that are remembered; a recording is told of within minutes.
const KEPT: i64 = 100;

const CREATE: &str = "create table if not exists broadcast (startMs integer primary key) strict";
const BEGAN: &str = "insert into broadcast (startMs) values (?1) on conflict do nothing";
const FORGET: &str = "delete from broadcast where startMs <= \
     (select startMs from broadcast order by startMs desc limit 1 offset ?1)";
const AT: &str = "select max(startMs) as startMs from broadcast where startMs <= ?1";
/// By the clocks of two: who keeps the recording, and who told of the beginning.
const NEAREST: &str = "select startMs from broadcast where startMs between ?1 - ?2 and ?1 + ?2 \
     order by abs(startMs - ?1) limit 1";
/// Further apart, in milliseconds, they are two broadcasts.
const APART_MS: i64 = 900_000;

/// Makes the table.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CREATE, &[])?)
}

/// A broadcast began.
pub(super) fn began(storage: &SqlStorage, start_time: Millis) -> Result<(), ApiError> {
    sql::run(storage, BEGAN, &[start_time.0.into()])?;
    Ok(sql::run(storage, FORGET, &[KEPT.into()])?)
}

/// When the broadcast began that was the last one then; `None` when none was remembered.
pub(super) fn at(storage: &SqlStorage, time: Millis) -> Result<Option<Millis>, ApiError> {
    let Some(row) = sql::first(storage, AT, &[time.0.into()])? else { return Ok(None) };
    Ok(row.maybe_int("startMs")?.map(Millis))
}

/// When the broadcast began that began nearest to then; `None` when none did that is remembered.
pub(super) fn nearest(storage: &SqlStorage, time: Millis) -> Result<Option<Millis>, ApiError> {
    let Some(row) = sql::first(storage, NEAREST, &[time.0.into(), APART_MS.into()])? else { return Ok(None) };
    Ok(row.maybe_int("startMs")?.map(Millis))
}
