//! What is superfluous at Stream goes: at once where that works, else when the clock comes by.

use super::api::Fault;
use super::store::{self, Debris};
use super::{Desk, calls};
use crate::error::ApiError;

/// What a request that still runs may be about to keep is left alone for this long.
const LEFT_ALONE_MS: i64 = 120_000;
/// What Stream does not let go yet (a broadcast on air) is asked for again; this many in one run.
const PER_RUN: u32 = 20;
/// How long it is remembered what was removed: longer than any webhook is late.
const REMEMBERED_MS: i64 = 86_400_000;

/// Removes one thing at Stream.
pub(super) async fn remove(desk: &Desk<'_>, kind: Debris, name: &str) -> Result<(), Fault> {
    match kind {
        Debris::Input => calls::delete_input(desk, name).await,
        Debris::Video => calls::delete_video(desk, name).await,
        Debris::Reference => remove_by_reference(desk, name).await,
    }
}

/// Nobody knows whether it was made: if so, it is in the list.
async fn remove_by_reference(desk: &Desk<'_>, reference: &str) -> Result<(), Fault> {
    let inputs = calls::inputs(desk).await?;
    let found = inputs.iter().filter(|input| input.reference.as_deref() == Some(reference));
    for input in found {
        calls::delete_input(desk, &input.uid).await?;
    }
    Ok(())
}

/// Removes something that was noted; should that fail, it stays noted.
pub async fn remove_noted(desk: &Desk<'_>, kind: Debris, name: &str) -> Result<(), ApiError> {
    remove(desk, kind, name).await?;
    store::finish_debris(&desk.db()?, kind, name, desk.now).await
}

/// Removes what is left; says how much.
///
/// # Errors
/// When the database or Stream is away: what is left stays noted.
pub async fn sweep(desk: &Desk<'_>) -> Result<usize, ApiError> {
    let db = desk.db()?;
    let left = store::debris(&db, desk.now.plus(-LEFT_ALONE_MS), PER_RUN).await?;
    let mut removed = 0;
    for (kind, name) in &left {
        match remove(desk, *kind, name).await {
            Ok(()) => {
                store::finish_debris(&db, *kind, name, desk.now).await?;
                removed += 1;
            }
            Err(fault @ (Fault::Away(_) | Fault::Lost)) => return Err(fault.into()),
            // Stream does not let it go yet.
            Err(Fault::Refused(..) | Fault::NotFound) => {}
        }
    }
    store::forget_debris(&db, desk.now.plus(-REMEMBERED_MS)).await?;
    Ok(removed)
}
