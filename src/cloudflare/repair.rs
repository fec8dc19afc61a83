//! Webhooks get lost. Once a minute Stream itself is asked how things stand, and what we have is put right.

use super::api::Fault;
use super::store::{self, InputRow};
use super::{Desk, calls, hearing};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::platform::log::Level;
use crate::vod::provider;
use domain::cloudflare::live_input::LiveInput;
use domain::cloudflare::state::Phase;
use domain::cloudflare::video::{Stage, Video};
use domain::media::event::{Client, EventKind, Said, Source};
use domain::media::session::{Snapshot, Status};
use domain::time::Millis;
use serde_json::json;
use std::collections::BTreeMap;

/// Live inputs and videos that one run asks about: two calls each, of 1,200 that the platform allows in five minutes.
const PER_RUN: u32 = 50;
/// A broadcast that made no video by then never will: it came by WebRTC.
const NO_VIDEO_MS: i64 = 600_000;

/// Broadcasts that run at Stream and not here; says how many there were.
///
/// # Errors
/// When Stream or the database is away; so in what follows.
pub async fn find_running(desk: &Desk<'_>) -> Result<usize, ApiError> {
    let db = desk.db()?;
    let mut found = 0;
    for video in calls::running(desk).await?.iter().filter(|video| video.stage == Stage::Live) {
        let Some(input_id) = &video.live_input else { continue };
        if let Some(row) = store::of_input(&db, input_id).await?.filter(|row| row.awaited_since.is_none()) {
            store::await_recording(&db, row.stream_id, desk.now).await?;
            found += 1;
        }
    }
    Ok(found)
}

/// Looks at the live inputs with a broadcast that is on or whose recording is awaited; says how many.
pub async fn look_at_awaited(desk: &Desk<'_>) -> Result<usize, ApiError> {
    let rows = store::awaited(&desk.db()?, PER_RUN).await?;
    for row in &rows {
        store::note_check(&desk.db()?, row.stream_id, desk.now).await?;
        match look_at(desk, row).await {
            Err(error) if matches!(error.problem, domain::problem::Problem::Away { .. }) => {
                return Err(error);
            }
            Err(error) => {
                let fields = json!({"streamId": row.stream_id, "cause": error.cause});
                desk.log.write(Level::Error, "live input not looked at", fields);
            }
            Ok(()) => {}
        }
    }
    Ok(rows.len())
}

async fn look_at(desk: &Desk<'_>, row: &InputRow) -> Result<(), ApiError> {
    let input = match calls::input(desk, &row.input_id).await {
        Ok(input) => Some(input),
        Err(Fault::NotFound) => None,
        Err(fault) => return Err(fault.into()),
    };
    let videos = match calls::videos_of(desk, &row.input_id).await {
        Ok(videos) => videos,
        Err(Fault::NotFound) => Vec::new(),
        Err(fault) => return Err(fault.into()),
    };
    if let Some(input) = &input {
        put_right(desk, row, input, &videos).await?;
    }
    for video in videos.iter().filter(|video| video.is_settled()) {
        if !provider::is_known(&desk.db()?, video).await? {
            hearing::video(desk, video).await?;
        }
    }
    if is_over(desk, row, &videos).await? {
        store::settle(&desk.db()?, row).await?;
    }
    Ok(())
}

/// What the room has otherwise than Stream, it is told.
async fn put_right(
    desk: &Desk<'_>,
    row: &InputRow,
    input: &LiveInput,
    videos: &[Video],
) -> Result<(), ApiError> {
    let running = videos.iter().find(|video| video.stage == Stage::Live).map(|video| video.uid.as_str());
    store::note_state(&desk.db()?, row.stream_id, &input.state, running).await?;
    if input.is_enabled != row.is_enabled {
        calls::set_enabled(desk, &row.input_id, row.is_enabled).await?;
    }
    let snapshot = Room::of(desk.env, row.stream_id)?.show().await?.snapshot;
    let window_ms = desk.config.rules.reconnect_window_ms;
    let Some(kind) = correction(row, input, &snapshot, window_ms, desk.now) else { return Ok(()) };
    let since = input.state.since.map(Millis::to_rfc3339).unwrap_or_default();
    let event_id = format!("{}:asked:{}:{since}", row.input_id, kind.as_str());
    let said = said(row, input, kind);
    hearing::tell(desk, row, Some(&event_id).filter(|_| !since.is_empty()).map(String::as_str), said, None)
        .await?;
    Ok(())
}

