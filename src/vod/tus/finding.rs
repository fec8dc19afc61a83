//! An upload that is there: how far it is, and its end before its time.

use super::enter;
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity::{self, Caller};
use crate::platform::later;
use crate::vod::store;
use crate::vod::target::give_up;
use crate::vod::uploads::{self, UploadRow};
use domain::auth::Role;
use domain::problem::Problem;
use domain::time::Millis;
use domain::vod::Source;
use worker::{Headers, Response, ResponseBuilder};

/// How often it is looked whether an upload is settled, and how many times.
const LOOK_EVERY_MS: u64 = 200;
const MAX_LOOKS: u32 = 10;

/// The upload of that name, for whoever began it. One that expired is not there.
pub(super) async fn own(app: &App, inbound: &Inbound, id: &str) -> Result<UploadRow, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let row = uploads::find(&app.db()?, id).await?;
    let row = row.filter(|row| row.length_bytes.is_some() && is_theirs(&caller, row) && !is_over(app, row));
    row.ok_or_else(|| Problem::NotFound("upload").into())
}

fn is_theirs(caller: &Caller, row: &UploadRow) -> bool {
    match row.user_id {
        Some(user_id) => caller.is(user_id),
        None => caller.claims.role == Role::Media,
    }
}

fn is_over(app: &App, row: &UploadRow) -> bool {
    Millis::from_rfc3339(&row.expires_at).is_none_or(|at| at < app.now)
}

/// `HEAD /vod/uploads/:id`
pub async fn head(app: &App, inbound: &Inbound, id: &str) -> Result<Response, ApiError> {
    enter(app, inbound)?;
    let row = settled(app, inbound, id).await?;
    let headers = progress(&row);
    reply::set(&headers, "cache-control", "no-store");
    reply::set(&headers, "upload-length", &row.length_bytes.unwrap_or(0).to_string());
    if let Some(metadata) = &row.metadata {
        reply::set(&headers, "upload-metadata", metadata);
    }
    Ok(ResponseBuilder::new().with_status(200).with_headers(headers).empty())
}

/// The upload, once nobody brings bytes. A client whose connection broke asks at once, while what came by it is yet on
/// its way to storage: it would go on where the upload is no more, and be refused. After a while it is told what is.
async fn settled(app: &App, inbound: &Inbound, id: &str) -> Result<UploadRow, ApiError> {
    let mut row = own(app, inbound, id).await?;
    for _ in 0..MAX_LOOKS {
        if !row.is_held {
            break;
        }
        later::pause(LOOK_EVERY_MS).await;
        row = uploads::find(&app.db()?, id).await?.ok_or(Problem::NotFound("upload"))?;
    }
    Ok(row)
}

/// How far an upload is, and until when it may be gone on with.
pub(super) fn progress(row: &UploadRow) -> Headers {
    let headers = Headers::new();
    reply::set(&headers, "upload-offset", &row.offset.to_string());
    if let (Some(at), true) = (Millis::from_rfc3339(&row.expires_at), row.storage_upload.is_some()) {
        reply::set(&headers, "upload-expires", &at.to_http_date());
    }
    headers
}

/// `DELETE /vod/uploads/:id`
pub async fn terminate(app: &App, inbound: &Inbound, id: &str) -> Result<Response, ApiError> {
    enter(app, inbound)?;
    let row = own(app, inbound, id).await?;
    if row.storage_upload.is_none() {
        return Err(Problem::Conflict("the upload is complete: delete the video".into()).into());
    }
    drop_upload(app, &row).await?;
    Ok(reply::empty())
}

/// Gives an upload up.
pub(super) async fn drop_upload(app: &App, row: &UploadRow) -> Result<(), ApiError> {
    let video = store::find(&app.db()?, row.video_id).await?;
    let is_recording = video.is_some_and(|video| video.source == Source::Recording);
    give_up(app, row.video_id, &row.object_key, is_recording).await
}
