//! The audit table: who did what to whom, when.

use super::log;
use crate::error::ApiError;
use crate::platform::sql;
use domain::chat::user_id::UserId;
use domain::time::Millis;
use serde_json::{Value, json};
use worker::SqlStorage;

const CREATE: &str =
    "create table if not exists act (id integer primary key autoincrement, body text not null) strict";
const APPEND: &str = "insert into act (body) values (?1)";
const AFTER: &str = "select id, body from act where id > ?1 order by id limit ?2";
const BEFORE: &str = "select id, body from act where id < ?1 order by id desc limit ?2";
const LAST: &str = "select coalesce(max(id), 0) as id from act";
const CLEAR: &str = "delete from act";

/// Makes the table.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CREATE, &[])?)
}

/// Notes an act: `act` names it, `target` is the person or message it was done to, `detail` says more.
pub(super) fn append(
    storage: &SqlStorage,
    act: &str,
    by: &UserId,
    target: &Value,
    detail: &Value,
    now: Millis,
) -> Result<(), ApiError> {
    let body = json!({
        "act": act, "by": by, "target": target, "detail": detail, "createdAt": now.to_rfc3339(),
    });
    Ok(sql::run(storage, APPEND, &[body.to_string().into()])?)
}

/// Acts after a number, in order, as `(id, JSON)`.
pub(super) fn after(storage: &SqlStorage, id: i64, limit: u32) -> Result<Vec<(i64, String)>, ApiError> {
    read(storage, AFTER, id, limit)
}

/// Acts before a number, the newest first.
pub(super) fn before(storage: &SqlStorage, id: i64, limit: u32) -> Result<Vec<(i64, String)>, ApiError> {
    read(storage, BEFORE, id, limit)
}

fn read(storage: &SqlStorage, query: &str, id: i64, limit: u32) -> Result<Vec<(i64, String)>, ApiError> {
    log::bodies(sql::all(storage, query, &[id.into(), limit.into()])?.iter(), "id")
}

/// The number of the last act; 0 when there is none.
pub(super) fn last(storage: &SqlStorage) -> Result<i64, ApiError> {
    Ok(sql::first(storage, LAST, &[])?.map_or(Ok(0), |row| row.int("id"))?)
}

/// Forgets everything.
pub(super) fn clear(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CLEAR, &[])?)
}
