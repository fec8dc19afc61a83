//! The call that shows it.

use super::super::admit;
use super::store;
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use domain::ops::events::{Listing, ORDER};
use domain::page;
use serde_json::{Value, json};
use worker::Response;

/// `GET /ops/events`
pub async fn list(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    admit(app, inbound).await?;
    let listing = Listing::read(|name| inbound.query(name))?;
    let rows = store::list(&app.db()?, &listing).await?;
    let next = page::next_cursor(ORDER, &rows, listing.limit, store::EventRow::position);
    let items: Vec<Value> = rows.iter().map(store::EventRow::view).collect();
    reply::json(200, &json!({"items": items, "nextCursor": next}))
}
