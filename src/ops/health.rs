//! Whether what is behind us answers, and how fast.

use super::store;
use crate::app::App;
use crate::cloudflare::{self, Desk};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::platform::{clock, fetch};
use crate::registry;
use domain::problem::Problem;
use futures::future;
use serde_json::{Value, json};
use std::future::Future;

/// No stream has this id: its room is there to be asked whether rooms answer.
const HEALTH_ROOM: i64 = 0;
/// Nothing is stored under this name: that nothing is found there is an answer.
const HEALTH_OBJECT: &str = "health";
/// What takes longer does not answer, for whoever waits.
const LIMIT_MS: u64 = 5_000;

/// How one dependency does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It answers.
    Ok,
    /// It does not.
    Failing,
    /// There is none, by configuration.
    Off,
}

/// What came of asking a dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which one.
    pub name: &'static str,
    /// Whether it answers.
    pub state: State,
    /// How long that took.
    pub latency_ms: i64,
    /// Whether nothing works without it.
    pub is_needed: bool,
    /// Of the registry: writes that the chain has not confirmed; `None` inside when that is not known.
    pub pending: Option<Option<u32>>,
}

/// How all of it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Everything answers.
    Ok,
    /// Something does not that the rest can do without.
    Degraded,
    /// Something does not that everything needs.
    Failing,
}

impl Health {
    /// As it is answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Degraded => "degraded",
            Self::Failing => "failing",
        }
    }
}

impl Check {
    /// As `/healthz` shows it.
    pub fn view(&self) -> Value {
        let status = match self.state {
            State::Ok => "ok",
            State::Failing => "failing",
            State::Off => return json!({"status": "off"}),
        };
        match self.pending {
            None => json!({"status": status, "latencyMs": self.latency_ms}),
            Some(pending) => json!({"status": status, "latencyMs": self.latency_ms, "pending": pending}),
        }
    }
}

/// How all of it does, by how each does.
pub fn of(checks: &[Check]) -> Health {
    let failing = || checks.iter().filter(|check| check.state == State::Failing);
    match (failing().next(), failing().any(|check| check.is_needed)) {
        (None, _) => Health::Ok,
        (Some(_), false) => Health::Degraded,
        (Some(_), true) => Health::Failing,
    }
}

/// Asks all of them at once. Live broadcasts and chats go on without the storage, Cloudflare Stream and the registry.
pub async fn check_all(app: &App) -> Vec<Check> {
    let (database, rooms, storage, stream, registry) = future::join5(
        check("database", true, check_database(app)),
        check("rooms", true, check_rooms(app)),
        check("storage", false, check_storage(app)),
        check_stream(app),
        check_registry(app),
    )
    .await;
    [Some(database), Some(rooms), Some(storage), stream, Some(registry)].into_iter().flatten().collect()
}

async fn check(
    name: &'static str,
    is_needed: bool,
    ask: impl Future<Output = Result<(), ApiError>>,
) -> Check {
    let started = clock::now();
    let is_well = in_time(ask).await.is_ok();
    let state = if is_well { State::Ok } else { State::Failing };
    Check { name, state, latency_ms: clock::now().since(started), is_needed, pending: None }
}

async fn in_time<T>(ask: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    let late = || Err(Problem::Unavailable("a service behind us").into());
    fetch::within(LIMIT_MS, ask).await.unwrap_or_else(late)
}

async fn check_database(app: &App) -> Result<(), ApiError> {
    store::probe(&app.db()?).await
}

async fn check_rooms(app: &App) -> Result<(), ApiError> {
    Room::of(&app.env, HEALTH_ROOM)?.show().await.map(drop)
}

async fn check_storage(app: &App) -> Result<(), ApiError> {
    Ok(app.objects()?.size(HEALTH_OBJECT).await.map(drop)?)
}

/// Nothing where it is not set up.
async fn check_stream(app: &App) -> Option<Check> {
    let desk = Desk::of(&app.env, &app.config, app.now)?;
    Some(check("stream", false, cloudflare::health::check(&desk)).await)
}

/// Nothing waits for the registry, so that it fails makes nothing else fail.
async fn check_registry(app: &App) -> Check {
    let started = clock::now();
    let (state, pending) = match in_time(registry::check(app)).await {
        Ok(None) => (State::Off, None),
        Ok(Some(health)) if health.fault.is_none() => (State::Ok, Some(Some(health.pending))),
        Ok(Some(health)) => (State::Failing, Some(Some(health.pending))),
        Err(_) => (State::Failing, Some(None)),
    };
    let latency_ms = clock::now().since(started);
    Check { name: "registry", state, latency_ms, is_needed: false, pending }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(state: State, is_needed: bool) -> Check {
        Check { name: "a", state, latency_ms: 3, is_needed, pending: None }
    }

    #[test]
    fn only_what_everything_needs_makes_all_of_it_fail() {
        for (checks, want) in [
            (vec![check(State::Ok, true), check(State::Off, false)], Health::Ok),
            (vec![check(State::Ok, true), check(State::Failing, false)], Health::Degraded),
            (vec![check(State::Failing, false), check(State::Failing, true)], Health::Failing),
        ] {
            assert_eq!(of(&checks), want, "{checks:?}");
        }
    }

    #[test]
    fn what_is_not_set_up_has_no_latency() {
        assert_eq!(check(State::Off, false).view(), json!({"status": "off"}));
        let waiting = Check { pending: Some(None), ..check(State::Failing, false) };
        assert_eq!(waiting.view(), json!({"status": "failing", "latencyMs": 3, "pending": null}));
    }
}
