//! Room reports: taken over into the index, then acknowledged to the room.

use crate::config;
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::platform::log::Level;
use crate::platform::{bindings, d1};
use crate::{media, streams};
use domain::media::report::RoomReport;
use domain::problem::Problem;
use serde_json::json;
use worker::{Env, MessageBatch, MessageExt, QueueRetryOptionsBuilder};

/// A message that failed is tried again after this long.
const RETRY_S: u32 = 5;

/// Takes over each report by itself: one that fails holds no other up.
pub async fn consume(batch: &MessageBatch<String>, env: &Env) {
    let log = config::log(env);
    for message in batch.iter() {
        let Ok(message) = message else {
            log.write(Level::Error, "report unreadable", json!({"queue": batch.queue()}));
            continue;
        };
        match take_over(env, message.body()).await {
            Ok(()) => message.ack(),
            Err(error) => {
                let fields = json!({"code": error.problem.code(), "cause": error.cause});
                log.write(Level::Error, "report failed", fields);
                message
                    .retry_with_options(&QueueRetryOptionsBuilder::new().with_delay_seconds(RETRY_S).build());
            }
        }
    }
}

async fn take_over(env: &Env, body: &str) -> Result<(), ApiError> {
    let report: RoomReport = serde_json::from_str(body)?;
    if report.v != RoomReport::V {
        return Err(ApiError::caused(Problem::Internal, format!("a report of layout {}", report.v)));
    }
    let mut statements = vec![streams::index(report.stream_id, &report.snapshot)];
    statements.extend(report.events.iter().map(|event| media::keep(report.stream_id, event)));
    d1::batch(&bindings::database(env)?, &statements).await?;
    Room::of(env, report.stream_id)?.acknowledge(report.snapshot.version, report.last_seq()).await?;
    Ok(())
}
