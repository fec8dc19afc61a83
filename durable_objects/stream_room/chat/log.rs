//! The room's own log of messages: each as the JSON that its readers get.

use crate::error::ApiError;
use crate::platform::row::Row;
use crate::platform::sql;
use crate::platform::value::SqlFault;
use domain::chat::message::Message;
use domain::chat::user_id::UserId;
use domain::time::Millis;
use serde_json::{Value, json};
use worker::SqlStorage;

const CREATE: &str = "create table if not exists message (seq integer primary key, userKey text not null, \
     clientId text, sentMs integer not null, body text not null) strict";
const CREATE_BY_CLIENT: &str = "create unique index if not exists message_by_client on message (userKey, clientId) \
     where clientId is not null";
const CREATE_BY_TIME: &str = "create index if not exists message_by_time on message (userKey, sentMs)";
const APPEND: &str = "insert into message (seq, userKey, clientId, sentMs, body) \
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(?1)";
const LAST: &str = "select coalesce(max(seq), 0) as seq from message";
const FIND: &str = "select seq, sentMs from message where userKey = ?1 and clientId = ?2";
const GET: &str = "select body from message where seq = ?1";
const REPLACE: &str = "update message set body = ?2 where seq = ?1";
/// From the last one on, should that be older than `?2`.
const RECENT: &str = "select sentMs from message where userKey = ?1 and sentMs >= \
     min(?2, coalesce((select max(sentMs) from message where userKey = ?1), ?2)) order by sentMs desc limit ?3";
const UPWARDS: &str = "select seq, body from message where seq > ?1 and seq < ?2 order by seq limit ?3";
const DOWNWARDS: &str =
    "select seq, body from message where seq > ?1 and seq < ?2 order by seq desc limit ?3";
/// Times of one person's messages that are read at the most, however many the limit allows.
const MAX_RECENT: u32 = 1_000;
const CLEAR: &str = "delete from message";

/// A message on its way into the log.
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) user_id: UserId,
    pub(super) client_id: Option<String>,
    pub(super) sent_at: Millis,
    /// The message's JSON.
    pub(super) body: String,
}

impl Entry {
    pub(super) fn of(message: &Message) -> Self {
        Self {
            seq: message.seq,
            user_id: message.user_id.clone(),
            client_id: message.client_id.clone(),
            sent_at: message.timestamp,
            body: message.to_json(),
        }
    }

    fn values(&self) -> Value {
        json!([self.seq, self.user_id.key(), self.client_id, self.sent_at.0, self.body])
    }
}

/// Makes the tables.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    for statement in [CREATE, CREATE_BY_CLIENT, CREATE_BY_TIME] {
        sql::run(storage, statement, &[])?;
    }
    Ok(())
}

/// Appends messages, all of them or none.
pub(super) fn append<'a>(
    storage: &SqlStorage,
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<(), ApiError> {
    let rows: Vec<Value> = entries.map(Entry::values).collect();
    Ok(sql::run(storage, APPEND, &[Value::Array(rows).to_string().into()])?)
}

/// The number of the last message; 0 when there is none.
pub(super) fn last(storage: &SqlStorage) -> Result<i64, ApiError> {
    Ok(sql::first(storage, LAST, &[])?.map_or(Ok(0), |row| row.int("seq"))?)
}

/// Number and time of the message that this person sent under this client id.
pub(super) fn find(
    storage: &SqlStorage,
    user_id: &UserId,
    client_id: &str,
) -> Result<Option<(i64, Millis)>, ApiError> {
    let Some(row) = sql::first(storage, FIND, &[user_id.key().into(), client_id.into()])? else {
        return Ok(None);
    };
    Ok(Some((row.int("seq")?, Millis(row.int("sentMs")?))))
}

/// One message.
pub(super) fn get(storage: &SqlStorage, seq: i64) -> Result<Option<Message>, ApiError> {
    let Some(row) = sql::first(storage, GET, &[seq.into()])? else { return Ok(None) };
    Ok(Some(serde_json::from_str(&row.text("body")?)?))
}

/// Puts a message in the place of the one with its number.
pub(super) fn replace(storage: &SqlStorage, message: &Message) -> Result<(), ApiError> {
    Ok(sql::run(storage, REPLACE, &[message.seq.into(), message.to_json().into()])?)
}

/// When this person's messages since `since` were sent, or their last one, the newest last: no more of them than
/// `count`.
pub(super) fn recent(
    storage: &SqlStorage,
    user_id: &UserId,
    since: Millis,
    count: u32,
) -> Result<Vec<Millis>, ApiError> {
    let count = count.clamp(1, MAX_RECENT);
    let rows = sql::all(storage, RECENT, &[user_id.key().into(), since.0.into(), count.into()])?;
    let times = rows.iter().rev().map(|row| row.int("sentMs").map(Millis));
    Ok(times.collect::<Result<_, _>>()?)
}

/// Messages between two numbers, both exclusive, as `(seq, JSON)` in order: the first `limit` of them.
pub(super) fn first_between(
    storage: &SqlStorage,
    after: i64,
    before: i64,
    limit: u32,
) -> Result<Vec<(i64, String)>, ApiError> {
    bodies(sql::all(storage, UPWARDS, &[after.into(), before.into(), limit.into()])?.iter(), "seq")
}

/// The last `limit` of them, in order too.
pub(super) fn last_between(
    storage: &SqlStorage,
    after: i64,
    before: i64,
    limit: u32,
) -> Result<Vec<(i64, String)>, ApiError> {
    bodies(sql::all(storage, DOWNWARDS, &[after.into(), before.into(), limit.into()])?.iter().rev(), "seq")
}

/// How many of `rows`, from the first on, have no more than `max_bytes` together.
pub(super) fn fitting<'a>(rows: impl Iterator<Item = &'a (i64, String)>, max_bytes: usize) -> usize {
    let mut bytes = 0;
    let fits = |(_, body): &&(i64, String)| {
        bytes += body.len();
        bytes <= max_bytes
    };
    rows.take_while(fits).count()
}

/// Rows as `(number, JSON)`; `number` names the column.
pub(super) fn bodies<'a>(
    rows: impl Iterator<Item = &'a Row>,
    number: &str,
) -> Result<Vec<(i64, String)>, ApiError> {
    let read = |row: &Row| Ok::<_, SqlFault>((row.int(number)?, row.text("body")?));
    Ok(rows.map(read).collect::<Result<_, _>>()?)
}

/// Forgets everything: the stream is gone.
pub(super) fn clear(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CLEAR, &[])?)
}
