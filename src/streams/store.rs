//! Streams in D1.

use super::queries::{self, COLUMNS, WITH_INPUT};
use crate::error::ApiError;
use crate::platform::d1::{self, Statement};
use crate::platform::row::Row;
use crate::platform::value::{SqlFault, Value};
use domain::media::session::{Snapshot, Status};
use domain::page::{Key, Position};
use domain::problem::{Problem, TokenFault};
use domain::streams::draft::{Change, NewStream, Provider};
use domain::streams::list::{Listing, Order};
use domain::streams::snapshot::object_key;
use domain::streams::words::words;
use domain::time::Millis;
use worker::D1Database;

const INSERT: &str = "insert into streams (userId, streamKey, sealedKey, playbackName, title, description, \
     scheduledAt, thumbnail, provider) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
const INSERT_WORDS: &str = "insert or ignore into stream_words (word, streamId) \
     select w.value, s.id from json_each(?2) w, streams s where s.playbackName = ?1";
const DELETE_WORDS: &str =
    "delete from stream_words where streamId = (select id from streams where playbackName = ?1)";
const UPDATE: &str = "update streams set title = coalesce(?2, title), description = coalesce(?3, description), \
     scheduledAt = iif(?4, ?5, scheduledAt), thumbnail = iif(?6, ?7, thumbnail), featured = coalesce(?8, featured) \
     where id = ?1";
const SNAPSHOT_OF: &str = "select coalesce(snapshotOf, '') as snapshotOf from streams where id = ?1";
const NOTE_SNAPSHOT: &str = "update streams set snapshotOf = ?2 where id = ?1";
const DISCARD_SNAPSHOT: &str = "insert or ignore into discarded (objectKey) \
     select ?2 from streams where id = ?1 and snapshotOf is not null";
const DELETE: &str = "delete from streams where id = ?1";
const SEALED_KEY: &str = "select sealedKey from streams where id = ?1";
const RETIRE_KEY: &str = "insert or ignore into retired_keys (streamKey, streamId) select streamKey, id from streams where id = ?1";
const REPLACE_KEY: &str = "update streams set streamKey = ?2, sealedKey = ?3 where id = ?1";
const INDEX: &str = "update streams set status = ?2, startTime = ?3, endTime = ?4, viewerCount = ?5, \
     peakViewerCount = ?6, roomVersion = ?7 where id = ?1 and roomVersion < ?7";
/// Who a stream key, a playback name or a rotated key belongs to.
pub const FIND_BY_NAME: &str = "select id, playbackName, 'key' as found from streams where streamKey = ?1 \
     union all select id, playbackName, 'name' from streams where playbackName = ?2 \
     union all select s.id, s.playbackName, 'retired' from retired_keys r join streams s on s.id = r.streamId \
     where r.streamKey = ?1";
/// Streams that the index shows as live, after an id.
pub const LIST_LIVE: &str =
    "select id, roomVersion from streams where status = 'live' and id > ?1 order by id limit ?2";

/// What everyone may know of a stream's live input at Cloudflare Stream.
#[derive(Debug)]
pub struct InputOf {
    /// Stream's id of it.
    pub id: String,
    /// The account's playback host, with scheme.
    pub origin: String,
    /// Whether playing it takes a token.
    pub is_signed: bool,
    /// The video that the running or last broadcast is known to be.
    pub video_id: Option<String>,
}

impl InputOf {
    fn read(row: &Row) -> Result<Option<Self>, SqlFault> {
        let Some(id) = row.maybe_text("inputId")? else { return Ok(None) };
        let (origin, is_signed) = (row.text("origin")?, row.flag("signed")?);
        Ok(Some(Self { id, origin, is_signed, video_id: row.maybe_text("videoId")? }))
    }
}

/// A stream's row.
#[derive(Debug)]
pub struct StreamRow {
    /// The row's id.
    pub id: i64,
    /// Whose it is.
    pub user_id: i64,
    /// The owner's name.
    pub username: String,
    /// The name under which it is played.
    pub playback_name: String,
    /// At most 255 characters.
    pub title: String,
    /// At most 5,000 characters.
    pub description: String,
    /// Live or not, as far as the index knows.
    pub status: Status,
    /// RFC 3339.
    pub start_time: Option<String>,
    /// RFC 3339.
    pub end_time: Option<String>,
    /// RFC 3339.
    pub scheduled_at: Option<String>,
    /// Viewers now.
    pub viewer_count: u32,
    /// The most viewers at a time.
    pub peak_viewer_count: u32,
    /// Address of a picture.
    pub thumbnail: Option<String>,
    /// Whether it is among the featured ones.
    pub featured: bool,
    /// Who takes the video.
    pub provider: String,
    /// Its live input, where Cloudflare Stream takes the video.
    pub input: Option<InputOf>,
    /// The version of the snapshot that the index has.
    pub room_version: u64,
    /// The start of the broadcast that the kept picture is of, RFC 3339.
    pub snapshot_of: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
}

