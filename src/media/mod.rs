//! The webhook inbox: what media servers tell, and the log of it.

mod answer;
pub mod handlers;
mod health;
pub mod log;
mod shown;
pub mod snapshots;
pub mod store;

use crate::app::App;
use crate::error::ApiError;
use crate::http::request::Inbound;
use domain::media::inbox::{Proof, authenticate};
use domain::ops::events::Listing;
use domain::problem::Problem;
use shown::Listed;
pub use store::{keep, keep_stray};
use worker::D1Database;

/// Media events of all streams.
///
/// # Errors
/// When the database is away.
pub async fn logged(db: &D1Database, listing: &Listing) -> Result<Vec<Listed>, ApiError> {
    log::list(db, listing).await
}

/// The proof that a request comes from a media server of ours; `signed` is what a signature would be of.
fn authentic(app: &App, inbound: &Inbound, signed: &[u8]) -> Result<Proof, Problem> {
    authenticate(
        &app.config.senders,
        inbound.header("x-webhook-signature").as_deref(),
        inbound.query("secret").as_deref(),
        inbound.sender_ip().as_deref(),
        signed,
        app.now,
    )
}
