//! Room reports: taken over into the index, then acknowledged to the room.

use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::platform::{bindings, d1};
use crate::{media, streams};
use domain::media::report::RoomReport;
use domain::problem::Problem;
use worker::Env;

/// Takes a report over.
pub(super) async fn take_over(env: &Env, body: &str) -> Result<(), ApiError> {
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