impl StreamRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            id: row.int("id")?,
            user_id: row.int("userId")?,
            username: row.text("username")?,
            playback_name: row.text("playbackName")?,
            title: row.text("title")?,
            description: row.text("description")?,
            status: row.word("status", Status::parse)?,
            start_time: row.maybe_text("startTime")?,
            end_time: row.maybe_text("endTime")?,
            scheduled_at: row.maybe_text("scheduledAt")?,
            viewer_count: row.count("viewerCount")?,
            peak_viewer_count: row.count("peakViewerCount")?,
            thumbnail: row.maybe_text("thumbnail")?,
            featured: row.flag("featured")?,
            provider: row.text("provider")?,
            input: InputOf::read(row)?,
            room_version: version(row)?,
            snapshot_of: row.maybe_text("snapshotOf")?,
            created_at: row.text("createdAt")?,
            updated_at: row.text("updatedAt")?,
        })
    }

    /// The row with what the room knows better.
    #[must_use]
    pub fn overlaid(self, snapshot: &Snapshot) -> Self {
        if snapshot.version <= self.room_version {
            return self;
        }
        Self {
            status: snapshot.status,
            start_time: snapshot.start_time.map(Millis::to_rfc3339),
            end_time: snapshot.end_time.map(Millis::to_rfc3339),
            viewer_count: snapshot.viewer_count,
            peak_viewer_count: snapshot.peak_viewer_count,
            ..self
        }
    }

    /// The row's position in a list of this order.
    pub fn position(&self, order: Order) -> Position {
        let text = |time: &Option<String>| Key::Text(time.clone().unwrap_or_default());
        match order {
            Order::Newest => vec![Key::Int(self.id)],
            Order::Started => vec![text(&self.start_time), Key::Int(self.id)],
            Order::Scheduled => vec![text(&self.scheduled_at), Key::Int(self.id)],
            Order::Merit => {
                let featured = i64::from(self.featured);
                vec![Key::Int(featured), Key::Int(i64::from(self.viewer_count)), Key::Int(self.id)]
            }
        }
    }
}

/// A key as it is stored.
pub struct StoredKey {
    /// The digest by which it is found.
    pub digest: String,
    /// The key, sealed for its owner.
    pub sealed: String,
}

/// How a name that a media server sent was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It is the stream's key.
    Key,
    /// It is the stream's playback name.
    Name,
    /// It was the stream's key before a rotation.
    Retired,
}

/// The stream that a name belongs to.
#[derive(Debug)]
pub struct Named {
    /// The stream's id.
    pub id: i64,
    /// The name under which it is played.
    pub playback_name: String,
    /// What the name is to it.
    pub found: Found,
}

impl Named {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        let found = row.word("found", |word| match word {
            "key" => Some(Found::Key),
            "name" => Some(Found::Name),
            "retired" => Some(Found::Retired),
            _ => None,
        })?;
        Ok(Self { id: row.int("id")?, playback_name: row.text("playbackName")?, found })
    }
}

/// A stream that the index shows as live.
#[derive(Debug)]
pub struct LiveRow {
    /// The stream's id.
    pub id: i64,
    /// The version of the snapshot that the index has.
    pub room_version: u64,
}

impl LiveRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self { id: row.int("id")?, room_version: version(row)? })
    }
}

fn version(row: &Row) -> Result<u64, SqlFault> {
    Ok(u64::try_from(row.int("roomVersion")?).unwrap_or(0))
}

fn find_sql(column: &str) -> String {
    format!(
        "select {COLUMNS} from streams s join users u on u.id = s.userId {WITH_INPUT} where s.{column} = ?1"
    )
}

/// One stream.
pub async fn find(db: &D1Database, id: i64) -> Result<Option<StreamRow>, ApiError> {
    let row = d1::first(db, &find_sql("id"), vec![id.into()]).await?;
    Ok(row.as_ref().map(StreamRow::read).transpose()?)
}

/// The streams of a list.
pub async fn list(db: &D1Database, listing: &Listing, now: Millis) -> Result<Vec<StreamRow>, ApiError> {
    let (sql, values) = queries::list(listing, now);
    let rows = d1::all(db, &sql, values).await?;
    Ok(rows.iter().map(StreamRow::read).collect::<Result<_, _>>()?)
}

/// Makes a stream, and in the same step does `more`, which finds it by its playback name.
///
/// # Errors
/// [`TokenFault::Invalid`] when the account is gone.
pub async fn insert(
    db: &D1Database,
    user_id: i64,
    new: &NewStream,
    provider: Provider,
    playback_name: &str,
    key: &StoredKey,
    more: Vec<Statement<'static>>,
) -> Result<StreamRow, ApiError> {
    let columns = vec![
        user_id.into(),
        key.digest.as_str().into(),
        key.sealed.as_str().into(),
        playback_name.into(),
        new.title.as_str().into(),
        new.description.as_str().into(),
        new.scheduled_at.into(),
        new.thumbnail.as_deref().into(),
        provider.as_str().into(),
    ];
    let find = find_sql("playbackName");
    let mut statements: Vec<Statement<'_>> =
        vec![(INSERT, columns), (INSERT_WORDS, index_words(playback_name, &new.title, &new.description))];
    statements.extend(more);
    let found = statements.len();
    statements.push((&find, vec![playback_name.into()]));
    let results = d1::batch(db, &statements).await.map_err(|fault| match fault.is_missing_reference() {
        true => ApiError::from(TokenFault::Invalid),
        false => fault.into(),
    })?;
    match d1::rows(&results, found)?.first() {
        Some(row) => Ok(StreamRow::read(row)?),
        None => Err(ApiError::caused(Problem::Internal, "the new stream was not returned")),
    }
}

