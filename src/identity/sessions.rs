//! Whether a session still counts. Asked of the database at most every half minute a session and isolate.

use super::{revoked, store};
use crate::error::ApiError;
use crate::platform::bindings;
use domain::time::Millis;
use std::cell::RefCell;
use std::collections::HashMap;
use worker::Env;

/// How long an answer is good.
const FRESH_MS: i64 = 30_000;
/// Sessions remembered; with more, all are forgotten and asked for anew.
const MAX_REMEMBERED: usize = 2_000;

thread_local! {
    static GOOD_SINCE: RefCell<HashMap<String, Millis>> = RefCell::default();
}

/// # Errors
/// [`domain::problem::TokenFault::Revoked`] when the session has ended.
pub(super) async fn check(env: &Env, now: Millis, sid: &str) -> Result<(), ApiError> {
    let known = GOOD_SINCE.with_borrow(|good| good.get(sid).copied());
    if known.is_some_and(|since| now.since(since) < FRESH_MS) {
        return Ok(());
    }
    if !store::is_session_open(&bindings::database(env)?, sid, now).await? {
        forget(sid);
        return Err(revoked());
    }
    GOOD_SINCE.with_borrow_mut(|good| {
        if good.len() >= MAX_REMEMBERED {
            good.clear();
        }
        good.insert(sid.to_owned(), now);
    });
    Ok(())
}

/// Makes the next request ask again.
pub(super) fn forget(sid: &str) {
    GOOD_SINCE.with_borrow_mut(|good| good.remove(sid));
}
