//! Streams: made, changed, found, played.

pub mod handlers;
mod opening;
mod owners;
pub mod queries;
pub mod snapshot;
pub mod store;
mod view;

use crate::app::App;
use crate::config::Config;
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::identity::{self, Caller};
use crate::platform::log::Level;
use domain::media::session::Status;
use domain::problem::Problem;
pub use opening::open;
pub use owners::owner;
use serde_json::json;
use store::StreamRow;
pub use store::{Found, LiveRow, Named, find_named, index, list_live};

/// A stream and its caller, who is its owner.
///
/// # Errors
/// [`Problem::NotFound`], or [`Problem::Forbidden`] for anyone else.
pub async fn owned(app: &App, inbound: &Inbound, id: i64) -> Result<(StreamRow, Caller), ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let row = existing(app, id).await?;
    if caller.is(row.user_id) { Ok((row, caller)) } else { Err(not_yours()) }
}

/// Lets the stream's owner and admins in.
///
/// # Errors
/// [`Problem::NotFound`], or [`Problem::Forbidden`] for anyone else.
pub async fn overseen(app: &App, inbound: &Inbound, id: i64) -> Result<(), ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let row = existing(app, id).await?;
    if caller.is(row.user_id) || caller.is_admin() { Ok(()) } else { Err(not_yours()) }
}

/// Where the HLS of a stream plays that has this playback name.
pub fn hls(config: &Config, playback_name: &str) -> String {
    view::playback_address(config, playback_name)
}

fn not_yours() -> ApiError {
    Problem::Forbidden("this stream belongs to somebody else".into()).into()
}

async fn existing(app: &App, id: i64) -> Result<StreamRow, ApiError> {
    let row = store::find(&app.db()?, id).await?;
    row.ok_or_else(|| Problem::NotFound("stream").into())
}

/// How a stream stands.
#[derive(Debug)]
pub struct Standing {
    /// On air or not.
    pub status: Status,
    /// Whether there was a broadcast ever.
    pub has_begun: bool,
}

/// How a stream stands, as its room sees it.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such stream.
pub async fn standing(app: &App, id: i64) -> Result<Standing, ApiError> {
    let row = fresh(app, existing(app, id).await?).await;
    Ok(Standing { status: row.status, has_begun: row.start_time.is_some() })
}

/// The row as its room sees it: lists may be seconds old, a single stream never is. When the room is away the
/// index has to do.
async fn fresh(app: &App, row: StreamRow) -> StreamRow {
    let told = match Room::of(&app.env, row.id) {
        Ok(room) => room.show().await,
        Err(error) => Err(error),
    };
    match told {
        Ok(told) => row.overlaid(&told.snapshot),
        Err(error) => {
            let fields = json!({"requestId": app.request_id, "streamId": row.id, "cause": error.cause});
            app.log.write(Level::Warn, "room away", fields);
            row
        }
    }
}
