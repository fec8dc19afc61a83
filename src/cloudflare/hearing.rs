//! What Stream tells, by whichever way, reaches the stream's room; and what became of a video reaches the video.

use super::Desk;
use super::store::{self, InputRow};
use crate::durable_objects::stream_room::calls::{Hearing, Told};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::media;
use crate::platform::log::Level;
use crate::vod::provider;
use domain::cloudflare::address::Place;
use domain::cloudflare::video::{Stage, Video};
use domain::media::event::{EventKind, Said};
use domain::media::report::KeptEvent;
use domain::media::verdict::Verdict;
use domain::time::Millis;
use domain::wire::cloudflare::{Event, said_of};
use serde_json::json;

/// Tells a stream's room what happened to its live input. An input that is none of ours is noted and left.
///
/// # Errors
/// When the room or the database is away: to be told again.
pub async fn live(desk: &Desk<'_>, event: &Event) -> Result<Verdict, ApiError> {
    let db = desk.db()?;
    let Some(row) = store::of_input(&db, &event.input_id).await? else {
        return stray(desk, &event.said).await;
    };
    let told = tell(desk, &row, event.event_id.as_deref(), event.said.clone(), None).await?;
    if event.said.kind == EventKind::Publish && told.verdict.accepts() && told.verdict != Verdict::Late {
        store::await_recording(&db, row.stream_id, desk.now).await?;
    }
    Ok(told.verdict)
}

/// Takes in what became of a video: a recording of a stream of ours, or something that was sent to Stream.
///
/// # Errors
/// As [`live`].
pub async fn video(desk: &Desk<'_>, video: &Video) -> Result<Verdict, ApiError> {
    let row = match &video.live_input {
        Some(input_id) => store::of_input(&desk.db()?, input_id).await?,
        None => None,
    };
    match row {
        Some(row) => recording(desk, &row, video).await,
        None => sent_in(desk, video).await,
    }
}

async fn recording(desk: &Desk<'_>, row: &InputRow, video: &Video) -> Result<Verdict, ApiError> {
    if !video.is_settled() {
        return Ok(Verdict::Noted);
    }
    let told = tell(desk, row, Some(&video.event_id()), said_of(video), video.created).await?;
    provider::put_recording(&desk.db()?, row.stream_id, told.recorded, &facts(row, video)).await?;
    Ok(told.verdict)
}

/// Where the video's own address is not told, it is where all of the account's are.
fn facts<'a>(row: &'a InputRow, video: &'a Video) -> provider::Facts<'a> {
    let hls = || Place::new(&row.origin, &video.uid).hls();
    provider::Facts { url: video.hls.clone().unwrap_or_else(hls), video }
}

/// A video that was sent to Stream by way of us. Others of the account are none of ours.
async fn sent_in(desk: &Desk<'_>, video: &Video) -> Result<Verdict, ApiError> {
    let is_ours = provider::settle(&desk.db()?, video).await?;
    if !is_ours || video.stage == Stage::Failed {
        desk.log.write(
            Level::Info,
            "video of stream",
            json!({"videoId": video.uid, "state": video.state, "isOurs": is_ours}),
        );
    }
    stray(desk, &said_of(video)).await
}

async fn stray(desk: &Desk<'_>, said: &Said) -> Result<Verdict, ApiError> {
    media::keep_stray(&desk.db()?, &KeptEvent::of(said, Verdict::Noted, desk.now)).await?;
    Ok(Verdict::Noted)
}

/// Tells a stream's room. `event_id` tells repetitions.
pub(super) async fn tell(
    desk: &Desk<'_>,
    row: &InputRow,
    event_id: Option<&str>,
    said: Said,
    began_at: Option<Millis>,
) -> Result<Told, ApiError> {
    let hearing = Hearing {
        stream_id: row.stream_id,
        playback_name: Place::new(&row.origin, &row.input_id).base().to_owned(),
        key: event_id.map(|id| format!("cloudflare:{id}")),
        said,
        began_at,
    };
    let kind = hearing.said.kind;
    let told = Room::of(desk.env, row.stream_id)?.hear(hearing).await?;
    let fields = json!({
        "streamId": row.stream_id, "source": "cloudflare", "event": kind.as_str(), "verdict": told.verdict.as_str(),
    });
    desk.log.write(Level::Info, "media event", fields);
    Ok(told)
}