fn index_words(playback_name: &str, title: &str, description: &str) -> Vec<Value> {
    let words = serde_json::json!(words(&format!("{title}\n{description}")));
    vec![playback_name.into(), words.to_string().into()]
}

/// Changes what the change names; `before` is the row as it was.
pub async fn update(
    db: &D1Database,
    before: &StreamRow,
    change: &Change,
) -> Result<Option<StreamRow>, ApiError> {
    let name = before.playback_name.as_str();
    let title = change.title.as_deref().unwrap_or(&before.title);
    let description = change.description.as_deref().unwrap_or(&before.description);
    let columns = vec![
        before.id.into(),
        change.title.as_deref().into(),
        change.description.as_deref().into(),
        change.scheduled_at.is_some().into(),
        change.scheduled_at.flatten().into(),
        change.thumbnail.is_some().into(),
        change.thumbnail.clone().flatten().into(),
        change.featured.into(),
    ];
    let find = find_sql("id");
    let statements = [
        (UPDATE, columns),
        (DELETE_WORDS, vec![name.into()]),
        (INSERT_WORDS, index_words(name, title, description)),
        (find.as_str(), vec![before.id.into()]),
    ];
    let results = d1::batch(db, &statements).await?;
    Ok(d1::rows(&results, 3)?.first().map(StreamRow::read).transpose()?)
}

/// Deletes a stream, after `first` in the same step; what belongs to it goes with it, its events stay.
pub async fn delete(db: &D1Database, id: i64, first: Statement<'static>) -> Result<(), ApiError> {
    let discard = (DISCARD_SNAPSHOT, vec![id.into(), object_key(id).into()]);
    d1::batch(db, &[first, discard, (DELETE, vec![id.into()])]).await?;
    Ok(())
}

/// The start of the broadcast that a stream's picture is of, empty when there is none; `None` without such a stream.
pub(super) async fn snapshot_of(db: &D1Database, id: i64) -> Result<Option<String>, ApiError> {
    let row = d1::first(db, SNAPSHOT_OF, vec![id.into()]).await?;
    Ok(row.map(|row| row.text("snapshotOf")).transpose()?)
}

/// Notes which broadcast a stream's picture is of.
pub(super) async fn note_snapshot(db: &D1Database, id: i64, live_since: Millis) -> Result<(), ApiError> {
    d1::run(db, NOTE_SNAPSHOT, vec![id.into(), live_since.into()]).await?;
    Ok(())
}

/// A stream's sealed key.
pub async fn sealed_key(db: &D1Database, id: i64) -> Result<Option<String>, ApiError> {
    let row = d1::first(db, SEALED_KEY, vec![id.into()]).await?;
    Ok(row.map(|row| row.text("sealedKey")).transpose()?)
}

/// Puts a new key in the place of the old one, which is remembered as retired; and in the same step does `more`.
pub async fn replace_key(
    db: &D1Database,
    id: i64,
    key: &StoredKey,
    more: Option<Statement<'static>>,
) -> Result<(), ApiError> {
    let replacement = vec![id.into(), key.digest.as_str().into(), key.sealed.as_str().into()];
    let mut statements = vec![(RETIRE_KEY, vec![id.into()]), (REPLACE_KEY, replacement)];
    statements.extend(more);
    d1::batch(db, &statements).await?;
    Ok(())
}

/// The stream that a key (by its digest) or a playback name belongs to.
pub async fn find_named(db: &D1Database, digest: &str, name: &str) -> Result<Option<Named>, ApiError> {
    let row = d1::first(db, FIND_BY_NAME, vec![digest.into(), name.into()]).await?;
    Ok(row.as_ref().map(Named::read).transpose()?)
}

/// The statement that takes a snapshot over, unless a newer one was.
pub fn index(stream_id: i64, snapshot: &Snapshot) -> d1::Statement<'static> {
    let values = vec![
        stream_id.into(),
        snapshot.status.as_str().into(),
        snapshot.start_time.into(),
        snapshot.end_time.into(),
        snapshot.viewer_count.into(),
        snapshot.peak_viewer_count.into(),
        i64::try_from(snapshot.version).unwrap_or(i64::MAX).into(),
    ];
    (INDEX, values)
}

/// Streams that the index shows as live, after an id.
pub async fn list_live(db: &D1Database, after_id: i64, limit: u32) -> Result<Vec<LiveRow>, ApiError> {
    let rows = d1::all(db, LIST_LIVE, vec![after_id.into(), limit.into()]).await?;
    Ok(rows.iter().map(LiveRow::read).collect::<Result<_, _>>()?)
}
