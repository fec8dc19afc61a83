//! The stream calls.

use super::store::{self, StoredKey, StreamRow};
use super::{existing, fresh, not_yours, owned, view};
use crate::app::App;
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity::{self, Caller};
use crate::platform::log::Level;
use crate::platform::random;
use crate::vod;
use domain::media::session::Status;
use domain::media::verdict::Verdict;
use domain::page;
use domain::problem::Problem;
use domain::secret::Secret;
use domain::streams::draft::{Change, NewStream, Provider};
use domain::streams::key::{new_key, playback_name};
use domain::streams::list::Listing;
use serde_json::{Value, json};
use worker::Response;

/// `POST /streams`
pub async fn create(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let user_id = identity::caller(app, inbound).await?.account()?;
    let new = NewStream::read(inbound.json(app.config.max_body_bytes).await?)?;
    let provider = new.provider.unwrap_or(app.config.default_provider);
    if provider == Provider::Cloudflare {
        return Err(Problem::field("provider", "cloudflare is not set up on this deployment").into());
    }
    let (name, key) = (playback_name(random::bytes()), new_key(random::bytes()));
    let stored = stored_key(app, &key, &name)?;
    let row = store::insert(&app.db()?, user_id, &new, provider, &name, &stored).await?;
    app.note_stream(row.id);
    let response = reply::json(201, &view::owners_stream(&app.config, &row, &key))?;
    reply::set(response.headers(), "location", &format!("/streams/{}", row.id));
    Ok(response)
}

fn stored_key(app: &App, key: &Secret, playback_name: &str) -> Result<StoredKey, ApiError> {
    let vault = &app.config.vault;
    let sealed = vault.seal(key, playback_name, random::bytes()).map_err(Problem::from)?;
    Ok(StoredKey { digest: vault.digest(key.expose()), sealed })
}

/// `GET /streams`
pub async fn list(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    identity::caller(app, inbound).await?;
    let listing = Listing::read(|name| inbound.query(name), app.now)?;
    let rows = store::list(&app.db()?, &listing, app.now).await?;
    let (order, limit) = (listing.order, listing.limit);
    let next = page::next_cursor(order.as_str(), &rows, limit, |row| row.position(order));
    let items: Vec<Value> = rows.iter().map(|row| view::stream(&app.config, row)).collect();
    reply::json(200, &json!({"items": items, "nextCursor": next}))
}

/// `GET /streams/:id`
pub async fn get(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let row = fresh(app, existing(app, id).await?).await;
    show(app, &row, &caller).await
}

async fn show(app: &App, row: &StreamRow, caller: &Caller) -> Result<Response, ApiError> {
    let key = if caller.is(row.user_id) { shown_key(app, row).await? } else { None };
    match key {
        Some(key) => reply::json(200, &view::owners_stream(&app.config, row, &key)),
        None => reply::json(200, &view::stream(&app.config, row)),
    }
}

/// The key to show beside a stream. One that does not open any more (the secret that sealed it is gone) hides the
/// key, not the stream.
async fn shown_key(app: &App, row: &StreamRow) -> Result<Option<Secret>, ApiError> {
    match open_key(app, row).await {
        Err(error) if error.problem == Problem::Internal => {
            app.log.write(
                Level::Error,
                "key does not open",
                json!({"requestId": app.request_id, "streamId": row.id}),
            );
            Ok(None)
        }
        outcome => outcome.map(Some),
    }
}

async fn open_key(app: &App, row: &StreamRow) -> Result<Secret, ApiError> {
    let sealed = store::sealed_key(&app.db()?, row.id).await?.ok_or(Problem::NotFound("stream"))?;
    Ok(app.config.vault.open(&sealed, &row.playback_name).map_err(Problem::from)?)
}

/// `PUT /streams/:id`
pub async fn update(app: &App, inbound: &mut Inbound, id: i64) -> Result<Response, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let row = existing(app, id).await?;
    let change = Change::read(inbound.json(app.config.max_body_bytes).await?)?;
    check_may(&caller, &row, &change)?;
    if let Some(status) = &change.status {
        end(app, id, status).await?;
    }
    let row = if change.has_columns() {
        store::update(&app.db()?, &row, &change).await?.ok_or(Problem::NotFound("stream"))?
    } else {
        row
    };
    show(app, &fresh(app, row).await, &caller).await
}

/// The owner changes everything but `featured`, an admin that alone.
fn check_may(caller: &Caller, row: &StreamRow, change: &Change) -> Result<(), ApiError> {
    let is_owner = caller.is(row.user_id);
    if change.featured.is_some() && !caller.is_admin() {
        return Err(Problem::Forbidden("only an admin may set featured".into()).into());
    }
    if is_owner || (caller.is_admin() && !change.is_owners()) { Ok(()) } else { Err(not_yours()) }
}

/// The one change of status that a client may ask for.
async fn end(app: &App, id: i64, status: &str) -> Result<(), ApiError> {
    if status == "ended" && Room::of(&app.env, id)?.end().await?.verdict == Verdict::Ended {
        return Ok(());
    }
    let detail = "status may only go from live to ended: a stream goes live when its encoder publishes";
    Err(Problem::Conflict(detail.into()).into())
}

/// `DELETE /streams/:id`
pub async fn delete(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    owned(app, inbound, id).await?;
    // The room first: from then on nobody goes live, so the row can go. Should that fail, this call may be repeated.
    if Room::of(&app.env, id)?.retire().await?.verdict == Verdict::AlreadyLive {
        return Err(Problem::Conflict("the stream is live: end it first".into()).into());
    }
    store::delete(&app.db()?, id).await?;
    Ok(reply::empty())
}

/// `GET /streams/:id/key`
pub async fn key(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let (row, _) = owned(app, inbound, id).await?;
    reply::json(200, &view::ingest(&app.config, &open_key(app, &row).await?))
}

/// `POST /streams/:id/key/rotate`. Whoever publishes with the old key is refused at the next sign of life.
pub async fn rotate_key(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let (row, _) = owned(app, inbound, id).await?;
    let key = new_key(random::bytes());
    store::replace_key(&app.db()?, id, &stored_key(app, &key, &row.playback_name)?).await?;
    reply::json(200, &view::ingest(&app.config, &key))
}

/// `GET /streams/:id/playback`
pub async fn playback(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    identity::caller(app, inbound).await?;
    let row = fresh(app, existing(app, id).await?).await;
    let vod_id = match &row.start_time {
        Some(start) if row.status == Status::Ended => vod::recordings::ready(app, id, start).await?,
        _ => None,
    };
    reply::json(200, &view::playback(&app.config, &row, vod_id))
}
