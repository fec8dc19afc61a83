//! Videos in D1.

use super::queries::{self, COLUMNS};
use crate::error::ApiError;
use crate::platform::d1::{self, Statement};
use crate::platform::row::Row;
use crate::platform::value::{SqlFault, Value};
use domain::page::Position;
use domain::problem::{Problem, TokenFault};
use domain::time::Millis;
use domain::vod::list::{Listing, position};
use domain::vod::{Source, Status};
use worker::D1Database;

const INSERT: &str = "insert into videos (streamId, userId, title, status, source, private, url, objectKey, thumbnail) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) returning id";
/// A recording that is awaited belongs to its stream's owner; the same broadcast again finds the same row.
const AWAIT: &str = "insert into videos (streamId, userId, title, status, source, broadcastStart) \
     select id, userId, title, 'processing', 'recording', ?2 from streams where id = ?1 on conflict do nothing";
/// The recording of a broadcast.
pub const FIND_RECORDING: &str = "select id from videos where streamId = ?1 and broadcastStart = ?2";
/// The file of an awaited recording comes. Of two that come the later one counts: the earlier one may have died.
const CLAIM: &str = "update videos set status = 'uploading', reason = null, objectKey = ?2 where id = ?1 \
     and status <> 'ready' and source = 'recording'";
/// Gives a recording back.
const UNCLAIM: &str = "update videos set status = 'processing', objectKey = null \
     where id = ?1 and objectKey = ?2 and status <> 'ready'";
const PROCESS: &str =
    "update videos set status = 'processing' where id = ?1 and objectKey = ?2 and status = 'uploading'";
const FILL: &str = "update videos set status = 'ready', reason = null, contentType = ?3, size = ?4, sha256 = ?5, \
     durationMs = coalesce(?6, durationMs), width = ?7, height = ?8 where id = ?1 and objectKey = ?2 and status <> 'ready'";
const LINK: &str = "update videos set status = 'ready', reason = null, url = ?2, contentType = ?3, size = ?4, \
     durationMs = ?5, width = ?6, height = ?7 where id = ?1 and status <> 'ready'";
const FAIL_FILE: &str =
    "update videos set status = 'failed', reason = ?3 where id = ?1 and objectKey = ?2 and status <> 'ready'";
const FAIL: &str = "update videos set status = 'failed', reason = ?2 where id = ?1 and status <> 'ready'";
const UPDATE: &str = "update videos set title = coalesce(?2, title), private = coalesce(?3, private), \
     streamId = iif(?4, ?5, streamId), thumbnail = iif(?6, ?7, thumbnail) where id = ?1";
const SET_THUMBNAIL: &str = "update videos set thumbnailKey = ?2, thumbnail = null where id = ?1";
const DELETE: &str = "delete from videos where id = ?1";
/// What Cloudflare Stream has of it is to be removed there.
const DISCARD_AT_PROVIDER: &str = "insert or ignore into stream_debris (kind, name) \
     select 'video', providerId from videos where id = ?1 and providerId is not null";
const DELETE_UNFILLED: &str = "delete from videos where id = ?1 and objectKey = ?2 and status <> 'ready'";
const DISCARD: &str = "insert or ignore into discarded (objectKey) \
     select objectKey from videos where id = ?1 and objectKey is not null \
     union all select thumbnailKey from videos where id = ?1 and thumbnailKey is not null";
const DISCARD_THUMBNAIL: &str = "insert or ignore into discarded (objectKey) \
     select thumbnailKey from videos where id = ?1 and thumbnailKey is not null";
const DELETE_UPLOADS: &str = "delete from uploads where videoId = ?1";
const DISCARD_UPLOADS: &str = "insert or ignore into discarded (objectKey, storageUpload) \
     select objectKey, storageUpload from uploads where videoId = ?1 and storageUpload is not null \
     union all select tailKey, '' from uploads where videoId = ?1 and tailKey is not null";
