//! For those who run it.

pub mod activity;
pub mod events;
pub mod failures;
pub mod handlers;
pub mod health;
pub mod metrics;
pub mod store;

use crate::app::App;
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::identity;
use domain::problem::Problem;

/// Lets admins in, and nobody else.
async fn admit(app: &App, inbound: &Inbound) -> Result<(), ApiError> {
    if identity::caller(app, inbound).await?.is_admin() {
        Ok(())
    } else {
        Err(Problem::Forbidden("this is for admins".into()).into())
    }
}
