//! What went on over time: a row a minute, which the clock and the rooms write.

pub mod handlers;
pub mod store;

use crate::error::ApiError;
use crate::platform::{bindings, clock};
use domain::ops::activity::{KEPT_MS, Step};
use worker::Env;

/// Notes how much is going on, and forgets what is older than is kept; says how many rows that were.
///
/// # Errors
/// When the database is away: the minute stays empty.
pub async fn note(env: &Env) -> Result<usize, ApiError> {
    let now = clock::now();
    store::note(&bindings::database(env)?, Step::Minute.begin(now), now.plus(-KEPT_MS)).await
}
