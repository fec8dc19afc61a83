//! What happens later and surely: the queue's consumers and the clock's errands.

pub mod errands;
pub mod reports;
pub mod sweep;

use crate::config;
use crate::error::ApiError;
use crate::platform::log::Level;
use serde_json::json;
use worker::{Env, MessageBatch, MessageExt, QueueRetryOptionsBuilder};

/// A message that failed is tried again after this long.
const RETRY_S: u32 = 5;
/// How the names of queues of jobs end, in whatever environment; the others are of reports.
const JOBS: &str = "-jobs";

/// Takes each message by itself: one that fails holds no other up.
pub async fn consume(batch: &MessageBatch<String>, env: &Env) {
    let log = config::log(env);
    let queue = batch.queue();
    for message in batch.iter() {
        let Ok(message) = message else {
            log.write(Level::Error, "message unreadable", json!({"queue": queue}));
            continue;
        };
        match take(env, &queue, message.body()).await {
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

async fn take(env: &Env, queue: &str, body: &str) -> Result<(), ApiError> {
    if queue.ends_with(JOBS) { errands::run(env, body).await } else { reports::take_over(env, body).await }
}
