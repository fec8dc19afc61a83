//! Who is counted as a viewer, each connection once.

use crate::error::ApiError;
use crate::platform::sql;
use domain::media::event::Client;
use domain::time::Millis;
use worker::SqlStorage;

const CREATE: &str = "create table if not exists viewer (id text primary key, body text not null, \
     seenMs integer not null, beats integer not null default 0) strict, without rowid";
const FIND: &str = "select body from viewer where id = ?1";
const TAKE: &str = "insert into viewer (id, body, seenMs, beats) values (?1, ?2, ?3, ?4) \
     on conflict (id) do update set body = ?2, seenMs = ?3, beats = max(beats, ?4)";
const FREE: &str = "delete from viewer where id = ?1";
const CLEAR: &str = "delete from viewer";
const STRIKE: &str = "delete from viewer where beats = 1 and seenMs < ?1 returning id";

/// Makes the table.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CREATE, &[])?)
}

/// The viewer that is counted under this id.
pub(super) fn find(storage: &SqlStorage, id: &str) -> Result<Option<Client>, ApiError> {
    let Some(row) = sql::first(storage, FIND, &[id.into()])? else { return Ok(None) };
    Ok(serde_json::from_str(&row.text("body")?)?)
}

/// Notes a viewer, or that it was seen again; `beats`: by a sign of life, so that their absence will mean something.
pub(super) fn take(storage: &SqlStorage, client: &Client, beats: bool, now: Millis) -> Result<(), ApiError> {
    let body = serde_json::to_string(client)?;
    Ok(sql::run(storage, TAKE, &[client.id.as_str().into(), body.into(), now.0.into(), beats.into()])?)
}

/// Strikes one viewer.
pub(super) fn free(storage: &SqlStorage, client: &Client) -> Result<(), ApiError> {
    Ok(sql::run(storage, FREE, &[client.id.as_str().into()])?)
}

/// Strikes all.
pub(super) fn clear(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CLEAR, &[])?)
}

/// Strikes those that gave signs of life and none since `cutoff`; says how many.
pub(super) fn strike_silent(storage: &SqlStorage, cutoff: Millis) -> Result<u32, ApiError> {
    let struck = sql::all(storage, STRIKE, &[cutoff.0.into()])?;
    Ok(u32::try_from(struck.len()).unwrap_or(u32::MAX))
}