/// Of one upload of a video: another may have taken its place.
const DISCARD_UPLOAD: &str = "insert or ignore into discarded (objectKey, storageUpload) \
     select objectKey, storageUpload from uploads where videoId = ?1 and objectKey = ?2 and storageUpload is not null \
     union all select tailKey, '' from uploads where videoId = ?1 and objectKey = ?2 and tailKey is not null";
const DELETE_UPLOAD: &str = "delete from uploads where videoId = ?1 and objectKey = ?2";
/// What a form noted of its parts while it came.
const DELETE_NOTE: &str = "delete from uploads where videoId = ?1 and objectKey = ?2 and length is null";
/// A file that its video does not have, or not yet.
const DISCARD_FILE: &str = "insert or ignore into discarded (objectKey) select ?2 \
     where not exists (select 1 from videos where id = ?1 and objectKey = ?2 and status = 'ready')";
const DISCARD_UNFILLED_THUMBNAIL: &str = "insert or ignore into discarded (objectKey) \
     select thumbnailKey from videos where id = ?1 and objectKey = ?2 and status <> 'ready' and thumbnailKey is not null";
/// What an earlier upload of it left.
const DISCARD_UNFILLED: &str = "insert or ignore into discarded (objectKey) \
     select objectKey from videos where id = ?1 and objectKey is not null and status <> 'ready'";
const DISCARD_KEY: &str = "insert or ignore into discarded (objectKey) values (?1)";
/// The recording to which the playback of an ended stream points.
pub const LATEST_RECORDING: &str =
    "select id from videos where streamId = ?1 and broadcastStart = ?2 and status = 'ready'";

/// Files that wait to be looked into.
pub const WAITING_FILES: &str = "select id from videos where status = 'processing' and updatedAt < ?1 \
     and objectKey is not null order by updatedAt limit ?2";
const TOUCH: &str = "update videos set updatedAt = ?2 where id = ?1 and status = 'processing'";
/// Recordings that nobody brought.
const FAIL_RECORDINGS: &str = "update videos set status = 'failed', reason = 'the recording never arrived' \
     where status = 'processing' and updatedAt < ?1 and objectKey is null and source = 'recording'";
/// Videos with a file in storage, by id.
pub const STORED: &str = "select id, objectKey from videos where id > ?1 and objectKey is not null \
     and status = 'ready' order by id limit ?2";
const LOSE: &str = "update videos set status = 'failed', reason = 'the file is gone', objectKey = null \
     where id = ?1 and objectKey = ?2";

/// A video's row.
#[derive(Clone, Debug)]
pub struct VideoRow {
    /// The row's id.
    pub id: i64,
    /// The stream that it belongs to.
    pub stream_id: Option<i64>,
    /// Whose it is.
    pub user_id: i64,
    /// At most 255 characters.
    pub title: String,
    /// How far it is.
    pub status: Status,
    /// Why it failed.
    pub reason: Option<String>,
    /// Where it came from.
    pub source: Source,
    /// Whether only its owner finds it.
    pub is_private: bool,
    /// The address of a file that somebody else keeps.
    pub url: Option<String>,
    /// The file in our storage.
    pub object_key: Option<String>,
    /// What the file is.
    pub content_type: Option<String>,
    /// The file's size.
    pub size_bytes: Option<u64>,
    /// The file's SHA-256, in hex.
    pub sha256: Option<String>,
    /// How long it plays.
    pub duration_ms: Option<u64>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// Its picture in our storage.
    pub thumbnail_key: Option<String>,
    /// The address of its picture elsewhere.
    pub thumbnail: Option<String>,
    /// Cloudflare Stream's id of it, which has it then.
    pub provider_id: Option<String>,
    /// Whether playing it there takes a token.
    pub is_signed: bool,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

impl VideoRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            id: row.int("id")?,
            stream_id: row.maybe_int("streamId")?,
            user_id: row.int("userId")?,
            title: row.text("title")?,
            status: row.word("status", Status::parse)?,
            reason: row.maybe_text("reason")?,
            source: row.word("source", Source::parse)?,
            is_private: row.flag("private")?,
            url: row.maybe_text("url")?,
            object_key: row.maybe_text("objectKey")?,
            content_type: row.maybe_text("contentType")?,
            size_bytes: natural(row, "size")?,
            sha256: row.maybe_text("sha256")?,
            duration_ms: natural(row, "durationMs")?,
            width: pixels(row, "width")?,
            height: pixels(row, "height")?,
            thumbnail_key: row.maybe_text("thumbnailKey")?,
            thumbnail: row.maybe_text("thumbnail")?,
            provider_id: row.maybe_text("providerId")?,
            is_signed: row.flag("signed")?,
            created_at: row.text("createdAt")?,
            updated_at: row.text("updatedAt")?,
        })
    }

    /// Whether it can be played.
    pub fn is_ready(&self) -> bool {
        self.status == Status::Ready
    }

    /// Whether everyone may see it.
    pub fn is_public(&self) -> bool {
        self.is_ready() && !self.is_private
    }

    /// The row's position in a list.
    pub fn position(&self) -> Position {
        position(&self.created_at, self.id)
    }
}

