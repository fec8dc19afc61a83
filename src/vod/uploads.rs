//! Uploads under way in D1: what is stored of them, and who writes.

use super::store::int;
use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::objects::StoredPart;
use crate::platform::random;
use crate::platform::row::Row;
use crate::platform::value::{SqlFault, Value};
use domain::time::Millis;
use serde_json::json;
use worker::D1Database;

const COLUMNS: &str = "id, videoId, userId, objectKey, storageUpload, length, metadata, offset, tailKey, tailBytes, \
     partBytes, nextPart, holder is not null as isHeld, expiresAt";
const INSERT: &str = "insert into uploads (id, videoId, userId, objectKey, storageUpload, length, metadata, partBytes, \
     createdAt, expiresAt) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
/// From now on what the holder stores counts, and nobody else's; it gets part numbers that nobody else uses.
const HOLD: &str = "update uploads set holder = ?2, nextPart = nextPart + ?3 \
     where id = ?1 and offset = ?4 and storageUpload is not null";
/// Part numbers that the holder did not use, or used for what does not count, may be used again.
const RELEASE: &str = "update uploads set nextPart = ?3, holder = null where id = ?1 and holder = ?2";
const PARTS: &str = "select number, etag from upload_parts where uploadId = ?1 order by number";
const ADD_PARTS: &str = "insert into upload_parts (uploadId, number, etag) \
     select u.id, part.value ->> 0, part.value ->> 1 from uploads u, json_each(?3) part \
     where u.id = ?1 and u.holder = ?2";
/// The tail of before is part of what is stored now.
const DISCARD_TAIL: &str = "insert or ignore into discarded (objectKey) \
     select tailKey from uploads where id = ?1 and holder = ?2 and tailKey is not null";
const MOVE: &str = "update uploads set offset = ?3, tailKey = ?4, tailBytes = ?5, nextPart = ?6, expiresAt = ?7, \
     holder = iif(?4 is null, holder, null) where id = ?1 and holder = ?2";
/// It stays for whoever missed the answer to the last bytes.
const COMPLETE: &str = "update uploads set storageUpload = null, holder = null where id = ?1";
const DELETE: &str = "delete from uploads where id = ?1";
/// Uploads of which all bytes are stored.
pub const WHOLE: &str = "select id from uploads where offset = length and storageUpload is not null limit ?1";
/// Uploads that nobody went on with.
pub const EXPIRED: &str = "select u.id, u.videoId, u.objectKey, v.source, u.storageUpload is null as isComplete \
     from uploads u join videos v on v.id = u.videoId where u.expiresAt < ?1 order by u.expiresAt limit ?2";
/// Videos whose upload died before it was noted.
pub const FORSAKEN: &str = "select '' as id, id as videoId, objectKey, source, 0 as isComplete from videos \
     where status = 'uploading' and updatedAt < ?1 and objectKey is not null \
     and not exists (select 1 from uploads where videoId = videos.id) order by updatedAt limit ?2";

/// An upload under way.
#[derive(Clone, Debug)]
pub struct UploadRow {
    /// Its name, which only its owner knows.
    pub id: String,
    /// The video that it will be.
    pub video_id: i64,
    /// Who uploads; `None` for a media server.
    pub user_id: Option<i64>,
    /// The object that it will be.
    pub object_key: String,
    /// The storage's name of the undertaking; `None` once the object is complete.
    pub storage_upload: Option<String>,
    /// How long it will be; `None` when it is not resumable.
    pub length_bytes: Option<u64>,
    /// What came with it, as it came.
    pub metadata: Option<String>,
    /// How many bytes are stored.
    pub offset: u64,
    /// The last of them, when they make no whole part.
    pub tail: Option<Tail>,
    /// The size of every part but the last.
    pub part_bytes: u64,
    /// The first part number that nobody was given.
    pub next_part: u32,
    /// Whether a request is bringing bytes, or died while it did.
    pub is_held: bool,
    /// When it is given up, RFC 3339.
    pub expires_at: String,
}

