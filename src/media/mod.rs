//! The webhook inbox: what media servers tell, and the log of it.

mod answer;
pub mod handlers;
mod health;
pub mod log;
mod shown;
pub mod store;

pub use store::{keep, keep_stray};

use crate::error::ApiError;
use domain::ops::events::Listing;
use shown::Listed;
use worker::D1Database;

/// Media events of all streams.
///
/// # Errors
/// When the database is away.
pub async fn logged(db: &D1Database, listing: &Listing) -> Result<Vec<Listed>, ApiError> {
    log::list(db, listing).await
}