fn natural(row: &Row, name: &str) -> Result<Option<u64>, SqlFault> {
    Ok(row.maybe_int(name)?.and_then(|number| u64::try_from(number).ok()))
}

fn pixels(row: &Row, name: &str) -> Result<Option<u32>, SqlFault> {
    Ok(row.maybe_int(name)?.and_then(|number| u32::try_from(number).ok()))
}

/// A natural number as a column takes it.
pub(super) fn int(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// A video to be made.
#[derive(Debug)]
pub struct NewVideo<'a> {
    /// The stream that it belongs to.
    pub stream_id: Option<i64>,
    /// Whose it is.
    pub user_id: i64,
    /// Its title.
    pub title: &'a str,
    /// How far it is.
    pub status: Status,
    /// Where it came from.
    pub source: Source,
    /// Whether only its owner finds it.
    pub is_private: bool,
    /// The address of a file that somebody else keeps.
    pub url: Option<&'a str>,
    /// The file in our storage, to be.
    pub object_key: Option<&'a str>,
    /// The address of its picture elsewhere.
    pub thumbnail: Option<&'a str>,
}

/// What is known of a file once it is whole.
#[derive(Clone, Debug, Default)]
pub struct FileFacts {
    /// What it is.
    pub content_type: String,
    /// Its size.
    pub size_bytes: u64,
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// What its headers tell.
    pub facts: domain::vod::probe::Facts,
}

/// One video.
pub async fn find(db: &D1Database, id: i64) -> Result<Option<VideoRow>, ApiError> {
    let sql = format!("select {COLUMNS} from videos where id = ?1");
    let row = d1::first(db, &sql, vec![id.into()]).await?;
    Ok(row.as_ref().map(VideoRow::read).transpose()?)
}

/// The videos of a list: those that everyone may see, and those of `viewer` that nobody else may.
pub async fn list(
    db: &D1Database,
    listing: &Listing,
    viewer: Option<i64>,
) -> Result<Vec<VideoRow>, ApiError> {
    let queries = queries::list(listing, viewer);
    let statements: Vec<Statement<'_>> =
        queries.iter().map(|(sql, values)| (sql.as_str(), values.clone())).collect();
    let results = d1::batch(db, &statements).await?;
    let mut videos = Vec::new();
    for index in 0..results.len() {
        for row in d1::rows(&results, index)? {
            videos.push(VideoRow::read(&row)?);
        }
    }
    videos.sort_by(|a, b| (&b.created_at, b.id).cmp(&(&a.created_at, a.id)));
    videos.truncate(listing.limit as usize);
    Ok(videos)
}

