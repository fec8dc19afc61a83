//! Whether Stream answers.

use super::{Desk, api, calls};
use crate::error::ApiError;

/// Whoever answered so lately is not asked again: each question counts towards the account's limit.
const FRESH_MS: i64 = 30_000;

/// Whether Stream answers, or did so a moment ago.
///
/// # Errors
/// When it does not.
pub async fn check(desk: &Desk<'_>) -> Result<(), ApiError> {
    let (is_open, answered_at) = api::last_known();
    if is_open && answered_at.is_some_and(|at| desk.now.since(at) < FRESH_MS) {
        return Ok(());
    }
    Ok(calls::probe(desk).await?)
}
