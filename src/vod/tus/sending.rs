//! The bytes of a resumable upload.

use super::finding::{own, progress};
use super::reception::Reception;
use super::{enter, finding};
use crate::app::App;
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::vod::slots::Slot;
use crate::vod::uploads::UploadRow;
use domain::problem::Problem;
use domain::wire::tus::{self, Checksum};
use worker::{Response, ResponseBuilder};

/// `PATCH /vod/uploads/:id`
pub async fn patch(app: &App, inbound: &Inbound, id: &str) -> Result<Response, ApiError> {
    enter(app, inbound)?;
    let row = own(app, inbound, id).await?;
    tus::check_content_type(inbound.header("content-type").as_deref())?;
    let offset = tus::offset(inbound.header("upload-offset").as_deref())?;
    check_offset(&row, offset)?;
    let _slot = Slot::take(row.part_bytes)?;
    let row = receive(app, inbound, row).await?;
    Ok(ResponseBuilder::new().with_status(204).with_headers(progress(&row)).empty())
}

/// `POST /vod/uploads/:id`, for clients behind proxies that know no `PATCH`.
pub async fn overridden(app: &App, inbound: &Inbound, id: &str) -> Result<Response, ApiError> {
    match tus::method("POST", inbound.header("x-http-method-override").as_deref()) {
        "PATCH" => patch(app, inbound, id).await,
        "DELETE" => finding::terminate(app, inbound, id).await,
        "HEAD" => finding::head(app, inbound, id).await,
        _ => Err(Problem::MethodNotAllowed("HEAD, PATCH, DELETE".to_owned()).into()),
    }
}

fn check_offset(row: &UploadRow, offset: u64) -> Result<(), ApiError> {
    if offset == row.offset {
        return Ok(());
    }
    Err(Problem::Conflict(format!("the upload is at {}, not at {offset}", row.offset).into()).into())
}

/// Takes in what the request brings, for which it has taken a slot; the row as it is then.
pub(super) async fn receive(app: &App, inbound: &Inbound, row: UploadRow) -> Result<UploadRow, ApiError> {
    // What came is stored even when the client is gone.
    let _presence = app.stay();
    let checksum = inbound.header("upload-checksum").map(|text| Checksum::read(&text)).transpose()?;
    let announced = inbound.header("content-length").and_then(|text| text.parse().ok());
    let left = row.length_bytes.unwrap_or(0).saturating_sub(row.offset);
    if announced.is_some_and(|bytes: u64| bytes > left) {
        return Err(Problem::TooLarge(left).into());
    }
    if row.storage_upload.is_none() {
        return Ok(row);
    }
    let objects = app.objects()?;
    let mut reception = Reception::open(app, &objects, row, checksum, announced.unwrap_or(left)).await?;
    let outcome = match inbound.intake()? {
        Some(intake) => reception.take(intake).await,
        None => reception.close().await,
    };
    if let Err(error) = &outcome
        && matches!(error.problem, Problem::UnsupportedMediaType(_))
    {
        finding::drop_upload(app, reception.row()).await?;
    }
    outcome?;
    Ok(reception.into_row())
}