/// Makes a video; answers its id.
///
/// # Errors
/// [`TokenFault::Invalid`] when the account is gone.
pub async fn insert(db: &D1Database, new: &NewVideo<'_>) -> Result<i64, ApiError> {
    let values = vec![
        new.stream_id.into(),
        new.user_id.into(),
        new.title.into(),
        new.status.as_str().into(),
        new.source.as_str().into(),
        new.is_private.into(),
        new.url.into(),
        new.object_key.into(),
        new.thumbnail.into(),
    ];
    let row = d1::first(db, INSERT, values).await.map_err(|fault| match fault.is_missing_reference() {
        true => ApiError::from(TokenFault::Invalid),
        false => fault.into(),
    })?;
    row.map_or_else(
        || Err(ApiError::caused(Problem::Internal, "the new video was not returned")),
        |row| Ok(row.int("id")?),
    )
}

/// The recording of a broadcast, made when it is not there yet; `None` when the stream is gone.
pub async fn await_recording(
    db: &D1Database,
    stream_id: i64,
    start: Millis,
) -> Result<Option<i64>, ApiError> {
    let values = || vec![stream_id.into(), start.into()];
    let results = d1::batch(db, &[(AWAIT, values()), (FIND_RECORDING, values())]).await?;
    Ok(d1::rows(&results, 1)?.first().map(|row| row.int("id")).transpose()?)
}

/// The finished recording of the broadcast that began then.
pub async fn recording_of(db: &D1Database, stream_id: i64, start: &str) -> Result<Option<i64>, ApiError> {
    let row = d1::first(db, LATEST_RECORDING, vec![stream_id.into(), start.into()]).await?;
    Ok(row.map(|row| row.int("id")).transpose()?)
}

/// Takes an awaited recording to fill it; `false` when it is filled. What an earlier upload left of it goes.
pub async fn claim(db: &D1Database, id: i64, object_key: &str) -> Result<bool, ApiError> {
    let claim = (CLAIM, vec![id.into(), object_key.into()]);
    let statements = [
        (DISCARD_UNFILLED, vec![id.into()]),
        (DISCARD_UPLOADS, vec![id.into()]),
        (DELETE_UPLOADS, vec![id.into()]),
        claim,
    ];
    Ok(d1::changed(&d1::batch(db, &statements).await?, 3)? > 0)
}

/// Gives a recording back that was taken and not filled: it is awaited again, and what was stored of it goes.
pub async fn unclaim(db: &D1Database, id: i64, object_key: &str) -> Result<(), ApiError> {
    let statements = [DISCARD_FILE, DISCARD_UPLOAD, DELETE_UPLOAD, UNCLAIM];
    d1::batch(db, &statements.map(|sql| (sql, vec![id.into(), object_key.into()]))).await?;
    Ok(())
}

/// The file is stored and waits to be looked into.
pub fn process(id: i64, object_key: &str) -> Statement<'static> {
    (PROCESS, vec![id.into(), object_key.into()])
}

/// The file is there and known: the video is ready. `false` when it was not waiting for this file.
pub async fn fill(db: &D1Database, id: i64, object_key: &str, file: &FileFacts) -> Result<bool, ApiError> {
    let values = vec![
        id.into(),
        object_key.into(),
        file.content_type.as_str().into(),
        int(file.size_bytes),
        file.sha256.as_str().into(),
        file.facts.duration_ms.map(int).into(),
        file.facts.width.into(),
        file.facts.height.into(),
    ];
    let note = (DELETE_NOTE, vec![id.into(), object_key.into()]);
    Ok(d1::changed(&d1::batch(db, &[(FILL, values), note]).await?, 0)? > 0)
}

/// The video's file is at this address: it is ready.
pub async fn link(
    db: &D1Database,
    id: i64,
    url: &str,
    content_type: &str,
    size_bytes: Option<u64>,
    facts: &domain::vod::probe::Facts,
) -> Result<(), ApiError> {
    let values = vec![
        id.into(),
        url.into(),
        content_type.into(),
        size_bytes.map(int).into(),
        facts.duration_ms.map(int).into(),
        facts.width.into(),
        facts.height.into(),
    ];
    d1::run(db, LINK, values).await?;
    Ok(())
}

/// It came to nothing, for this reason.
pub async fn fail(db: &D1Database, id: i64, reason: &str) -> Result<(), ApiError> {
    d1::run(db, FAIL, vec![id.into(), reason.into()]).await?;
    Ok(())
}

