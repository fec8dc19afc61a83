//! The sender's writes, in its own SQLite. An index decides that no nonce is given twice and no write is stored twice.

use super::calls::{NewWrite, Shown};
use crate::error::ApiError;
use crate::platform::row::Row;
use crate::platform::sql;
use crate::platform::value::SqlFault;
use domain::problem::Problem;
use domain::registry::Address;
use domain::registry::kind::Kind;
use domain::registry::room::RoomId;
use domain::registry::write::{Progress, State};
use domain::time::Millis;
use worker::SqlStorage;

const SCHEMA: [&str; 5] = [
    "create table if not exists write (id integer primary key autoincrement, key text not null unique, \
     roomId text not null, kind text not null, target text not null, data text not null, state text not null, \
     nonce integer, body text not null, told integer not null default 0, changedMs integer not null) strict",
    "create unique index if not exists write_by_nonce on write (nonce) where nonce is not null",
    "create index if not exists write_by_state on write (state, id)",
    "create index if not exists write_by_room on write (roomId, id)",
    "create index if not exists write_untold on write (id) where told = 0",
];
const INSERT: &str = "insert into write (key, roomId, kind, target, data, state, body, changedMs) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict (key) do update set told = 0";
const SET_NONCE: &str = "update write set nonce = ?2 where key = ?1";
/// What may be in a block, or get into one: those without a block first, by nonce, then the oldest.
const FOLLOWED: &str = "select * from (select id, roomId, kind, target, data, body, nonce from write \
     where state = 'sent' order by nonce limit ?1) \
     union all select * from (select id, roomId, kind, target, data, body, nonce from write \
     where state = 'mined' order by id limit ?1) \
     union all select * from (select id, roomId, kind, target, data, body, nonce from write \
     where state = 'queued' and body like '%\"hashes\"%' order by id limit ?1) limit ?1";
/// Final writes that the chain does not count any more.
const UNDONE: &str = "select id, roomId, kind, target, data, body from write \
     where nonce >= ?1 and state = 'final' order by nonce limit ?2";
/// A room's writes go one after the other.
const STARTABLE: &str = "select id, roomId, kind, target, data, body from write w where state = 'queued' \
     and json_extract(body, '$.dueAt') <= ?1 and not exists \
     (select 1 from write p where p.roomId = w.roomId and p.id < w.id and p.state in ('queued', 'sent')) \
     order by id limit ?2";
const NEXT_DUE: &str = "select min(json_extract(body, '$.dueAt')) as dueAt from write w where state = 'queued' \
     and not exists \
     (select 1 from write p where p.roomId = w.roomId and p.id < w.id and p.state in ('queued', 'sent'))";
const COUNT: &str = "select count(*) as count from write where state = ?1";
const NONCES: &str = "select nonce from write where nonce >= ?1 order by nonce";
const UPDATE: &str = "update write set state = ?2, nonce = ?3, body = ?4, changedMs = ?5, told = iif(?6, 0, told) where id = ?1";
const OF_ROOM: &str = "select id, roomId, kind, target, data, body from write where roomId = ?1 order by id";
const UNTOLD: &str = "select id, roomId from write where told = 0 order by id limit ?1";
const MARK_TOLD: &str = "update write set told = 1 where id in (select value from json_each(?1))";
const FORGET: &str = "delete from write where id in (select id from write where state in ('final', 'failed') \
     and changedMs < ?1 and told = 1 and (nonce is null or nonce < ?2) limit 100)";

/// A write with all that is known of it.
#[derive(Clone, Debug)]
pub(super) struct Write {
    pub(super) id: i64,
    /// `None` of one that fills a nonce.
    pub(super) room: Option<RoomId>,
    pub(super) kind: Kind,
    pub(super) to: Address,
    pub(super) data: Vec<u8>,
    pub(super) progress: Progress,
}

impl Write {
    fn read(row: &Row) -> Result<Self, ApiError> {
        Ok(Self {
            id: row.int("id")?,
            room: RoomId::parse(&row.text("roomId")?),
            kind: row.word("kind", Kind::parse)?,
            to: row.word("target", |text| text.parse().ok())?,
            data: row.word("data", |text| hex::decode(text).ok())?,
            progress: serde_json::from_str(&row.text("body")?)?,
        })
    }

    /// As others may know it.
    pub(super) fn shown(&self) -> Shown {
        let Progress { state, reason, .. } = &self.progress;
        Shown {
            kind: self.kind,
            state: *state,
            transaction: self.progress.transaction(),
            reason: reason.clone(),
        }
    }
}

fn read_all(rows: Vec<Row>) -> Result<Vec<Write>, ApiError> {
    rows.iter().map(Write::read).collect()
}

/// What sleeps there was written by another version.
pub(super) fn unknown_layout() -> ApiError {
    ApiError::caused(Problem::Internal, "unknown layout of a sender's account")
}

