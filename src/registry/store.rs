//! Rooms in D1.

use crate::error::ApiError;
use crate::platform::d1::{self, Statement};
use crate::platform::row::Row;
use crate::platform::value::SqlFault;
use domain::media::session::Snapshot;
use domain::registry::kind::Stage;
use domain::registry::room::{RoomId, SessionId};
use domain::registry::{Address, Place};
use domain::time::Millis;
use worker::D1Database;

/// A room that was announced is that of the next broadcast.
pub const ADOPT: &str = "update registry_rooms set startTime = ?2, wish = iif(hosted, wish, 'live') \
     where roomId = (select roomId from registry_rooms where streamId = ?1 and startTime is null \
     and wish <> 'ended' order by createdAt limit 1) and ?3 = 'live' \
     and not exists (select 1 from registry_rooms where streamId = ?1 and startTime = ?2)";
/// A broadcast that has no room yet gets one, unless its host has one of its own. That it was missed while it was on
/// air does not matter; one from before there was a registry stays without.
pub const BEGIN: &str = "insert into registry_rooms \
     (roomId, streamId, startTime, sessionId, title, chainId, contract, wish) \
     select ?4, s.id, ?2, s.playbackName || ?5, s.title, ?6, ?7, 'live' from streams s \
     where s.id = ?1 and s.roomVersion < ?8 and (?3 = 'live' or s.startTime is not ?2) \
     and length(s.playbackName) = 16 and not exists (select 1 from registry_rooms r where r.streamId = s.id \
     and (r.startTime = ?2 or (r.hosted = 1 and r.wish <> 'ended'))) on conflict do nothing";
/// A broadcast is over when its stream says so, or is on air with a later one.
pub const FINISH: &str = "update registry_rooms set wish = 'ended' where streamId = ?1 and hosted = 0 \
     and wish <> 'ended' and (startTime < ?2 or (startTime = ?2 and ?3 = 'ended'))";
const END: &str =
    "update registry_rooms set wish = 'ended' where streamId = ?1 and hosted = 0 and wish <> 'ended'";
const ANNOUNCE: &str = "insert into registry_rooms (roomId, streamId, sessionId, title, chainId, contract, wish) \
     values (?1, ?2, ?3, ?4, ?5, ?6, 'created') on conflict do nothing";
/// A room that its host signs for.
const HOST: &str = "insert into registry_rooms \
     (roomId, streamId, sessionId, title, chainId, contract, wish, reached, hosted) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1) on conflict (roomId) do update set reason = null, \
     wish = case when excluded.wish = 'ended' or (excluded.wish = 'live' and wish = 'created') \
     then excluded.wish else wish end";
/// A stream's rooms that are not as they are wished.
pub const OPEN_OF_STREAM: &str = "select r.roomId, r.startTime, r.sessionId, r.title, r.contract, r.wish, r.reached, \
     r.askedAt, s.playbackName, s.sealedKey from registry_rooms r left join streams s on s.id = r.streamId \
     where r.streamId = ?2 and r.chainId = ?1 and r.hosted = 0 and r.reason is null and r.wish <> r.reached \
     order by r.createdAt limit ?3";
/// Rooms that are not as they are wished, those first that were not asked for for the longest time.
pub const OPEN: &str = "select r.roomId, r.startTime, r.sessionId, r.title, r.contract, r.wish, r.reached, \
     r.askedAt, s.playbackName, s.sealedKey from registry_rooms r left join streams s on s.id = r.streamId \
     where r.hosted = 0 and r.reason is null and r.wish <> r.reached and r.askedAt < ?2 and r.chainId = ?1 \
     order by r.askedAt limit ?3";
const ASKED: &str = "update registry_rooms set askedAt = ?2 where roomId = ?1";
const FAIL: &str = "update registry_rooms set reason = ?2 where roomId = ?1";
/// The newest room of a stream.
pub const NEWEST: &str = "select r.roomId, r.streamId, r.sessionId, r.title, r.wish, r.reached, r.transactionHash, \
     r.reason, r.createdAt, s.playbackName from registry_rooms r join streams s on s.id = r.streamId \
     where r.streamId = ?1 order by r.createdAt desc limit 1";