impl UploadRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        let natural = |name| row.int(name).map(|number| u64::try_from(number).unwrap_or(0));
        Ok(Self {
            id: row.text("id")?,
            video_id: row.int("videoId")?,
            user_id: row.maybe_int("userId")?,
            object_key: row.text("objectKey")?,
            storage_upload: row.maybe_text("storageUpload")?,
            length_bytes: row.maybe_int("length")?.and_then(|number| u64::try_from(number).ok()),
            metadata: row.maybe_text("metadata")?,
            offset: natural("offset")?,
            tail: Tail::read(row)?,
            part_bytes: natural("partBytes")?,
            next_part: row.count("nextPart")?,
            is_held: row.flag("isHeld")?,
            expires_at: row.text("expiresAt")?,
        })
    }

    /// How many bytes are in stored parts.
    pub fn in_parts_bytes(&self) -> u64 {
        self.offset - self.tail.as_ref().map_or(0, |tail| tail.len_bytes)
    }
}

/// Stored bytes that make no whole part: an object of their own, until more come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail {
    /// The object.
    pub key: String,
    /// Its size.
    pub len_bytes: u64,
}

impl Tail {
    /// One to be stored. No two have the same key, so that what a connection that lost the upload still stores
    /// touches nobody else's.
    pub fn new(upload_id: &str, len_bytes: u64) -> Self {
        Self { key: format!("uploads/{upload_id}/{}", random::id()), len_bytes }
    }

    fn read(row: &Row) -> Result<Option<Self>, SqlFault> {
        let len_bytes = u64::try_from(row.int("tailBytes")?).unwrap_or(0);
        Ok(row.maybe_text("tailKey")?.map(|key| Self { key, len_bytes }))
    }
}

/// An upload to be noted.
#[derive(Debug)]
pub struct NewUpload<'a> {
    /// Its name.
    pub id: &'a str,
    /// The video that it will be.
    pub video_id: i64,
    /// Who uploads; `None` for a media server.
    pub user_id: Option<i64>,
    /// The object that it will be.
    pub object_key: &'a str,
    /// The storage's name of the undertaking.
    pub storage_upload: &'a str,
    /// How long it will be; `None` when it is not resumable.
    pub length_bytes: Option<u64>,
    /// What came with it, as it came.
    pub metadata: Option<&'a str>,
    /// The size of every part but the last.
    pub part_bytes: u64,
    /// When it is given up.
    pub expires_at: Millis,
}

/// Notes an upload, before anything of it is stored.
pub async fn insert(db: &D1Database, new: &NewUpload<'_>, now: Millis) -> Result<(), ApiError> {
    let values = vec![
        new.id.into(),
        new.video_id.into(),
        new.user_id.into(),
        new.object_key.into(),
        new.storage_upload.into(),
        new.length_bytes.map(int).into(),
        new.metadata.into(),
        int(new.part_bytes),
        now.into(),
        new.expires_at.into(),
    ];
    d1::run(db, INSERT, values).await?;
    Ok(())
}

fn find_sql() -> String {
    format!("select {COLUMNS} from uploads where id = ?1")
}

/// One upload.
pub async fn find(db: &D1Database, id: &str) -> Result<Option<UploadRow>, ApiError> {
    let row = d1::first(db, &find_sql(), vec![id.into()]).await?;
    Ok(row.as_ref().map(UploadRow::read).transpose()?)
}

/// Takes over the upload that got to `offset`: what anyone before stores from now on does not count. The row as it is
/// then, so many part numbers before its `next_part` being the new holder's; `None` when it is somewhere else, or over.
pub async fn hold(
    db: &D1Database,
    id: &str,
    holder: &str,
    offset: u64,
    numbers: u32,
) -> Result<Option<UploadRow>, ApiError> {
    let sql = format!("{HOLD} returning {COLUMNS}");
    let row = d1::first(db, &sql, vec![id.into(), holder.into(), numbers.into(), int(offset)]).await?;
    Ok(row.as_ref().map(UploadRow::read).transpose()?)
}

/// Gives part numbers back. Nothing that was sent under them may be under way any more.
pub async fn release(db: &D1Database, id: &str, holder: &str, next_part: u32) -> Result<(), ApiError> {
    d1::run(db, RELEASE, vec![id.into(), holder.into(), next_part.into()]).await?;
    Ok(())
}

