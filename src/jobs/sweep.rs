//! Once a minute: rooms whose news did not reach the index are asked again, and what has expired is dropped.

use crate::cloudflare::{Desk, removing, repair};
use crate::config;
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::identity;
use crate::platform::log::Level;
use crate::platform::{bindings, clock};
use crate::streams::{self, LiveRow};
use crate::{ops, registry, vod};
use futures::stream::{self, StreamExt};
use serde_json::json;
use worker::Env;

/// Rooms asked at a time.
const AT_ONCE: usize = 16;
/// Rows read at a time.
const PAGE: u32 = 100;
/// Rooms asked in one run at the most; the platform allows a thousand calls.
const MAX_ROOMS: u32 = 800;

/// Runs every errand; one that fails holds no other up.
pub async fn run(env: &Env) {
    let log = config::log(env);
    let outcomes = [
        ("compare rooms", compare_rooms(env).await),
        ("forget sessions", forget_sessions(env).await),
        ("complete uploads", vod::tus::complete_all(env).await),
        ("expire uploads", vod::cleaning::expire_uploads(env).await),
        ("hurry videos", vod::cleaning::hurry(env).await),
        ("compare storage", vod::cleaning::compare_sides(env).await),
        ("empty bin", vod::cleaning::empty_bin(env).await),
        ("follow rooms", registry::drive_open(env).await),
        ("note activity", ops::activity::note(env).await),
        ("forget failures", ops::failures::forget_old(env).await),
    ];
    for (errand, outcome) in outcomes.into_iter().chain(ask_stream(env).await) {
        match outcome {
            Ok(count) => log.write(Level::Debug, "errand", json!({"errand": errand, "count": count})),
            Err(error) => {
                log.write(Level::Error, "errand failed", json!({"errand": errand, "cause": error.cause}))
            }
        }
    }
}

/// What is asked of Cloudflare Stream, where that is set up.
async fn ask_stream(env: &Env) -> Vec<(&'static str, Result<usize, ApiError>)> {
    let Ok(config) = config::of(env) else { return Vec::new() };
    let Some(desk) = Desk::of(env, &config, clock::now()) else { return Vec::new() };
    vec![
        ("find broadcasts at stream", repair::find_running(&desk).await),
        ("look at live inputs", repair::look_at_awaited(&desk).await),
        ("look at uploads to stream", repair::look_at_uploads(&desk).await),
        ("remove at stream", removing::sweep(&desk).await),
    ]
}

/// Tells every room that the index shows as live what it shows. A room that knows better reports again, so a
/// broadcast that ended is not shown as live for more than a minute whatever got lost on the way.
async fn compare_rooms(env: &Env) -> Result<usize, ApiError> {
    let db = bindings::database(env)?;
    let (mut after, mut count) = (0, 0);
    while count < MAX_ROOMS as usize {
        let rows = streams::list_live(&db, after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        count += rows.len();
        stream::iter(rows).for_each_concurrent(AT_ONCE, |row| compare(env, row)).await;
    }
    Ok(count)
}

/// A room that does not answer is asked again in a minute.
async fn compare(env: &Env, row: LiveRow) {
    if let Ok(room) = Room::of(env, row.id) {
        let _ = room.compare(row.id, row.room_version).await;
    }
}

async fn forget_sessions(env: &Env) -> Result<usize, ApiError> {
    identity::forget_expired(&bindings::database(env)?, clock::now()).await
}