/// One room.
pub const FIND: &str = "select r.roomId, r.streamId, r.sessionId, r.title, r.wish, r.reached, r.transactionHash, \
     r.reason, r.createdAt, s.playbackName from registry_rooms r left join streams s on s.id = r.streamId \
     where r.roomId = ?1";
const STREAM: &str = "select playbackName, sealedKey, title from streams where id = ?1";

/// A room's row.
#[derive(Debug)]
pub(super) struct RoomRow {
    pub(super) room: RoomId,
    pub(super) stream_id: Option<i64>,
    pub(super) session: String,
    pub(super) title: String,
    pub(super) wish: Stage,
    pub(super) reached: Stage,
    pub(super) transaction: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) created_at: String,
    pub(super) playback_name: Option<String>,
}

impl RoomRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            room: row.word("roomId", RoomId::parse)?,
            stream_id: row.maybe_int("streamId")?,
            session: row.text("sessionId")?,
            title: row.text("title")?,
            wish: row.word("wish", Stage::parse)?,
            reached: row.word("reached", Stage::parse)?,
            transaction: row.maybe_text("transactionHash")?,
            reason: row.maybe_text("reason")?,
            created_at: row.text("createdAt")?,
            playback_name: row.maybe_text("playbackName")?,
        })
    }
}

/// A room that is not as it is wished, with all that its writes need.
#[derive(Debug)]
pub(super) struct OpenRoom {
    pub(super) room: RoomId,
    pub(super) was_on_air: bool,
    pub(super) session: SessionId,
    pub(super) title: String,
    pub(super) contract: Address,
    pub(super) wish: Stage,
    pub(super) reached: Stage,
    pub(super) was_asked: bool,
    /// The stream's playback name and sealed key; `None` when it was deleted.
    pub(super) key: Option<SealedKey>,
}

/// A stream's key as it is stored.
#[derive(Debug)]
pub(super) struct SealedKey {
    pub(super) playback_name: String,
    pub(super) sealed: String,
}

impl OpenRoom {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        let key = match (row.maybe_text("playbackName")?, row.maybe_text("sealedKey")?) {
            (Some(playback_name), Some(sealed)) => Some(SealedKey { playback_name, sealed }),
            _ => None,
        };
        Ok(Self {
            room: row.word("roomId", RoomId::parse)?,
            was_on_air: row.maybe_text("startTime")?.is_some(),
            session: row.word("sessionId", SessionId::parse)?,
            title: row.text("title")?,
            contract: row.word("contract", |text| text.parse().ok())?,
            wish: row.word("wish", Stage::parse)?,
            reached: row.word("reached", Stage::parse)?,
            was_asked: !row.text("askedAt")?.is_empty(),
            key,
        })
    }
}

/// What a room is made of, of a stream that is there.
#[derive(Debug)]
pub(super) struct StreamFacts {
    pub(super) key: SealedKey,
    pub(super) title: String,
}

/// The statements that note what a snapshot means for a stream's rooms.
pub fn follow(
    place: Place,
    room: RoomId,
    stream_id: i64,
    start: Millis,
    snapshot: &Snapshot,
) -> Vec<Statement<'static>> {
    let about = || vec![stream_id.into(), start.into(), snapshot.status.as_str().into()];
    let mut begin = about();
    begin.extend([
        room.to_string().into(),
        hex::encode(start.0.to_be_bytes()).into(),
        chain_id(place).into(),
        place.contract.to_string().into(),
        i64::try_from(snapshot.version).unwrap_or(i64::MAX).into(),
    ]);
    vec![(ADOPT, about()), (BEGIN, begin), (FINISH, about())]
}

fn chain_id(place: Place) -> i64 {
    i64::try_from(place.chain_id).unwrap_or(i64::MAX)
}