/// This file came to nothing, for this reason.
pub async fn fail_file(db: &D1Database, id: i64, object_key: &str, reason: &str) -> Result<(), ApiError> {
    d1::run(db, FAIL_FILE, vec![id.into(), object_key.into(), reason.into()]).await?;
    Ok(())
}

/// Changes what the change names.
pub async fn update(db: &D1Database, id: i64, change: &domain::vod::draft::Change) -> Result<(), ApiError> {
    let values = vec![
        id.into(),
        change.title.as_deref().into(),
        change.is_private.into(),
        change.stream_id.is_some().into(),
        change.stream_id.flatten().into(),
        change.thumbnail.is_some().into(),
        change.thumbnail.clone().flatten().into(),
    ];
    d1::run(db, UPDATE, values).await?;
    Ok(())
}

/// Puts a picture in the place of the one before, which is to be removed.
pub async fn set_thumbnail(db: &D1Database, id: i64, key: &str) -> Result<bool, ApiError> {
    let set = (SET_THUMBNAIL, vec![id.into(), key.into()]);
    let results = d1::batch(db, &[(DISCARD_THUMBNAIL, vec![id.into()]), set]).await?;
    Ok(d1::changed(&results, 1)? > 0)
}

/// Deletes a video; what it has in storage is noted, to be removed.
pub async fn delete(db: &D1Database, id: i64) -> Result<(), ApiError> {
    d1::batch(db, &[DISCARD, DISCARD_UPLOADS, DISCARD_AT_PROVIDER, DELETE].map(|sql| (sql, vec![id.into()])))
        .await?;
    Ok(())
}

/// Deletes a video that this upload made and did not finish.
pub async fn delete_unfilled(db: &D1Database, id: i64, object_key: &str) -> Result<(), ApiError> {
    let statements =
        [DISCARD_UPLOAD, DELETE_UPLOAD, DISCARD_FILE, DISCARD_UNFILLED_THUMBNAIL, DELETE_UNFILLED];
    d1::batch(db, &statements.map(|sql| (sql, vec![id.into(), object_key.into()]))).await?;
    Ok(())
}

/// Notes an object that nothing points to, to be removed.
pub async fn discard_key(db: &D1Database, object_key: &str) -> Result<(), ApiError> {
    d1::run(db, DISCARD_KEY, vec![object_key.into()]).await?;
    Ok(())
}

/// Videos whose file waits since before a time to be looked into.
pub async fn waiting_files(db: &D1Database, since: Millis, limit: u32) -> Result<Vec<i64>, ApiError> {
    let rows = d1::all(db, WAITING_FILES, vec![since.into(), limit.into()]).await?;
    Ok(rows.iter().map(|row| row.int("id")).collect::<Result<_, _>>()?)
}

/// A file that waits was asked for just now.
pub async fn touch(db: &D1Database, id: i64, now: Millis) -> Result<(), ApiError> {
    d1::run(db, TOUCH, vec![id.into(), now.into()]).await?;
    Ok(())
}

/// Gives up recordings that are awaited since before a time; says how many.
pub async fn fail_recordings(db: &D1Database, since: Millis) -> Result<usize, ApiError> {
    Ok(d1::run(db, FAIL_RECORDINGS, vec![since.into()]).await?)
}

/// The next videos after an id that have a file in storage, with its key.
pub async fn stored_after(db: &D1Database, id: i64, limit: u32) -> Result<Vec<(i64, String)>, ApiError> {
    let rows = d1::all(db, STORED, vec![id.into(), limit.into()]).await?;
    let read = |row: &Row| Ok((row.int("id")?, row.text("objectKey")?));
    Ok(rows.iter().map(read).collect::<Result<_, SqlFault>>()?)
}

/// The file of a video is not in storage any more.
pub async fn lose(db: &D1Database, id: i64, object_key: &str) -> Result<(), ApiError> {
    d1::run(db, LOSE, vec![id.into(), object_key.into()]).await?;
    Ok(())
}
