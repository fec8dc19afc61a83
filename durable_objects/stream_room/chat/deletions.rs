//! Messages that were deleted: which, and what their readers and the index know of it.

use super::log;
use crate::error::ApiError;
use crate::platform::sql;
use serde_json::Value;
use worker::SqlStorage;

const CREATE: &str = "create table if not exists deletion (seq integer primary key, atSeq integer not null, \
     body text not null, isCopied integer not null default 0) strict";
const CREATE_DUE: &str = "create index if not exists deletion_due on deletion (seq) where isCopied = 0";
const CREATE_BY_PLACE: &str = "create index if not exists deletion_by_place on deletion (atSeq, seq)";
const APPEND: &str =
    "insert into deletion (seq, atSeq, body) values (?1, ?2, ?3) on conflict (seq) do nothing";
const MISSED: &str = "select body from deletion where atSeq >= ?1 and seq <= ?1 order by atSeq, seq";
const DUE: &str = "select m.seq, m.body from deletion d join message m on m.seq = d.seq where d.isCopied = 0 \
     order by d.seq limit ?1";
const COPIED: &str = "update deletion set isCopied = 1 where seq in (select value from json_each(?1))";
const CLEAR: &str = "delete from deletion";

/// Makes the table.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    for statement in [CREATE, CREATE_DUE, CREATE_BY_PLACE] {
        sql::run(storage, statement, &[])?;
    }
    Ok(())
}

/// Notes that message `seq` was deleted when `at_seq` was the last one; `told` is what its readers are told.
pub(super) fn append(storage: &SqlStorage, seq: i64, at_seq: i64, told: &str) -> Result<(), ApiError> {
    Ok(sql::run(storage, APPEND, &[seq.into(), at_seq.into(), told.into()])?)
}

/// What somebody who has read up to message `after` may not have been told: about messages up to that one.
pub(super) fn missed(storage: &SqlStorage, after: i64) -> Result<Vec<String>, ApiError> {
    let rows = sql::all(storage, MISSED, &[after.into()])?;
    Ok(rows.iter().map(|row| row.text("body")).collect::<Result<_, _>>()?)
}

/// Messages whose deletion the index does not know, as `(seq, JSON)`.
pub(super) fn due(storage: &SqlStorage, limit: u32) -> Result<Vec<(i64, String)>, ApiError> {
    log::bodies(sql::all(storage, DUE, &[limit.into()])?.iter(), "seq")
}

/// The index knows of these.
pub(super) fn copied(storage: &SqlStorage, seqs: impl Iterator<Item = i64>) -> Result<(), ApiError> {
    let seqs = Value::from_iter(seqs).to_string();
    Ok(sql::run(storage, COPIED, &[seqs.into()])?)
}

/// Forgets everything.
pub(super) fn clear(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CLEAR, &[])?)
}
