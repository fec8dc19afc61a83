//! How a broadcast fares, as its owner sees it.

use crate::durable_objects::stream_room::calls::Health;
use domain::media::meter::Point;
use domain::media::session::{Publishing, Snapshot, Status};
use serde_json::{Value, json};

/// What is known of the broadcast; null is what is not.
pub(super) fn view(snapshot: &Snapshot, health: &Health) -> Value {
    let Health { publishing, interruptions, measured } = health;
    let figures = &measured.figures;
    let since = match snapshot.status {
        Status::Live => snapshot.start_time,
        Status::Ended => snapshot.end_time,
    };
    json!({
        "status": snapshot.status,
        "since": since.map(|at| at.to_rfc3339()),
        "viewerCount": snapshot.viewer_count,
        "peakViewerCount": snapshot.peak_viewer_count,
        "publishing": publishing.as_ref().map(of_publishing),
        "interruptions": interruptions,
        "bitrateBps": figures.bitrate_bps,
        "videoBitrateBps": figures.video_bitrate_bps,
        "audioBitrateBps": figures.audio_bitrate_bps,
        "width": figures.width,
        "height": figures.height,
        "frameRate": figures.frame_rate(),
        "videoCodec": figures.video_codec,
        "audioCodec": figures.audio_codec,
        "droppedFrames": figures.dropped_frames,
        "measuredAt": measured.at.map(|at| at.to_rfc3339()),
        "history": measured.history.iter().map(of_point).collect::<Vec<_>>(),
    })
}

fn of_publishing(publishing: &Publishing) -> Value {
    json!({
        "clientId": publishing.client_id,
        "since": publishing.since.map(|at| at.to_rfc3339()),
        "lastSeenAt": publishing.last_seen_at.to_rfc3339(),
        "isInterrupted": publishing.ends_at.is_some(),
        "endsAt": publishing.ends_at.map(|at| at.to_rfc3339()),
    })
}

fn of_point(point: &Point) -> Value {
    json!({"at": point.at.to_rfc3339(), "bitrateBps": point.bitrate_bps})
}
