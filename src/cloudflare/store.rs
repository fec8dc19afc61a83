//! Live inputs in D1, and what is to be removed at Stream.

use crate::error::ApiError;
use crate::platform::d1::{self, Statement};
use crate::platform::row::Row;
use crate::platform::value::SqlFault;
use domain::cloudflare::state::State;
use domain::time::Millis;
use serde_json::json;
use worker::D1Database;

const INSERT: &str = "insert into live_inputs (streamId, inputId, rtmpsUrl, sealedIngest, origin, signed, warnings) \
     select id, ?2, ?3, ?4, ?5, ?6, ?7 from streams where playbackName = ?1";
const REPLACE_INGEST: &str = "update live_inputs set rtmpsUrl = ?2, sealedIngest = ?3 where streamId = ?1";
const SET_SIGNED: &str = "update live_inputs set signed = ?2, warnings = ?3 where streamId = ?1";
/// The clock sees to what is awaited, and so to this.
const CLOSE: &str =
    "update live_inputs set enabled = 0, awaitedSince = coalesce(awaitedSince, ?2) where streamId = ?1";
const AWAIT: &str =
    "update live_inputs set awaitedSince = coalesce(awaitedSince, ?2), videoId = null where streamId = ?1";
const NOTE_STATE: &str = "update live_inputs set state = ?2, stateSince = ?3, videoId = coalesce(?4, videoId) \
     where streamId = ?1";
const NOTE_VIDEO: &str = "update live_inputs set videoId = ?2 where streamId = ?1";
const NOTE_CHECK: &str = "update live_inputs set checkedAt = ?2 where streamId = ?1";
const SETTLE: &str = "update live_inputs set awaitedSince = null where streamId = ?1 and awaitedSince = ?2";
const COLUMNS: &str = "l.streamId, l.inputId, l.rtmpsUrl, l.sealedIngest, l.origin, l.signed, l.enabled, l.warnings, \
     l.videoId, l.awaitedSince, s.userId, s.title, s.status, s.startTime from live_inputs l join streams s on s.id = l.streamId";
/// The stream to which a live input, or the video of one, belongs.
pub const FIND_SESSION: &str = "select streamId, 0 as isRecording from live_inputs where inputId = ?1 \
     union all select streamId, 0 from live_inputs where videoId = ?1 \
     union all select streamId, 1 from videos where providerId = ?1 and streamId is not null";
/// Live inputs with a broadcast that is on, or whose recording is awaited: those first that were not looked at longest.
pub const AWAITED: &str = "where l.awaitedSince is not null order by l.checkedAt limit ?1";

const NOTE_DEBRIS: &str = "insert or ignore into stream_debris (kind, name) values (?1, ?2)";
const DISCARD_INPUT: &str = "insert or ignore into stream_debris (kind, name) \
     select 'input', inputId from live_inputs where streamId = ?1";
const STRIKE_DEBRIS: &str = "delete from stream_debris where kind = ?1 and name = ?2";
const FINISH_DEBRIS: &str = "update stream_debris set doneAt = ?3 where kind = ?1 and name = ?2";
/// What is left to be removed since before a time.
pub const DEBRIS: &str =
    "select kind, name from stream_debris where doneAt is null and since < ?1 order by since limit ?2";
const FORGET_DEBRIS: &str = "delete from stream_debris where doneAt is not null and doneAt < ?1";

/// A live input's row, with what matters of its stream.
#[derive(Clone, Debug)]
pub struct InputRow {
    /// The stream that it takes the video for.
    pub stream_id: i64,
    /// Whose that is.
    pub user_id: i64,
    /// The stream's title.
    pub title: String,
    /// Whether the stream is live, as far as the index knows.
    pub is_live: bool,
    /// When its last broadcast began, RFC 3339.
    pub start_time: Option<String>,
    /// Stream's id of it.
    pub input_id: String,
    /// Where to publish by RTMPS.
    pub rtmps_url: String,
    /// The other addresses to publish to, sealed.
    pub sealed_ingest: String,
    /// The account's playback host, with scheme.
    pub origin: String,
    /// Whether playing it takes a token.
    pub is_signed: bool,
    /// Whether encoders are to be let in.
    pub is_enabled: bool,
    /// What Stream did not take of what it was asked for: a JSON list.
    pub warnings: String,
    /// The video that the last broadcast is known to be.
    pub video_id: Option<String>,
    /// Since when a recording is awaited, as it is stored.
    pub awaited_since: Option<String>,
}

