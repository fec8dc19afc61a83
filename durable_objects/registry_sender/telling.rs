//! What the index is told of a room's writes.

use super::store::{self, Write};
use crate::error::ApiError;
use crate::platform::d1::{self, Statement};
use domain::registry::kind::Stage;
use domain::registry::room::RoomId;
use domain::registry::write::State;
use std::collections::BTreeMap;
use worker::{D1Database, SqlStorage};

/// Writes told of at a time.
pub(super) const BATCH: u32 = 50;

/// Takes over how far a room is, unless something later was.
pub const TELL: &str = "update registry_rooms set reached = coalesce(?2, reached), transactionHash = coalesce(?3, transactionHash), \
     reason = ?4, toldAt = ?5 where roomId = ?1 and toldAt < ?5";

/// What is not told yet, by rooms, each with its writes' numbers.
pub(super) fn due(storage: &SqlStorage) -> Result<BTreeMap<String, Vec<i64>>, ApiError> {
    let mut rooms: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (id, room) in store::untold(storage, BATCH)? {
        rooms.entry(room).or_default().push(id);
    }
    Ok(rooms)
}

/// The statement that tells how far a room is.
pub(super) fn statement(writes: &[Write], room: RoomId, told_at: i64) -> Statement<'static> {
    let transaction = writes.iter().rev().find_map(|write| write.progress.transaction());
    let failed = writes.iter().find(|write| write.progress.state == State::Failed);
    let values = vec![
        room.to_string().into(),
        reached(writes).map(Stage::as_str).into(),
        transaction.map(|hash| hash.to_string()).into(),
        failed.and_then(|write| write.progress.reason.clone()).into(),
        told_at.into(),
    ];
    (TELL, values)
}

/// How far a room is for certain; `None` when its writes say nothing of that.
fn reached(writes: &[Write]) -> Option<Stage> {
    let stage = |write: &Write| {
        let stage = write.kind.reaches()?;
        Some(if write.progress.state == State::Final { stage } else { Stage::None })
    };
    writes.iter().filter_map(stage).max()
}

/// Tells it all, or nothing.
pub(super) async fn tell(db: &D1Database, statements: &[Statement<'_>]) -> Result<(), ApiError> {
    d1::batch(db, statements).await?;
    Ok(())
}
