//! A stream as clients see it.

use super::snapshot;
use super::store::StreamRow;
use crate::app::App;
use crate::cloudflare::owning::Shown;
use crate::config::Config;
use crate::http::request::Inbound;
use domain::cloudflare::address::Place;
use domain::secret::Secret;
use serde_json::{Map, Value, json};

/// What everyone may see. The key is no part of it.
pub(super) fn stream(app: &App, inbound: &Inbound, row: &StreamRow) -> Value {
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
        "snapshot": snapshot::address(app, inbound, row),
        "featured": row.featured,
        "provider": row.provider,
        "signed": row.input.as_ref().is_some_and(|input| input.is_signed),
        "playback": {"hls": hls(&app.config, row)},
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
    })
}

/// What its owner sees besides.
pub(super) fn owners_stream(
    app: &App,
    inbound: &Inbound,
    row: &StreamRow,
    key: &Secret,
    input: Option<&Shown>,
) -> Value {
    let mut view = stream(app, inbound, row);
    if let (Some(view), Value::Object(key)) = (view.as_object_mut(), ingest(&app.config, key, input)) {
        view.extend(key);
    }
    view
}

/// Where and with what to publish. For the owner only.
pub(super) fn ingest(config: &Config, key: &Secret, input: Option<&Shown>) -> Value {
    let Some(input) = input else {
        return json!({
            "streamKey": key.expose(),
            "ingest": {"rtmpUrl": config.ingest_rtmp_url, "streamKey": key.expose()},
        });
    };
    let expose = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    json!({
        "streamKey": key.expose(),
        "ingest": {
            "rtmpUrl": input.rtmps_url.trim_end_matches('/'),
            "srtUrl": expose(&input.srt_url),
            "whipUrl": expose(&input.whip_url),
            "streamKey": key.expose(),
        },
        "warnings": input.warnings,
    })
}

/// Where a media server of ours plays it.
pub(super) fn playback(config: &Config, row: &StreamRow) -> Map<String, Value> {
    Map::from_iter([("hls".to_owned(), Value::from(hls(config, row)))])
}

/// A signed stream's address needs a token, which only the call for its playback gives out.
fn hls(config: &Config, row: &StreamRow) -> Option<String> {
    match &row.input {
        Some(input) if input.is_signed => None,
        Some(input) => Some(Place::new(&input.origin, &input.id).hls()),
        None => Some(playback_address(config, &row.playback_name)),
    }
}

/// Where HLS of this name plays.
pub(super) fn playback_address(config: &Config, playback_name: &str) -> String {
    config.playback_hls_url.replace("{name}", playback_name)
}
