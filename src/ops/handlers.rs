//! Health and the contract.

use super::health::{self, Health};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::platform::bindings;
use serde_json::{Map, Value, json};
use worker::{Headers, Response, ResponseBuilder};

/// `GET /healthz`: each dependency, with how long it took to answer; 503 when one does not that everything needs.
pub async fn healthz(app: &App) -> Result<Response, ApiError> {
    let checks = health::check_all(app).await;
    let health = health::of(&checks);
    let checks: Map<String, Value> =
        checks.iter().map(|check| (check.name.to_owned(), check.view())).collect();
    let status = if health == Health::Failing { 503 } else { 200 };
    reply::json(status, &json!({"status": health.as_str(), "checks": checks}))
}

/// `GET /openapi.json`: the contract, machine-readable; a test holds it against the routes. A static asset, so that
/// it takes no room in the bundle.
pub async fn openapi(app: &App) -> Result<Response, ApiError> {
    let body = bindings::asset(&app.env, "openapi.json").await?;
    let headers = Headers::new();
    reply::set(&headers, "content-type", "application/json");
    Ok(ResponseBuilder::new().with_headers(headers).fixed(body))
}
