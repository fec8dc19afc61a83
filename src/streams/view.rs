//! A stream as clients see it.

use super::store::StreamRow;
use crate::config::Config;
use domain::media::session::Status;
use domain::secret::Secret;
use serde_json::{Value, json};

/// What everyone may see. The key is no part of it.
pub(super) fn stream(config: &Config, row: &StreamRow) -> Value {
    json!({
        "id": row.id,
        "userId": row.user_id,
        "username": row.username,
        "title": row.title,
        "description": row.description,
        "status": row.status,
        "startTime": row.start_time,
        "endTime": row.end_time,
        "scheduledAt": row.scheduled_at,
        "viewerCount": row.viewer_count,
        "peakViewerCount": row.peak_viewer_count,
        "thumbnail": row.thumbnail,
        "featured": row.featured,
        "provider": row.provider,
        "playback": {"hls": hls(config, row)},
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
    })
}

/// What its owner sees besides.
pub(super) fn owners_stream(config: &Config, row: &StreamRow, key: &Secret) -> Value {
    let mut view = stream(config, row);
    if let (Some(view), Value::Object(key)) = (view.as_object_mut(), ingest(config, key)) {
        view.extend(key);
    }
    view
}

/// Where and with what to publish. For the owner only.
pub(super) fn ingest(config: &Config, key: &Secret) -> Value {
    json!({
        "streamKey": key.expose(),
        "ingest": {"rtmpUrl": config.ingest_rtmp_url, "streamKey": key.expose()},
    })
}

/// Where to watch; `vod_id` is the recording of the last broadcast.
pub(super) fn playback(config: &Config, row: &StreamRow, vod_id: Option<i64>) -> Value {
    match (row.status, vod_id) {
        (Status::Live, _) => json!({"status": row.status, "hls": hls(config, row)}),
        (Status::Ended, Some(vod_id)) => json!({"status": row.status, "vodId": vod_id}),
        (Status::Ended, None) => json!({"status": row.status}),
    }
}

fn hls(config: &Config, row: &StreamRow) -> String {
    config.playback_hls_url.replace("{name}", &row.playback_name)
}
