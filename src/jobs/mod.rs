//! What happens later and surely: the queue's consumers and the clock's errands.

pub mod errands;
pub mod reports;
pub mod stream_events;
pub mod sweep;

use crate::config;
use crate::error::ApiError;
use crate::platform::log::Level;
use serde_json::{Value, json};
use worker::{Env, MessageBatch, MessageExt, QueueRetryOptionsBuilder};

/// A message that failed is tried again after this long.
const RETRY_S: u32 = 5;
/// How the names of queues of jobs end, in whatever environment.
const JOBS: &str = "-jobs";
/// The same of the queue into which Cloudflare Stream puts its events; the others are of reports.
const STREAM_EVENTS: &str = "-stream-events";

/// Takes each message by itself: one that fails holds no other up.
pub async fn consume(batch: &MessageBatch<Value>, env: &Env) {
    let log = config::log(env);
    let queue = batch.queue();
    for message in batch.iter() {
        let Ok(message) = message else {
            log.write(Level::Error, "message unreadable", json!({"queue": queue}));
            continue;
        };
        match take(env, &queue, &text(message.body())).await {
            Ok(()) => message.ack(),
            Err(error) => {
                let fields = json!({"queue": queue, "code": error.problem.code(), "cause": error.cause});
                log.write(Level::Error, "message failed", fields);
                message
                    .retry_with_options(&QueueRetryOptionsBuilder::new().with_delay_seconds(RETRY_S).build());
            }
        }
    }
}

/// Our own messages are texts; what Stream sends is an object.
fn text(body: &Value) -> String {
    body.as_str().map_or_else(|| body.to_string(), str::to_owned)
}

async fn take(env: &Env, queue: &str, body: &str) -> Result<(), ApiError> {
    if queue.ends_with(STREAM_EVENTS) {
        stream_events::take(env, body).await
    } else if queue.ends_with(JOBS) {
        errands::run(env, body).await
    } else {
        reports::take_over(env, body).await
    }
}
