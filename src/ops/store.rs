//! Whether the database answers.

use crate::error::ApiError;
use crate::platform::d1;
use worker::D1Database;

const PROBE: &str = "select id from users limit 1";

/// Reads a row, if there is one.
///
/// # Errors
/// When the database is away, or was never migrated.
pub(super) async fn probe(db: &D1Database) -> Result<(), ApiError> {
    d1::first(db, PROBE, vec![]).await?;
    Ok(())
}
