//! Videos: uploaded, recorded, found, played.

mod bin;
pub mod cleaning;
pub mod content;
mod filling;
pub mod finishing;
mod form;
pub mod handlers;
pub mod links;
mod outside;
pub mod provider;
pub mod queries;
pub mod recordings;
mod slots;
pub mod store;
mod target;
pub mod tus;
pub mod upload;
pub mod uploads;
mod view;
mod watched;

use crate::app::App;
use crate::config;
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::identity::{self, Caller};
use crate::platform::log::Level;
use crate::platform::objects::Objects;
use domain::auth::Role;
use domain::problem::Problem;
use serde_json::{Value, json};
use store::VideoRow;
pub use target::check_stream;
use worker::Env;

/// The object storage, where no request is at hand.
fn storage(env: &Env) -> Result<Objects, ApiError> {
    Ok(Objects::of(env, config::of(env)?.storage.as_ref())?)
}

/// What was noted to be removed is removed now; should that fail, it is removed later.
pub async fn empty_bin(app: &App) {
    if let Err(error) = cleaning::empty_bin(&app.env).await {
        let fields = json!({"requestId": app.request_id, "cause": error.cause});
        app.log.write(Level::Warn, "storage not emptied yet", fields);
    }
}

/// The video that was found, or the answer that there is none.
fn visible(found: Option<VideoRow>) -> Result<VideoRow, ApiError> {
    found.ok_or_else(|| Problem::NotFound("video").into())
}

/// A video, for a bearer who may see it: what others may not see is not there for them.
async fn visible_to_bearer(app: &App, inbound: &Inbound, id: i64) -> Result<VideoRow, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let found = store::find(&app.db()?, id).await?;
    visible(found.filter(|row| row.is_public() || may_manage(&caller, row)))
}

/// A video as clients see it.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn shown(app: &App, inbound: &Inbound, id: i64) -> Result<Value, ApiError> {
    let row = visible(store::find(&app.db()?, id).await?)?;
    Ok(view::video(app, inbound, &row))
}

/// A video that the bearer may change.
async fn managed(app: &App, inbound: &Inbound, id: i64) -> Result<(VideoRow, Caller), ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let row = visible(store::find(&app.db()?, id).await?)?;
    if may_manage(&caller, &row) {
        Ok((row, caller))
    } else if row.is_public() {
        Err(Problem::Forbidden("this video belongs to somebody else".into()).into())
    } else {
        Err(Problem::NotFound("video").into())
    }
}

/// Its owner, whoever runs the deployment, and the media servers that fill it.
fn may_manage(caller: &Caller, row: &VideoRow) -> bool {
    caller.is(row.user_id) || caller.is_admin() || caller.claims.role == Role::Media
}
