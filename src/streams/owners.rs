//! Whose a stream is. It never changes, so each isolate remembers it for a while.

use super::existing;
use crate::app::App;
use crate::error::ApiError;
use crate::platform::later::apart;
use domain::time::Millis;
use std::cell::RefCell;
use std::collections::HashMap;

/// How long an answer is good: a deleted stream's room knows of its end, and lets nobody in.
const FRESH_MS: i64 = 60_000;
/// Streams remembered; with more, all are forgotten and asked for anew.
const MAX_REMEMBERED: usize = 2_000;

thread_local! {
    static OWNERS: RefCell<HashMap<i64, (i64, Millis)>> = RefCell::default();
}

/// The owner of a stream.
///
/// # Errors
/// [`domain::problem::Problem::NotFound`] when there is no such stream.
pub async fn owner(app: &App, id: i64) -> Result<i64, ApiError> {
    let known = OWNERS.with_borrow(|owners| owners.get(&id).copied());
    if let Some((owner_id, since)) = known
        && app.now.since(since) < FRESH_MS
    {
        return Ok(owner_id);
    }
    let owner_id = apart(existing(app, id)).await?.user_id;
    OWNERS.with_borrow_mut(|owners| {
        if owners.len() >= MAX_REMEMBERED {
            owners.clear();
        }
        owners.insert(id, (owner_id, app.now));
    });
    Ok(owner_id)
}
