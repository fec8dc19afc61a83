//! Videos that Cloudflare Stream has: the recordings that it made, and what people sent it by way of us.

use super::store::int;
use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::value::{SqlFault, Value};
use domain::cloudflare::video::{Stage, Video};
use domain::problem::{Problem, TokenFault};
use domain::time::Millis;
use domain::vod::Status;
use worker::D1Database;

/// What an HLS playlist is.
const CONTENT_TYPE: &str = "application/vnd.apple.mpegurl";
/// One broadcast, one video: should Stream have made two of it, the second belongs to the stream alone. What its owner
/// removed does not come back.
pub const PUT_RECORDING: &str = "insert into videos (streamId, userId, title, providerId, broadcastStart, status, reason, source, \
     url, contentType, size, durationMs, width, height, thumbnail, signed) \
     select s.id, s.userId, s.title, ?2, \
     iif(exists (select 1 from videos v where v.streamId = s.id and v.broadcastStart = ?3), null, ?3), \
     ?4, ?5, 'cloudflare', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 from streams s \
     where s.id = ?1 and not exists (select 1 from stream_debris where kind = 'video' and name = ?2) \
     on conflict (providerId) where providerId is not null do update set status = ?4, reason = ?5, url = ?6, size = ?8, \
     durationMs = ?9, width = ?10, height = ?11, thumbnail = ?12, signed = ?13 where videos.status <> 'ready'";
const INSERT: &str = "insert into videos (streamId, userId, title, private, providerId, status, source) \
     values (?1, ?2, ?3, ?4, ?5, ?6, 'cloudflare') returning id";
const SETTLE: &str = "update videos set status = ?2, reason = ?3, url = ?4, contentType = ?5, size = ?6, durationMs = ?7, \
     width = ?8, height = ?9, thumbnail = ?10, signed = ?11 where providerId = ?1 and status in ('uploading', 'processing')";
const LOSE: &str =
    "update videos set status = 'failed', reason = ?2 where providerId = ?1 and status <> 'ready'";
/// Whether the end of a video is known, be it that it was removed.
pub const IS_KNOWN: &str = "select 1 as known from videos where providerId = ?1 and status in ('ready', 'failed') \
     union all select 1 from stream_debris where kind = 'video' and name = ?1";
/// Videos that are on their way at Stream, those first that were not looked at longest.
pub const WAITING: &str = "select providerId from videos indexed by videos_at_provider \
     where providerId is not null and status in ('uploading', 'processing') order by updatedAt limit ?1";
/// The recording of a broadcast.
pub const RECORDING: &str = "select providerId, signed from videos where streamId = ?1 and broadcastStart = ?2 \
     and status = 'ready' and providerId is not null";

/// What is known of a recording.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Where it is played.
    pub url: String,
    /// The rest.
    pub video: &'a Video,
}

/// The columns that follow from what Stream says: status, reason, url, content type, size, duration, width, height,
/// thumbnail, signed.
fn columns(status: Status, url: Option<&str>, video: &Video) -> Vec<Value> {
    let is_ready = status == Status::Ready;
    vec![
        status.as_str().into(),
        video.reason.as_deref().filter(|_| status == Status::Failed).into(),
        url.filter(|_| is_ready).into(),
        is_ready.then_some(CONTENT_TYPE).into(),
        video.size_bytes.map(int).into(),
        video.duration_ms.map(int).into(),
        video.width.into(),
        video.height.into(),
        video.thumbnail.as_deref().filter(|_| is_ready).into(),
        video.is_signed.into(),
    ]
}

/// Keeps what became of a broadcast's recording; `start` is when the broadcast began, where that is known.
///
/// # Errors
/// When the database is away; so in what follows.
pub async fn put_recording(
    db: &D1Database,
    stream_id: i64,
    start: Option<Millis>,
    facts: &Facts<'_>,
) -> Result<(), ApiError> {
    d1::run(db, PUT_RECORDING, put_values(stream_id, start, &facts.url, facts.video)).await?;
    Ok(())
}

