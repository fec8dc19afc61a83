//! Room reports: taken over into the index, then acknowledged to the room.

use crate::config;
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::platform::{bindings, d1};
use crate::{media, registry, streams};
use domain::media::report::RoomReport;
use domain::problem::Problem;
use worker::Env;

/// Takes a report over.
pub(super) async fn take_over(env: &Env, body: &str) -> Result<(), ApiError> {
    let report: RoomReport = serde_json::from_str(body)?;
    if report.v != RoomReport::V {
        return Err(ApiError::caused(Problem::Internal, format!("a report of layout {}", report.v)));
    }
    let config = config::of(env)?;
    let mut statements = registry::follow(&config, report.stream_id, &report.snapshot);
    let followed = statements.len();
    statements.push(streams::index(report.stream_id, &report.snapshot));
    statements.extend(report.events.iter().map(|event| media::keep(report.stream_id, event)));
    let results = d1::batch(&bindings::database(env)?, &statements).await?;
    Room::of(env, report.stream_id)?.acknowledge(report.snapshot.version, report.last_seq()).await?;
    let changes = (0..followed).map(|index| d1::changed(&results, index));
    if changes.sum::<Result<usize, _>>()? > 0 {
        registry::drive(env, report.stream_id).await;
    }
    Ok(())
}