impl InputRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            stream_id: row.int("streamId")?,
            user_id: row.int("userId")?,
            title: row.text("title")?,
            is_live: row.text("status")? == "live",
            start_time: row.maybe_text("startTime")?,
            input_id: row.text("inputId")?,
            rtmps_url: row.text("rtmpsUrl")?,
            sealed_ingest: row.text("sealedIngest")?,
            origin: row.text("origin")?,
            is_signed: row.flag("signed")?,
            is_enabled: row.flag("enabled")?,
            warnings: row.text("warnings")?,
            video_id: row.maybe_text("videoId")?,
            awaited_since: row.maybe_text("awaitedSince")?,
        })
    }
}

/// A live input to be kept.
#[derive(Debug)]
pub struct NewInput<'a> {
    /// Stream's id of it.
    pub input_id: &'a str,
    /// Where to publish by RTMPS.
    pub rtmps_url: &'a str,
    /// The other addresses to publish to, sealed.
    pub sealed_ingest: &'a str,
    /// The account's playback host, with scheme.
    pub origin: &'a str,
    /// Whether playing it takes a token.
    pub is_signed: bool,
    /// What Stream did not take.
    pub warnings: &'a [String],
}

/// The statements that keep a live input with the stream of this playback name, and strike the note of its making.
pub fn insert(playback_name: &str, new: &NewInput<'_>, reference: &str) -> Vec<Statement<'static>> {
    let values = vec![
        playback_name.into(),
        new.input_id.into(),
        new.rtmps_url.into(),
        new.sealed_ingest.into(),
        new.origin.into(),
        new.is_signed.into(),
        json!(new.warnings).to_string().into(),
    ];
    vec![(INSERT, values), (STRIKE_DEBRIS, vec!["reference".into(), reference.into()])]
}

/// The statement that replaces where to publish.
pub fn replace_ingest(stream_id: i64, rtmps_url: &str, sealed_ingest: &str) -> Statement<'static> {
    (REPLACE_INGEST, vec![stream_id.into(), rtmps_url.into(), sealed_ingest.into()])
}

/// The statement that notes a stream's live input, to be removed at Stream.
pub fn discard_input(stream_id: i64) -> Statement<'static> {
    (DISCARD_INPUT, vec![stream_id.into()])
}

async fn first(
    db: &D1Database,
    rest: &str,
    key: crate::platform::value::Value,
) -> Result<Option<InputRow>, ApiError> {
    let row = d1::first(db, &format!("select {COLUMNS} {rest}"), vec![key]).await?;
    Ok(row.as_ref().map(InputRow::read).transpose()?)
}

/// The live input of a stream.
pub async fn of_stream(db: &D1Database, stream_id: i64) -> Result<Option<InputRow>, ApiError> {
    first(db, "where l.streamId = ?1", stream_id.into()).await
}

/// The live input that Stream calls so.
pub async fn of_input(db: &D1Database, input_id: &str) -> Result<Option<InputRow>, ApiError> {
    first(db, "where l.inputId = ?1", input_id.into()).await
}

/// The stream of a session, which may be named by its live input or by a video, and whether that is a recording.
pub async fn find_session(db: &D1Database, session_id: &str) -> Result<Option<(i64, bool)>, ApiError> {
    let row = d1::first(db, FIND_SESSION, vec![session_id.into()]).await?;
    Ok(row.map(|row| Ok::<_, SqlFault>((row.int("streamId")?, row.flag("isRecording")?))).transpose()?)
}