/// Makes the tables.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    for statement in SCHEMA {
        sql::run(storage, statement, &[])?;
    }
    Ok(())
}

/// Stores a write that is to be done; one that is there already is told of again.
pub(super) fn insert(
    storage: &SqlStorage,
    room: Option<RoomId>,
    write: &NewWrite,
    progress: &Progress,
    now: Millis,
) -> Result<(), ApiError> {
    let values = [
        write.key.as_str().into(),
        room.map(|room| room.to_string()).unwrap_or_default().into(),
        write.kind.as_str().into(),
        write.to.to_string().into(),
        write.data.as_str().into(),
        progress.state.as_str().into(),
        serde_json::to_string(progress)?.into(),
        now.0.into(),
    ];
    Ok(sql::run(storage, INSERT, &values)?)
}

/// Stores a write that has its nonce already.
pub(super) fn insert_with_nonce(
    storage: &SqlStorage,
    write: &NewWrite,
    progress: &Progress,
    now: Millis,
) -> Result<(), ApiError> {
    insert(storage, None, write, progress, now)?;
    let values = [write.key.as_str().into(), progress.nonce.map(number).into()];
    Ok(sql::run(storage, SET_NONCE, &values)?)
}

/// Stores how far a write is; `is_news`: others are to be told.
pub(super) fn update(
    storage: &SqlStorage,
    write: &Write,
    is_news: bool,
    now: Millis,
) -> Result<(), ApiError> {
    let progress = &write.progress;
    let values = [
        write.id.into(),
        progress.state.as_str().into(),
        progress.nonce.map(number).into(),
        serde_json::to_string(progress)?.into(),
        now.0.into(),
        is_news.into(),
    ];
    Ok(sql::run(storage, UPDATE, &values)?)
}

/// The writes whose transactions are to be asked for, `limit` at the most.
pub(super) fn followed(storage: &SqlStorage, limit: u32) -> Result<Vec<Write>, ApiError> {
    read_all(sql::all(storage, FOLLOWED, &[limit.into()])?)
}

/// Final writes whose nonces are `count` or more.
pub(super) fn undone(storage: &SqlStorage, count: u64, limit: u32) -> Result<Vec<Write>, ApiError> {
    read_all(sql::all(storage, UNDONE, &[number(count).into(), limit.into()])?)
}

/// Writes that can begin, `limit` at the most.
pub(super) fn startable(storage: &SqlStorage, limit: u32, now: Millis) -> Result<Vec<Write>, ApiError> {
    read_all(sql::all(storage, STARTABLE, &[now.0.into(), limit.into()])?)
}

/// When the next write can begin; `None` when none waits.
pub(super) fn next_due(storage: &SqlStorage) -> Result<Option<Millis>, ApiError> {
    let Some(row) = sql::first(storage, NEXT_DUE, &[])? else { return Ok(None) };
    Ok(row.maybe_int("dueAt")?.map(Millis))
}

/// How many writes are in a state.
pub(super) fn count(storage: &SqlStorage, state: State) -> Result<u32, ApiError> {
    let row = sql::first(storage, COUNT, &[state.as_str().into()])?;
    Ok(row.map_or(Ok(0), |row| row.count("count"))?)
}

/// The nonces from `from` on that writes have, in their order.
pub(super) fn nonces(storage: &SqlStorage, from: u64) -> Result<Vec<u64>, ApiError> {
    let rows = sql::all(storage, NONCES, &[number(from).into()])?;
    let nonces = rows.iter().map(|row| row.int("nonce").map(|nonce| u64::try_from(nonce).unwrap_or(0)));
    Ok(nonces.collect::<Result<_, SqlFault>>()?)
}

/// The writes of a room, in their order.
pub(super) fn of_room(storage: &SqlStorage, room: RoomId) -> Result<Vec<Write>, ApiError> {
    read_all(sql::all(storage, OF_ROOM, &[room.to_string().into()])?)
}

/// Writes that the index was not told of, each with its room.
pub(super) fn untold(storage: &SqlStorage, limit: u32) -> Result<Vec<(i64, String)>, ApiError> {
    let rows = sql::all(storage, UNTOLD, &[limit.into()])?;
    Ok(rows.iter().map(|row| Ok((row.int("id")?, row.text("roomId")?))).collect::<Result<_, SqlFault>>()?)
}

/// The index was told of these.
pub(super) fn mark_told(storage: &SqlStorage, ids: &[i64]) -> Result<(), ApiError> {
    Ok(sql::run(storage, MARK_TOLD, &[serde_json::to_string(ids)?.into()])?)
}

/// Drops what was done before `before` and has a nonce below `nonce`, or none.
pub(super) fn forget(storage: &SqlStorage, before: Millis, nonce: u64) -> Result<(), ApiError> {
    Ok(sql::run(storage, FORGET, &[before.0.into(), number(nonce).into()])?)
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
