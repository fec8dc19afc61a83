//! A video as clients see it.

use super::links;
use super::store::{self, VideoRow};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use domain::vod::Status;
use domain::vod::link::What;
use serde_json::{Value, json};
use worker::Response;

/// The answer that made a video: as it is now, and where.
///
/// # Errors
/// When it was deleted meanwhile.
pub(super) async fn created(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let row = super::visible(store::find(&app.db()?, id).await?)?;
    let response = reply::json(201, &video(app, inbound, &row))?;
    reply::set(response.headers(), "location", &format!("/vod/{id}"));
    Ok(response)
}

/// A video as it is now.
///
/// # Errors
/// When it was deleted meanwhile.
pub(super) async fn current(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let row = super::visible(store::find(&app.db()?, id).await?)?;
    reply::json(200, &video(app, inbound, &row))
}

/// What whoever may see it sees.
pub(super) fn video(app: &App, inbound: &Inbound, row: &VideoRow) -> Value {
    let mut view = json!({
        "id": row.id,
        "streamId": row.stream_id,
        "userId": row.user_id,
        "title": row.title,
        "status": row.status.as_str(),
        "source": row.source.as_str(),
        "url": url(app, inbound, row),
        "thumbnail": thumbnail(app, inbound, row),
        "duration": row.duration_ms.map(|ms| ms as f64 / 1_000.0),
        "size": row.size_bytes,
        "contentType": row.content_type,
        "width": row.width,
        "height": row.height,
        "sha256": row.sha256,
        "private": row.is_private,
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
    });
    if let (Some(view), Some(reason)) = (view.as_object_mut(), &row.reason) {
        view.insert("reason".to_owned(), reason.as_str().into());
    }
    view
}

/// Where its bytes are: with a signature in place of a token, since a media element cannot send one and outlives it.
fn url(app: &App, inbound: &Inbound, row: &VideoRow) -> Option<String> {
    match (row.status, &row.url) {
        (Status::Ready, Some(url)) if !row.is_signed => Some(url.clone()),
        (Status::Ready, _) => Some(links::address(app, inbound, row.id, What::Content)),
        _ => None,
    }
}

fn thumbnail(app: &App, inbound: &Inbound, row: &VideoRow) -> Option<String> {
    match &row.thumbnail_key {
        Some(_) => Some(links::address(app, inbound, row.id, What::Thumbnail)),
        None if row.is_signed && row.thumbnail.is_some() => {
            Some(links::address(app, inbound, row.id, What::Thumbnail))
        }
        None => row.thumbnail.clone(),
    }
}