/// What the room has to be told. An end is left to the webhook while that may still be on its way, and a beginning from
/// before the room's end is none.
fn correction(
    row: &InputRow,
    input: &LiveInput,
    snapshot: &Snapshot,
    window_ms: i64,
    now: Millis,
) -> Option<EventKind> {
    let since = input.state.since;
    match (input.state.phase, snapshot.status) {
        (Phase::On, Status::Ended) if row.is_enabled => {
            let is_new = since.is_none() || since > snapshot.end_time;
            is_new.then_some(EventKind::Publish)
        }
        (Phase::Off, Status::Live) => {
            let is_late = since.is_none_or(|since| now.since(since) > window_ms.min(30_000));
            let is_of_this = since.is_none() || since >= snapshot.start_time;
            (is_late && is_of_this).then_some(EventKind::PublishDone)
        }
        _ => None,
    }
}

fn said(row: &InputRow, input: &LiveInput, kind: EventKind) -> Said {
    let fields = [("inputId", row.input_id.as_str()), ("via", "asked"), ("state", input.state.word.as_str())];
    Said {
        source: Source::Cloudflare,
        kind,
        client: Some(Client::new(row.input_id.as_str())),
        sent_at: input.state.since,
        viewers: None,
        figures: None,
        fields: BTreeMap::from(fields.map(|(name, value)| (name.to_owned(), value.to_owned()))),
    }
}

/// Whether nothing is to be expected any more: no broadcast, and every video has come to its end.
async fn is_over(desk: &Desk<'_>, row: &InputRow, videos: &[Video]) -> Result<bool, ApiError> {
    if Room::of(desk.env, row.stream_id)?.show().await?.snapshot.status == Status::Live {
        return Ok(false);
    }
    let since = row.awaited_since.as_deref().and_then(Millis::from_rfc3339).unwrap_or(desk.now);
    let waited_ms = desk.now.since(since);
    let has_new =
        videos.iter().any(|video| video.created.is_none_or(|created| created.plus(60_000) >= since));
    let are_settled = videos.iter().all(|video| video.is_settled() || video.stage == Stage::Unknown);
    let is_given_up = waited_ms > desk.config.vod.recording_wait_ms;
    Ok(is_given_up || (are_settled && (has_new || waited_ms > NO_VIDEO_MS)))
}

/// Looks at the videos that somebody sends to Stream by way of us; says how many.
pub async fn look_at_uploads(desk: &Desk<'_>) -> Result<usize, ApiError> {
    let db = desk.db()?;
    let waiting = provider::waiting(&db, PER_RUN).await?;
    for video_id in &waiting {
        match calls::video(desk, video_id).await {
            Ok(video) => {
                provider::settle(&db, &video).await?;
            }
            Err(Fault::NotFound) => provider::lose(&db, video_id).await?,
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(waiting.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::cloudflare::state::State;

    fn row() -> InputRow {
        InputRow {
            stream_id: 7,
            user_id: 1,
            title: String::new(),
            is_live: false,
            start_time: None,
            input_id: "f256".into(),
            rtmps_url: String::new(),
            sealed_ingest: String::new(),
            origin: String::new(),
            is_signed: false,
            is_enabled: true,
            warnings: String::new(),
            video_id: None,
            awaited_since: None,
        }
    }

    fn input(phase: Phase, since: Option<i64>) -> LiveInput {
        let state = State { word: String::new(), phase, since: since.map(Millis) };
        LiveInput { uid: "f256".into(), ingest: None, origin: None, is_enabled: true, state, reference: None }
    }

    fn snapshot(status: Status, start: Option<i64>, end: Option<i64>) -> Snapshot {
        Snapshot { status, start_time: start.map(Millis), end_time: end.map(Millis), ..Snapshot::default() }
    }

    #[test]
    fn a_room_is_told_only_what_it_has_otherwise() {
        let (live, ended) =
            (snapshot(Status::Live, Some(1_000), None), snapshot(Status::Ended, Some(1_000), Some(5_000)));
        let (begun, done) = (Some(EventKind::Publish), Some(EventKind::PublishDone));
        for (phase, since, snapshot, now, want) in [
            (Phase::On, Some(9_000), &ended, 10_000, begun),
            (Phase::On, Some(4_000), &ended, 10_000, None),
            (Phase::On, None, &ended, 10_000, begun),
            (Phase::On, Some(9_000), &live, 10_000, None),
            (Phase::Off, Some(2_000), &live, 60_000, done),
            (Phase::Off, Some(2_000), &live, 10_000, None),
            (Phase::Off, Some(500), &live, 60_000, None),
            (Phase::Off, None, &live, 10_000, done),
            (Phase::Off, Some(2_000), &ended, 60_000, None),
            (Phase::Unknown, Some(2_000), &live, 60_000, None),
            (Phase::Unknown, None, &ended, 60_000, None),
        ] {
            let got = correction(&row(), &input(phase, since), snapshot, 20_000, Millis(now));
            assert_eq!(got, want, "{phase:?} {since:?} {now}");
        }
        let closed = InputRow { is_enabled: false, ..row() };
        assert_eq!(correction(&closed, &input(Phase::On, Some(9_000)), &ended, 20_000, Millis(10_000)), None);
    }
}
