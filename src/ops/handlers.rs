//! Health and the contract.

use super::store;
use crate::app::App;
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::platform::{bindings, clock};
use serde_json::{Value, json};
use std::future::Future;
use worker::{Headers, Response, ResponseBuilder};

/// No stream has this id: its room is there to be asked whether rooms answer.
const HEALTH_ROOM: i64 = 0;

/// `GET /healthz`: each dependency, with how long it took to answer; 503 when one does not.
pub async fn healthz(app: &App) -> Result<Response, ApiError> {
    let database = checked(check_database(app)).await;
    let rooms = checked(check_rooms(app)).await;
    let is_well = [&database, &rooms].iter().all(|check| check["status"] == "ok");
    let status = if is_well { "ok" } else { "failing" };
    let body = json!({"status": status, "checks": {"database": database, "rooms": rooms}});
    reply::json(if is_well { 200 } else { 503 }, &body)
}

async fn check_database(app: &App) -> Result<(), ApiError> {
    store::probe(&app.db()?).await
}

async fn check_rooms(app: &App) -> Result<(), ApiError> {
    Room::of(&app.env, HEALTH_ROOM)?.show().await.map(drop)
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
