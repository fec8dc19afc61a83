//! The call that collects the metrics.

use super::super::{admit, health, store};
use super::text;
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use domain::ops::exposition::CONTENT_TYPE;
use domain::secret;
use worker::Response;

/// `GET /metrics`, for an admin, and for the collector by its own token, since it cannot renew any. Without the
/// database it still tells that this is away.
pub async fn metrics(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    if !secret::is_among(&app.config.metrics_tokens, &inbound.token()?) {
        admit(app, inbound).await?;
    }
    let checks = health::check_all(app).await;
    let is_there = checks.iter().any(|check| check.name == "database" && check.state == health::State::Ok);
    let counts = if is_there { Some(store::counts(&app.db()?, app.now).await?) } else { None };
    let answer = reply::text(200, &text::render(&checks, counts.as_ref()));
    reply::set(answer.headers(), "content-type", CONTENT_TYPE);
    Ok(answer)
}
