//! The room's small facts: one JSON value each, by name.

use crate::error::ApiError;
use crate::platform::sql;
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::SqlStorage;

const CREATE: &str = "create table if not exists fact (name text primary key, body text not null) strict";
const GET: &str = "select body from fact where name = ?1";
const PUT: &str = "insert into fact (name, body) values (?1, ?2) on conflict (name) do update set body = ?2";

/// Makes the table.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CREATE, &[])?)
}

/// Reads a fact; its default when it was never put.
pub(super) fn get<T: DeserializeOwned + Default>(storage: &SqlStorage, name: &str) -> Result<T, ApiError> {
    match sql::first(storage, GET, &[name.into()])? {
        Some(row) => Ok(serde_json::from_str(&row.text("body")?)?),
        None => Ok(T::default()),
    }
}

/// Puts a fact in the place of the one before.
pub(super) fn put<T: Serialize>(storage: &SqlStorage, name: &str, fact: &T) -> Result<(), ApiError> {
    Ok(sql::run(storage, PUT, &[name.into(), serde_json::to_string(fact)?.into()])?)
}
