//! Pictures that media servers bring of what is on air.

use super::authentic;
use crate::app::App;
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::streams::{Found, Named, find_named, snapshot};
use domain::media::verdict::Verdict;
use domain::picture::{Kind, kind};
use domain::problem::Problem;
use domain::streams::snapshot::{MAX_BYTES, signed_bytes};
use worker::Response;

/// `PUT /webhook/snapshot?name=`
pub async fn receive(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let picture = inbound.bytes(MAX_BYTES).await?;
    let name = inbound.query("name").unwrap_or_default();
    authentic(app, inbound, &signed_bytes(&name, &picture))?;
    if kind(&picture) != Some(Kind::Jpeg) {
        return Err(Problem::UnsupportedMediaType("the snapshot must be a JPEG").into());
    }
    let named = named(app, &name).await?;
    app.note_stream(named.id);
    let told = Room::of(&app.env, named.id)?.show().await?;
    let not_live = || Problem::Conflict("the stream is not live".into());
    let live_since = told.snapshot.live_since().ok_or_else(not_live)?;
    snapshot::keep(app, named.id, live_since, &picture).await?;
    Ok(reply::empty())
}

/// The stream that has this key or playback name. A rotated key opens nothing.
async fn named(app: &App, name: &str) -> Result<Named, ApiError> {
    let found = find_named(&app.db()?, &app.config.vault.digest(name), name).await?;
    let refused = || Problem::Forbidden(Verdict::RefusedKey.refusal().into()).into();
    found.filter(|named| named.found != Found::Retired).ok_or_else(refused)
}
