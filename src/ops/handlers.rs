//! Health and the contract.

use super::store;
use crate::app::App;
use crate::cloudflare::{self, Desk};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::platform::{bindings, clock};
use crate::registry;
use serde_json::{Map, Value, json};
use std::future::Future;
use worker::{Headers, Response, ResponseBuilder};

/// No stream has this id: its room is there to be asked whether rooms answer.
const HEALTH_ROOM: i64 = 0;

/// `GET /healthz`: each dependency, with how long it took to answer; 503 when one does not that everything needs.
/// Without Cloudflare Stream or the registry, where they are set up, the rest goes on.
pub async fn healthz(app: &App) -> Result<Response, ApiError> {
    let mut checks = Map::new();
    checks.insert("database".to_owned(), checked(check_database(app)).await);
    checks.insert("rooms".to_owned(), checked(check_rooms(app)).await);
    let is_well = checks.values().all(is_ok);
    if let Some(desk) = Desk::of(&app.env, &app.config, app.now) {
        checks.insert("stream".to_owned(), checked(cloudflare::health::check(&desk)).await);
    }
    checks.insert("registry".to_owned(), check_registry(app).await);
    let status = match (is_well, checks.values().all(is_ok)) {
        (false, _) => "failing",
        (true, false) => "degraded",
        (true, true) => "ok",
    };
    reply::json(if is_well { 200 } else { 503 }, &json!({"status": status, "checks": checks}))
}

/// What is not set up lacks nothing.
fn is_ok(check: &Value) -> bool {
    check["status"] != "failing"
}

async fn check_database(app: &App) -> Result<(), ApiError> {
    store::probe(&app.db()?).await
}

async fn check_rooms(app: &App) -> Result<(), ApiError> {
    Room::of(&app.env, HEALTH_ROOM)?.show().await.map(drop)
}

/// Nothing waits for the registry, so that it fails makes nothing else fail.
async fn check_registry(app: &App) -> Value {
    let started = clock::now();
    let health = match registry::check(app).await {
        Ok(None) => return json!({"status": "off"}),
        Ok(Some(health)) => Some(health),
        Err(_) => None,
    };
    let is_well = health.as_ref().is_some_and(|health| health.fault.is_none());
    json!({
        "status": if is_well { "ok" } else { "failing" },
        "latencyMs": clock::now().since(started),
        "pending": health.map(|health| health.pending),
    })
}

async fn checked(check: impl Future<Output = Result<(), ApiError>>) -> Value {
    let started = clock::now();
    let outcome = check.await;
    let latency_ms = clock::now().since(started);
    json!({"status": if outcome.is_ok() { "ok" } else { "failing" }, "latencyMs": latency_ms})
}

/// `GET /openapi.json`: the contract, machine-readable; a test holds it against the routes. A static asset, so that
/// it takes no room in the bundle.
pub async fn openapi(app: &App) -> Result<Response, ApiError> {
    let body = bindings::asset(&app.env, "openapi.json").await?;
    let headers = Headers::new();
    reply::set(&headers, "content-type", "application/json");
    Ok(ResponseBuilder::new().with_headers(headers).fixed(body))
}
