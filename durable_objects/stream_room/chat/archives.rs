//! The archive: what was said up to the end of a broadcast, as one NDJSON object in the storage a broadcast. A deletion writes
//! it again.

use super::super::store;
use super::log;
use super::room::ChatRoom;
use crate::error::ApiError;
use crate::platform::bytes::Bytes;
use crate::platform::objects::Objects;
use crate::platform::objects::writer::Writer;
use crate::platform::sql;
use domain::time::Millis;
use worker::SqlStorage;

const CREATE: &str = "create table if not exists archive (key text primary key, firstSeq integer not null, \
     lastSeq integer not null, version integer not null default 1, written integer not null default 0) strict";
const ADD: &str =
    "insert into archive (key, firstSeq, lastSeq) values (?1, ?2, ?3) on conflict (key) do nothing";
const LAST: &str = "select coalesce(max(lastSeq), 0) as seq from archive";
const TOUCH: &str = "update archive set version = version + 1 where firstSeq <= ?1 and lastSeq >= ?1";
const DUE: &str = "select key, firstSeq, lastSeq, version from archive where written < version limit 1";
const WRITTEN: &str = "update archive set written = ?2 where key = ?1";
const KEYS: &str = "select key from archive";
const CLEAR: &str = "delete from archive";
const DOOMED: &str = "chatDoomed";

/// Messages that are read at a time.
const PAGE: u32 = 500;

/// An archive that is to be written.
pub(super) struct Archive {
    key: String,
    first_seq: i64,
    last_seq: i64,
    version: i64,
}

/// Makes the table.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CREATE, &[])?)
}

/// A message of an archive was deleted.
pub(super) fn touch(storage: &SqlStorage, seq: i64) -> Result<(), ApiError> {
    Ok(sql::run(storage, TOUCH, &[seq.into()])?)
}

/// Whether one is to be written or removed.
pub(super) fn is_due(storage: &SqlStorage) -> Result<bool, ApiError> {
    Ok(due(storage)?.is_some() || !doomed(storage)?.is_empty())
}

/// One that is to be written.
pub(super) fn due(storage: &SqlStorage) -> Result<Option<Archive>, ApiError> {
    let Some(row) = sql::first(storage, DUE, &[])? else { return Ok(None) };
    Ok(Some(Archive {
        key: row.text("key")?,
        first_seq: row.int("firstSeq")?,
        last_seq: row.int("lastSeq")?,
        version: row.int("version")?,
    }))
}

/// Objects that are to be removed.
pub(super) fn doomed(storage: &SqlStorage) -> Result<Vec<String>, ApiError> {
    store::get(storage, DOOMED)
}

/// These of them are removed. Others may have come in meanwhile.
pub(super) fn removed(storage: &SqlStorage, keys: &[String]) -> Result<(), ApiError> {
    let mut doomed = doomed(storage)?;
    doomed.retain(|key| !keys.contains(key));
    store::put(storage, DOOMED, &doomed)
}

/// An archive on its way, a page at a time, so that it need not fit the memory.
pub(super) struct Writing<'a> {
    writer: Writer<'a>,
    after: i64,
    last_seq: i64,
}

impl Writing<'_> {
    /// Writes the next page; `false` when that was all, and the object is there.
    pub(super) async fn write_page(&mut self, storage: &SqlStorage) -> Result<bool, ApiError> {
        let page = log::first_between(storage, self.after, self.last_seq + 1, PAGE)?;
        let Some((last, _)) = page.last() else {
            self.writer.finish().await?;
            return Ok(false);
        };
        self.after = *last;
        let text: String = page.iter().flat_map(|(_, body)| [body.as_str(), "\n"]).collect();
        self.writer.write(&Bytes::from_slice(text.as_bytes())).await?;
        Ok(true)
    }

    /// Drops what was written.
    pub(super) async fn abandon(&mut self) -> Result<(), ApiError> {
        Ok(self.writer.abandon().await?)
    }
}

impl Archive {
    /// Begins to write it.
    pub(super) fn begin<'a>(&'a self, objects: &'a Objects) -> Writing<'a> {
        let writer = Writer::begin(objects, &self.key, "application/x-ndjson");
        Writing { writer, after: self.first_seq - 1, last_seq: self.last_seq }
    }

    /// It is written as it was when it was read.
    pub(super) fn written(&self, storage: &SqlStorage) -> Result<(), ApiError> {
        Ok(sql::run(storage, WRITTEN, &[self.key.as_str().into(), self.version.into()])?)
    }
}

impl ChatRoom {
    /// The broadcast that began then is over: what was said since the end of the one before is to be archived. Where
    /// nobody ever came in there is nothing to archive.
    pub(super) fn archive(&mut self, start_time: Millis, now: Millis) -> Result<(), ApiError> {
        if self.stream_id == 0 {
            return Ok(());
        }
        self.flush(now);
        let key = format!("chats/{}/{}.ndjson", self.stream_id, start_time.0);
        let first = sql::first(&self.storage, LAST, &[])?.map_or(Ok(0), |row| row.int("seq"))? + 1;
        sql::run(&self.storage, ADD, &[key.into(), first.into(), self.last_seq.into()])?;
        self.copy_soon(now);
        Ok(())
    }

    /// The stream is deleted: all that was said goes with it.
    pub(super) fn retire(&mut self, now: Millis) -> Result<(), ApiError> {
        self.is_closed = true;
        self.pending.clear();
        let mut keys = doomed(&self.storage)?;
        for row in sql::all(&self.storage, KEYS, &[])? {
            keys.push(row.text("key")?);
        }
        store::put(&self.storage, DOOMED, &keys)?;
        sql::run(&self.storage, CLEAR, &[])?;
        log::clear(&self.storage)?;
        self.latest.clear();
        super::deletions::clear(&self.storage)?;
        super::acts::clear(&self.storage)?;
        self.copy_soon(now);
        for socket in self.sockets.all() {
            socket.close(4404, "the stream was deleted");
            self.gone(&socket, now);
        }
        self.hang_up_polling();
        Ok(())
    }
}