/// Where an upload has got to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many bytes are stored.
    pub offset: u64,
    /// The last of them, when they make no whole part.
    pub tail: Option<Tail>,
    /// The first part number that is free.
    pub next_part: u32,
    /// When it is given up, if nothing more comes.
    pub expires_at: Millis,
}

/// Notes what was stored: new parts, and how far it is now. With a tail the holder is done. `false` when somebody else took the upload over.
pub async fn advance(
    db: &D1Database,
    id: &str,
    holder: &str,
    parts: &[StoredPart],
    to: &Progress,
) -> Result<bool, ApiError> {
    let with = |more: Vec<Value>| [vec![id.into(), holder.into()], more].concat();
    let parts: Vec<_> = parts.iter().map(|part| json!([part.number, part.etag])).collect();
    let progress = vec![
        int(to.offset),
        to.tail.as_ref().map(|tail| tail.key.as_str()).into(),
        int(to.tail.as_ref().map_or(0, |tail| tail.len_bytes)),
        to.next_part.into(),
        to.expires_at.into(),
    ];
    let statements = [
        (DISCARD_TAIL, with(Vec::new())),
        (ADD_PARTS, with(vec![json!(parts).to_string().into()])),
        (MOVE, with(progress)),
    ];
    Ok(d1::changed(&d1::batch(db, &statements).await?, 2)? > 0)
}

/// The parts that are stored, in order.
pub async fn parts(db: &D1Database, id: &str) -> Result<Vec<StoredPart>, ApiError> {
    let rows = d1::all(db, PARTS, vec![id.into()]).await?;
    let read = |row: &Row| {
        let number = u16::try_from(row.int("number")?).unwrap_or(u16::MAX);
        Ok(StoredPart { number, etag: row.text("etag")? })
    };
    Ok(rows.iter().map(read).collect::<Result<_, SqlFault>>()?)
}

/// The object is complete.
pub fn complete(id: &str) -> d1::Statement<'static> {
    (COMPLETE, vec![id.into()])
}

/// Uploads of which all bytes are stored and the object is yet to be made.
pub async fn whole(db: &D1Database, limit: u32) -> Result<Vec<String>, ApiError> {
    let rows = d1::all(db, WHOLE, vec![limit.into()]).await?;
    Ok(rows.iter().map(|row| row.text("id")).collect::<Result<_, _>>()?)
}

/// Forgets an upload.
pub async fn forget(db: &D1Database, id: &str) -> Result<(), ApiError> {
    d1::run(db, DELETE, vec![id.into()]).await?;
    Ok(())
}

/// An upload that nobody goes on with.
#[derive(Debug)]
pub struct ExpiredRow {
    /// Its name; empty for one that was never noted.
    pub id: String,
    /// The video that it should have become.
    pub video_id: i64,
    /// The object that it should have become.
    pub object_key: String,
    /// Whether that video is a recording that is awaited.
    pub is_recording: bool,
    /// Whether the object is complete.
    pub is_complete: bool,
}

impl ExpiredRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            id: row.text("id")?,
            video_id: row.int("videoId")?,
            object_key: row.text("objectKey")?,
            is_recording: row.text("source")? == "recording",
            is_complete: row.flag("isComplete")?,
        })
    }
}

/// Uploads that expired before a time.
pub async fn expired(db: &D1Database, now: Millis, limit: u32) -> Result<Vec<ExpiredRow>, ApiError> {
    let rows = d1::all(db, EXPIRED, vec![now.into(), limit.into()]).await?;
    Ok(rows.iter().map(ExpiredRow::read).collect::<Result<_, _>>()?)
}

/// Videos that are being uploaded since before a time, by no upload that is noted: their request died.
pub async fn forsaken(db: &D1Database, since: Millis, limit: u32) -> Result<Vec<ExpiredRow>, ApiError> {
    let rows = d1::all(db, FORSAKEN, vec![since.into(), limit.into()]).await?;
    Ok(rows.iter().map(ExpiredRow::read).collect::<Result<_, _>>()?)
}
