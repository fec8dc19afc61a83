//! The beginning of a resumable upload.

use super::finding::progress;
use super::{enter, sending};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity;
use crate::platform::random;
use crate::vod::slots::Slot;
use crate::vod::target::Target;
use crate::vod::uploads::{self, NewUpload, UploadRow};
use domain::problem::Problem;
use domain::vod::draft::Beside;
use domain::wire::tus::{self, Metadata};
use worker::{Response, ResponseBuilder};

/// `POST /vod/uploads`; a body that comes with it is the beginning of the file.
pub async fn create(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    enter(app, inbound)?;
    let caller = identity::caller(app, inbound).await?;
    refuse_pieces(inbound)?;
    let length_bytes = length(app, inbound)?;
    let brings_bytes = tus::check_content_type(inbound.header("content-type").as_deref()).is_ok();
    let _slot = brings_bytes.then(|| Slot::take(tus::part_bytes(length_bytes))).transpose()?;
    let metadata = inbound.header("upload-metadata");
    let fields = Metadata::read(metadata.as_deref().unwrap_or_default())?;
    let beside = Beside::read(|name| fields.get(name).map(str::to_owned))?;
    let target = Target::of(app, &caller, &beside).await?;
    let mut outcome = begin(app, &target, caller.user_id, length_bytes, metadata).await;
    if let (Ok(row), true) = (&outcome, brings_bytes) {
        outcome = sending::receive(app, inbound, row.clone()).await;
    }
    if outcome.is_err() {
        // The client was not told where to go on.
        target.give_up(app).await?;
    }
    let row = outcome?;
    let headers = progress(&row);
    reply::set(&headers, "location", &format!("{}/vod/uploads/{}", inbound.origin(), row.id));
    Ok(ResponseBuilder::new().with_status(201).with_headers(headers).empty())
}

/// Concatenation is not spoken: a client that does not ask beforehand must not get videos of the pieces.
fn refuse_pieces(inbound: &Inbound) -> Result<(), Problem> {
    match inbound.header("upload-concat") {
        Some(_) => Err(Problem::Malformed("uploads in several pieces at once are not offered".into())),
        None => Ok(()),
    }
}

fn length(app: &App, inbound: &Inbound) -> Result<u64, ApiError> {
    let length_bytes = tus::length(inbound.header("upload-length").as_deref())?;
    let max_bytes = app.config.vod.max_bytes;
    match length_bytes {
        0 => Err(Problem::UnsupportedMediaType("an empty file is no video").into()),
        length if length > max_bytes => Err(Problem::TooLarge(max_bytes).into()),
        length => Ok(length),
    }
}

async fn begin(
    app: &App,
    target: &Target,
    user_id: Option<i64>,
    length_bytes: u64,
    metadata: Option<String>,
) -> Result<UploadRow, ApiError> {
    let id = random::id();
    let storage_upload = app.objects()?.begin(&target.object_key, "application/octet-stream").await?;
    let new = NewUpload {
        id: &id,
        video_id: target.video_id,
        user_id,
        object_key: &target.object_key,
        storage_upload: &storage_upload,
        length_bytes: Some(length_bytes),
        metadata: metadata.as_deref(),
        part_bytes: tus::part_bytes(length_bytes),
        expires_at: app.now.plus(app.config.vod.upload_ttl_ms),
    };
    uploads::insert(&app.db()?, &new, app.now).await?;
    uploads::find(&app.db()?, &id).await?.ok_or_else(|| Problem::NotFound("upload").into())
}
