//! The call that shows it.

use super::super::admit;
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::media;
use domain::ops::events::{Listing, ORDER};
use domain::page;
use serde_json::{Value, json};
use worker::Response;

/// `GET /ops/events`
pub async fn list(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    admit(app, inbound).await?;
    let listing = Listing::read(|name| inbound.query(name))?;
    let events = media::logged(&app.db()?, &listing).await?;
    let next = page::next_cursor(ORDER, &events, listing.limit, |event| event.position.clone());
    let items: Vec<Value> = events.into_iter().map(|event| event.view).collect();
    reply::json(200, &json!({"items": items, "nextCursor": next}))
}
