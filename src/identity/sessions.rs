//! Whether a session still counts. Asked of the database at most every half minute a session and isolate.

use super::{revoked, store};
use crate::error::ApiError;
use crate::platform::bindings;
use crate::platform::later::apart;
use domain::time::Millis;
use std::cell::RefCell;
use std::collections::HashMap;
use worker::Env;

/// How long an answer is good.
const FRESH_MS: i64 = 30_000;
/// Sessions remembered; with more, all are forgotten and asked for anew.
const MAX_REMEMBERED: usize = 2_000;

/// A session that was open.
#[derive(Clone, Copy)]
struct Known {
    asked: Millis,
    account_since: Millis,
}

thread_local! {
    static KNOWN: RefCell<HashMap<String, Known>> = RefCell::default();
}

/// When the account of an open session was made.
///
/// # Errors
/// [`domain::problem::TokenFault::Revoked`] when the session has ended.
pub(super) async fn check(env: &Env, now: Millis, sid: &str) -> Result<Millis, ApiError> {
    let known = KNOWN.with_borrow(|known| known.get(sid).copied());
    if let Some(known) = known.filter(|known| now.since(known.asked) < FRESH_MS) {
        return Ok(known.account_since);
    }
    apart(ask(env, now, sid)).await
}

async fn ask(env: &Env, now: Millis, sid: &str) -> Result<Millis, ApiError> {
    let Some(account_since) = store::account_of_open(&bindings::database(env)?, sid, now).await? else {
        forget(sid);
        return Err(revoked());
    };
    remember(sid, Known { asked: now, account_since });
    Ok(account_since)
}

fn remember(sid: &str, session: Known) {
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= MAX_REMEMBERED {
            known.clear();
        }
        known.insert(sid.to_owned(), session);
    });
}

/// Makes the next request ask again.
pub(super) fn forget(sid: &str) {
    KNOWN.with_borrow_mut(|known| known.remove(sid));
}
