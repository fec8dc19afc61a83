//! Recordings of broadcasts: one broadcast, one video, however often and by whichever server it is told.

use super::{outside, store};
use crate::app::App;
use crate::error::ApiError;
use crate::platform::log::Level;
use domain::media::event::MediaEvent;
use domain::time::Millis;
use serde_json::json;

/// A recording of the broadcast that began then is complete; answers the video that waits for its file.
///
/// Where the file is one that others can fetch, that is the video; else the media plane brings it.
///
/// # Errors
/// When the database is away: the media server's news is lost unless it is told again.
pub async fn note(
    app: &App,
    stream_id: i64,
    start: Millis,
    event: &MediaEvent,
) -> Result<Option<i64>, ApiError> {
    let found = store::await_recording(&app.db()?, stream_id, start).await?;
    let Some(video_id) = found else { return Ok(None) };
    if let Some(url) = event.fields.get("path").filter(|path| path.contains("://")) {
        register(app, video_id, url, event.duration_ms).await?;
    }
    Ok(Some(video_id))
}

/// Takes the file at an address for the recording, unless it has one already.
async fn register(app: &App, video_id: i64, url: &str, duration_ms: Option<u64>) -> Result<(), ApiError> {
    let db = app.db()?;
    if store::find(&db, video_id).await?.is_none_or(|row| row.is_ready()) {
        return Ok(());
    }
    match outside::look(app, url).await {
        Ok(file) => {
            let facts = file.facts_with(duration_ms);
            store::link(&db, video_id, url, file.content_type, file.size_bytes, &facts).await
        }
        Err(error) => {
            let fields = json!({
                "requestId": app.request_id, "videoId": video_id, "problem": error.problem.to_string(),
                "cause": error.cause,
            });
            app.log.write(Level::Warn, "recording not reachable", fields);
            store::fail(&db, video_id, &format!("the recording's address: {}", error.problem)).await
        }
    }
}

/// The video of a stream's broadcast, once it is ready.
///
/// # Errors
/// When the database is away.
pub async fn ready(app: &App, stream_id: i64, start: &str) -> Result<Option<i64>, ApiError> {
    store::recording_of(&app.db()?, stream_id, start).await
}
