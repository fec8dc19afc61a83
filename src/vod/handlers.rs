//! The calls about videos that are there.

use super::target::check_stream;
use super::{empty_bin, managed, store, view, visible_to_bearer, watched};
use crate::app::App;
use crate::cloudflare::owning;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity;
use crate::platform::bytes::Bytes;
use crate::platform::random;
use domain::page;
use domain::picture;
use domain::problem::Problem;
use domain::vod::draft::Change;
use domain::vod::list::{Listing, ORDER};
use serde_json::{Value, json};
use worker::Response;

/// The largest picture, in bytes.
const MAX_PICTURE_BYTES: usize = 2_097_152;

/// `GET /vod`
pub async fn list(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let listing = Listing::read(|name| inbound.query(name))?;
    let rows = store::list(&app.db()?, &listing, caller.user_id).await?;
    let next = page::next_cursor(ORDER, &rows, listing.limit, store::VideoRow::position);
    let items: Vec<Value> = rows.iter().map(|row| view::video(app, inbound, row)).collect();
    reply::json(200, &json!({"items": items, "nextCursor": next}))
}

/// `GET /vod/:id`
pub async fn get(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let row = visible_to_bearer(app, inbound, id).await?;
    reply::json(200, &view::video(app, inbound, &row))
}

/// `PUT /vod/:id`
pub async fn update(app: &App, inbound: &mut Inbound, id: i64) -> Result<Response, ApiError> {
    let (_, caller) = managed(app, inbound, id).await?;
    let change = Change::read(inbound.json(app.config.max_body_bytes).await?)?;
    check_stream(app, &caller, change.stream_id.flatten()).await?;
    store::update(&app.db()?, id, &change).await?;
    view::current(app, inbound, id).await
}

/// `DELETE /vod/:id`
pub async fn delete(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let (row, _) = managed(app, inbound, id).await?;
    store::delete(&app.db()?, id).await?;
    watched::forget(id);
    if let Some(provider_id) = &row.provider_id {
        owning::forget_video(app, provider_id).await;
    }
    empty_bin(app).await;
    Ok(reply::empty())
}

/// `PUT /vod/:id/thumbnail`
pub async fn set_thumbnail(app: &App, inbound: &mut Inbound, id: i64) -> Result<Response, ApiError> {
    managed(app, inbound, id).await?;
    let bytes = inbound.bytes(MAX_PICTURE_BYTES).await?;
    let kind = picture::kind(&bytes)
        .ok_or(Problem::UnsupportedMediaType("the picture must be JPEG, PNG or WebP"))?;
    let key = format!("thumbnails/{id}/{}.{}", random::id(), kind.extension());
    app.objects()?.put(&key, kind.content_type(), &Bytes::from_slice(&bytes)).await?;
    if !store::set_thumbnail(&app.db()?, id, &key).await? {
        store::discard_key(&app.db()?, &key).await?;
        return Err(Problem::NotFound("video").into());
    }
    empty_bin(app).await;
    view::current(app, inbound, id).await
}
