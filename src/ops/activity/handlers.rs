//! The call that shows it.

use super::super::admit;
use super::store;
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use domain::ops::activity::Span;
use serde_json::{Value, json};
use worker::Response;

/// `GET /ops/activity`
pub async fn list(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    admit(app, inbound).await?;
    let span = Span::read(|name| inbound.query(name), app.now)?;
    let points = store::list(&app.db()?, &span).await?;
    let items: Vec<Value> = points.iter().map(store::Point::view).collect();
    reply::json(200, &json!({"items": items}))
}