/// Notes how a live input is to be played, and what Stream did not take of that.
pub async fn set_signed(
    db: &D1Database,
    stream_id: i64,
    is_signed: bool,
    warnings: &[String],
) -> Result<(), ApiError> {
    let values = vec![stream_id.into(), is_signed.into(), json!(warnings).to_string().into()];
    d1::run(db, SET_SIGNED, values).await?;
    Ok(())
}

/// Lets no encoder in any more.
pub async fn close(db: &D1Database, stream_id: i64, now: Millis) -> Result<(), ApiError> {
    d1::run(db, CLOSE, vec![stream_id.into(), now.into()]).await?;
    Ok(())
}

/// A broadcast began: its recording is awaited.
pub async fn await_recording(db: &D1Database, stream_id: i64, now: Millis) -> Result<(), ApiError> {
    d1::run(db, AWAIT, vec![stream_id.into(), now.into()]).await?;
    Ok(())
}

/// Notes Stream's word on an encoder, and which video the broadcast is.
pub async fn note_state(
    db: &D1Database,
    stream_id: i64,
    state: &State,
    video_id: Option<&str>,
) -> Result<(), ApiError> {
    let values = vec![stream_id.into(), state.word.as_str().into(), state.since.into(), video_id.into()];
    d1::run(db, NOTE_STATE, values).await?;
    Ok(())
}

/// Notes which video the running broadcast is.
pub async fn note_video(db: &D1Database, stream_id: i64, video_id: &str) -> Result<(), ApiError> {
    d1::run(db, NOTE_VIDEO, vec![stream_id.into(), video_id.into()]).await?;
    Ok(())
}

/// Notes that Stream was asked.
pub async fn note_check(db: &D1Database, stream_id: i64, now: Millis) -> Result<(), ApiError> {
    d1::run(db, NOTE_CHECK, vec![stream_id.into(), now.into()]).await?;
    Ok(())
}

/// Nothing is awaited any more, unless a broadcast began meanwhile.
pub async fn settle(db: &D1Database, row: &InputRow) -> Result<(), ApiError> {
    d1::run(db, SETTLE, vec![row.stream_id.into(), row.awaited_since.as_deref().into()]).await?;
    Ok(())
}

/// Live inputs that are to be looked at.
pub async fn awaited(db: &D1Database, limit: u32) -> Result<Vec<InputRow>, ApiError> {
    let rows = d1::all(db, &format!("select {COLUMNS} {AWAITED}"), vec![limit.into()]).await?;
    Ok(rows.iter().map(InputRow::read).collect::<Result<_, _>>()?)
}

/// What there is to remove at Stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Debris {
    /// A live input.
    Input,
    /// A live input of which only our reference is known.
    Reference,
    /// A video.
    Video,
}

impl Debris {
    const ALL: [Self; 3] = [Self::Input, Self::Reference, Self::Video];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Reference => "reference",
            Self::Video => "video",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Notes something to be removed.
pub async fn note_debris(db: &D1Database, kind: Debris, name: &str) -> Result<(), ApiError> {
    d1::run(db, NOTE_DEBRIS, vec![kind.as_str().into(), name.into()]).await?;
    Ok(())
}

/// It is removed.
pub async fn finish_debris(db: &D1Database, kind: Debris, name: &str, now: Millis) -> Result<(), ApiError> {
    d1::run(db, FINISH_DEBRIS, vec![kind.as_str().into(), name.into(), now.into()]).await?;
    Ok(())
}

/// What is left since before a time.
pub async fn debris(db: &D1Database, since: Millis, limit: u32) -> Result<Vec<(Debris, String)>, ApiError> {
    let rows = d1::all(db, DEBRIS, vec![since.into(), limit.into()]).await?;
    let read = |row: &Row| Ok((row.word("kind", Debris::parse)?, row.text("name")?));
    Ok(rows.iter().map(read).collect::<Result<_, SqlFault>>()?)
}

/// Drops the notes of what was removed before a time.
pub async fn forget_debris(db: &D1Database, before: Millis) -> Result<usize, ApiError> {
    Ok(d1::run(db, FORGET_DEBRIS, vec![before.into()]).await?)
}