/// The parameters of [`PUT_RECORDING`].
pub fn put_values(stream_id: i64, start: Option<Millis>, url: &str, video: &Video) -> Vec<Value> {
    let status = if video.stage == Stage::Ready { Status::Ready } else { Status::Failed };
    let mut values = vec![stream_id.into(), video.uid.as_str().into(), start.into()];
    values.extend(columns(status, Some(url), video));
    values
}

/// A video to be made that Stream gets.
#[derive(Debug)]
pub struct NewVideo<'a> {
    /// The stream that it belongs to.
    pub stream_id: Option<i64>,
    /// Whose it is.
    pub user_id: i64,
    /// Its title.
    pub title: &'a str,
    /// Whether only its owner finds it.
    pub is_private: bool,
    /// Stream's id of it.
    pub provider_id: &'a str,
    /// How far it is.
    pub status: Status,
}

/// Makes a video that is on its way to Stream; answers its id.
///
/// # Errors
/// [`TokenFault::Invalid`] when the account is gone.
pub async fn insert(db: &D1Database, new: &NewVideo<'_>) -> Result<i64, ApiError> {
    let values = vec![
        new.stream_id.into(),
        new.user_id.into(),
        new.title.into(),
        new.is_private.into(),
        new.provider_id.into(),
        new.status.as_str().into(),
    ];
    let row = d1::first(db, INSERT, values).await.map_err(|fault| match fault.is_missing_reference() {
        true => ApiError::from(TokenFault::Invalid),
        false => fault.into(),
    })?;
    let nothing = || ApiError::caused(Problem::Internal, "the new video was not returned");
    Ok(row.ok_or_else(nothing)?.int("id")?)
}

/// Takes over how far a video is that somebody sent; `false` when there is none that waits.
pub async fn settle(db: &D1Database, video: &Video) -> Result<bool, ApiError> {
    let status = match video.stage {
        Stage::Awaited => Status::Uploading,
        // Without an address it cannot be watched: whoever asks Stream for it gets one.
        Stage::Ready if video.hls.is_some() => Status::Ready,
        Stage::Ready | Stage::Working | Stage::Live | Stage::Unknown => Status::Processing,
        Stage::Failed => Status::Failed,
    };
    let mut values = vec![video.uid.as_str().into()];
    values.extend(columns(status, video.hls.as_deref(), video));
    Ok(d1::run(db, SETTLE, values).await? > 0)
}

/// Stream does not have it any more.
pub async fn lose(db: &D1Database, provider_id: &str) -> Result<(), ApiError> {
    let reason = "Cloudflare Stream does not have it: the upload never came, or it was removed there";
    d1::run(db, LOSE, vec![provider_id.into(), reason.into()]).await?;
    Ok(())
}

/// Whether nothing new can be learnt of a video.
pub async fn is_known(db: &D1Database, video: &Video) -> Result<bool, ApiError> {
    Ok(d1::first(db, IS_KNOWN, vec![video.uid.as_str().into()]).await?.is_some())
}

/// Videos that are on their way.
pub async fn waiting(db: &D1Database, limit: u32) -> Result<Vec<String>, ApiError> {
    let rows = d1::all(db, WAITING, vec![limit.into()]).await?;
    Ok(rows.iter().map(|row| row.text("providerId")).collect::<Result<_, SqlFault>>()?)
}

/// The finished recording that Stream has of a broadcast: its id there, and whether playing it takes a token.
pub async fn recording_of(
    db: &D1Database,
    stream_id: i64,
    start: &str,
) -> Result<Option<(String, bool)>, ApiError> {
    let Some(row) = d1::first(db, RECORDING, vec![stream_id.into(), start.into()]).await? else {
        return Ok(None);
    };
    Ok(Some((row.text("providerId")?, row.flag("signed")?)))
}