/// Notes a room that is to be there before its broadcast.
pub(super) async fn announce(
    db: &D1Database,
    place: Place,
    room: RoomId,
    stream_id: i64,
    session: SessionId,
    title: &str,
) -> Result<(), ApiError> {
    let values = vec![
        room.to_string().into(),
        stream_id.into(),
        session.to_string().into(),
        title.into(),
        chain_id(place).into(),
        place.contract.to_string().into(),
    ];
    d1::run(db, ANNOUNCE, values).await?;
    Ok(())
}

/// A room that its host signs for.
pub(super) struct HostedRoom<'a> {
    pub(super) room: RoomId,
    pub(super) stream_id: Option<i64>,
    pub(super) session: SessionId,
    pub(super) title: &'a str,
    /// How far its host wants it.
    pub(super) wish: Stage,
    /// How far it is.
    pub(super) reached: Stage,
}

/// Notes a room that its host signs for, or, when it is known, how far its host wants it.
pub(super) async fn host(db: &D1Database, place: Place, room: &HostedRoom<'_>) -> Result<(), ApiError> {
    let values = vec![
        room.room.to_string().into(),
        room.stream_id.into(),
        room.session.to_string().into(),
        room.title.into(),
        chain_id(place).into(),
        place.contract.to_string().into(),
        room.wish.as_str().into(),
        room.reached.as_str().into(),
    ];
    d1::run(db, HOST, values).await?;
    Ok(())
}

/// Wishes all rooms of a stream to be over.
pub(super) async fn end(db: &D1Database, stream_id: i64) -> Result<(), ApiError> {
    d1::run(db, END, vec![stream_id.into()]).await?;
    Ok(())
}

/// The rooms of a stream that are not as they are wished.
pub(super) async fn open_of_stream(
    db: &D1Database,
    place: Place,
    stream_id: i64,
    limit: u32,
) -> Result<Vec<OpenRoom>, ApiError> {
    let rows =
        d1::all(db, OPEN_OF_STREAM, vec![chain_id(place).into(), stream_id.into(), limit.into()]).await?;
    Ok(rows.iter().map(OpenRoom::read).collect::<Result<_, _>>()?)
}

/// Rooms that are not as they are wished, and were not asked for since `before`.
pub(super) async fn open(
    db: &D1Database,
    place: Place,
    before: Millis,
    limit: u32,
) -> Result<Vec<OpenRoom>, ApiError> {
    let rows = d1::all(db, OPEN, vec![chain_id(place).into(), before.into(), limit.into()]).await?;
    Ok(rows.iter().map(OpenRoom::read).collect::<Result<_, _>>()?)
}

/// Notes that the sender was asked for what is wished of a room.
pub(super) async fn asked(db: &D1Database, room: RoomId, now: Millis) -> Result<(), ApiError> {
    d1::run(db, ASKED, vec![room.to_string().into(), now.into()]).await?;
    Ok(())
}

/// Notes why a room gets no further.
pub(super) async fn fail(db: &D1Database, room: RoomId, reason: &str) -> Result<(), ApiError> {
    d1::run(db, FAIL, vec![room.to_string().into(), reason.into()]).await?;
    Ok(())
}

/// The newest room of a stream.
pub(super) async fn newest(db: &D1Database, stream_id: i64) -> Result<Option<RoomRow>, ApiError> {
    let row = d1::first(db, NEWEST, vec![stream_id.into()]).await?;
    Ok(row.as_ref().map(RoomRow::read).transpose()?)
}

/// One room.
pub(super) async fn find(db: &D1Database, room: RoomId) -> Result<Option<RoomRow>, ApiError> {
    let row = d1::first(db, FIND, vec![room.to_string().into()]).await?;
    Ok(row.as_ref().map(RoomRow::read).transpose()?)
}

/// What a room of a stream is made of.
pub(super) async fn stream(db: &D1Database, stream_id: i64) -> Result<Option<StreamFacts>, ApiError> {
    let Some(row) = d1::first(db, STREAM, vec![stream_id.into()]).await? else { return Ok(None) };
    let key = SealedKey { playback_name: row.text("playbackName")?, sealed: row.text("sealedKey")? };
    Ok(Some(StreamFacts { key, title: row.text("title")? }))
}
