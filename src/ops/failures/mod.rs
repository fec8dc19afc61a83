//! What failed for good: messages of queues, videos, rooms of the register.

pub mod handlers;
pub mod store;

use crate::error::ApiError;
use crate::platform::{bindings, clock};
use domain::ops::failures::{digest, kept};
use domain::ops::queues::Queue;
use worker::Env;

/// Failed messages are kept for so long, whether somebody looked at them or not: 30 days.
const KEPT_MS: i64 = 30 * 86_400_000;
/// What went wrong with a message is of use until its queue gives it up, which takes minutes: a day.
const CAUSE_KEPT_MS: i64 = 86_400_000;

/// Notes what went wrong with a message, in case its queue gives it up.
///
/// # Errors
/// When the database is away.
pub async fn note_cause(env: &Env, queue: Queue, body: &str, cause: &str) -> Result<(), ApiError> {
    let digest = digest(&kept(queue, body));
    store::note_cause(&bindings::database(env)?, &digest, cause, clock::now()).await
}

/// Keeps a message that its queue gave up, once however often it comes.
///
/// # Errors
/// When the database is away: the message must come again.
pub async fn keep(env: &Env, queue: Queue, message_id: &str, body: &str) -> Result<(), ApiError> {
    let body = kept(queue, body);
    let failed =
        store::NewFailure { queue, message_id, digest: digest(&body), body: &body, at: clock::now() };
    store::keep(&bindings::database(env)?, &failed).await
}

/// Forgets what is older than is kept; says how many messages that were.
///
/// # Errors
/// When the database is away.
pub async fn forget_old(env: &Env) -> Result<usize, ApiError> {
    let now = clock::now();
    store::forget(&bindings::database(env)?, now.plus(-KEPT_MS), now.plus(-CAUSE_KEPT_MS)).await
}
