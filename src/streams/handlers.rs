//! The stream calls.

use super::opening::stored_key;
use super::store::{self, InputOf, StreamRow};
use super::{existing, fresh, not_yours, owned, view};
use crate::app::App;
use crate::cloudflare::{self, owning};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity::{self, Caller};
use crate::platform::log::Level;
use crate::platform::random;
use crate::{registry, vod};
use domain::media::session::Status;
use domain::media::verdict::Verdict;
use domain::page;
use domain::problem::Problem;
use domain::secret::Secret;
use domain::streams::draft::{Change, NewStream};
use domain::streams::key::new_key;
use domain::streams::list::Listing;
use serde_json::{Map, Value, json};
use worker::Response;

/// `POST /streams`
pub async fn create(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let user_id = identity::caller(app, inbound).await?.account()?;
    let new = NewStream::read(inbound.json(app.config.max_body_bytes).await?)?;
    let provider = new.provider.unwrap_or(app.config.default_provider);
    let opened = super::open(app, user_id, &new, provider, None).await?;
    app.note_stream(opened.stream_id);
    let input = opened.input.map(|input| owning::of_ingest(&input.ingest, json!(input.warnings)));
    let view = view::owners_stream(app, inbound, &opened.row, &opened.key, input.as_ref());
    let response = reply::json(201, &view)?;
    reply::set(response.headers(), "location", &format!("/streams/{}", opened.stream_id));
    Ok(response)
}

/// `GET /streams`
pub async fn list(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    identity::caller(app, inbound).await?;
    let listing = Listing::read(|name| inbound.query(name), app.now)?;
    let rows = store::list(&app.db()?, &listing, app.now).await?;
    let (order, limit) = (listing.order, listing.limit);
    let next = page::next_cursor(order.as_str(), &rows, limit, |row| row.position(order));
    let items: Vec<Value> = rows.iter().map(|row| view::stream(app, inbound, row)).collect();
    reply::json(200, &json!({"items": items, "nextCursor": next}))
}

/// `GET /streams/:id`
pub async fn get(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let row = fresh(app, existing(app, id).await?).await;
    show(app, inbound, &row, &caller).await
}

async fn show(app: &App, inbound: &Inbound, row: &StreamRow, caller: &Caller) -> Result<Response, ApiError> {
    let key = if caller.is(row.user_id) { shown_key(app, row).await? } else { None };
    let mut shown = match key {
        Some(key) => {
            let input = owning::shown(app, row.id).await?;
            view::owners_stream(app, inbound, row, &key, input.as_ref())
        }
        None => view::stream(app, inbound, row),
    };
    if let (Some(Value::Object(room)), Some(members)) =
        (registry::of_stream(app, row.id).await?, shown.as_object_mut())
    {
        members.extend(room);
    }
    reply::json(200, &shown)
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
    if let Some(is_signed) = change.is_signed {
        owning::set_signed(app, id, is_signed).await?;
    }
    if let Some(status) = &change.status {
        end(app, id, status).await?;
    }
    let row = if change.has_columns() {
        store::update(&app.db()?, &row, &change).await?.ok_or(Problem::NotFound("stream"))?
    } else {
        row
    };
    show(app, inbound, &fresh(app, row).await, &caller).await
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
        return owning::kick(app, id).await;
    }
    let detail = "status may only go from live to ended: a stream goes live when its encoder publishes";
    Err(Problem::Conflict(detail.into()).into())
}

/// `DELETE /streams/:id`
pub async fn delete(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let (row, _) = owned(app, inbound, id).await?;
    // The room first: from then on nobody goes live, so the row can go. Should that fail, this call may be repeated.
    if Room::of(&app.env, id)?.retire().await?.verdict == Verdict::AlreadyLive {
        return Err(Problem::Conflict("the stream is live: end it first".into()).into());
    }
    store::delete(&app.db()?, id, cloudflare::store::discard_input(id)).await?;
    if let Some(input) = &row.input {
        owning::forget(app, &input.id).await;
    }
    if row.snapshot_of.is_some() {
        vod::empty_bin(app).await;
    }
    Ok(reply::empty())
}

/// `GET /streams/:id/key`
pub async fn key(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let (row, _) = owned(app, inbound, id).await?;
    let (key, input) = (open_key(app, &row).await?, owning::shown(app, id).await?);
    reply::json(200, &view::ingest(&app.config, &key, input.as_ref()))
}

/// `POST /streams/:id/key/rotate`. Whoever publishes with the old key is refused at the next sign of life.
pub async fn rotate_key(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let (row, _) = owned(app, inbound, id).await?;
    let db = app.db()?;
    if row.input.is_none() {
        let key = new_key(random::bytes());
        store::replace_key(&db, id, &stored_key(app, &key, &row.playback_name)?, None).await?;
        return reply::json(200, &view::ingest(&app.config, &key, None));
    }
    let (ingest, keep) = owning::rotate(app, id).await?;
    let stored = stored_key(app, &ingest.stream_key, &row.playback_name)?;
    store::replace_key(&db, id, &stored, Some(keep)).await?;
    let input = owning::of_ingest(&ingest, json!([]));
    reply::json(200, &view::ingest(&app.config, &ingest.stream_key, Some(&input)))
}

/// `GET /streams/:id/playback`
pub async fn playback(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    identity::caller(app, inbound).await?;
    let row = fresh(app, existing(app, id).await?).await;
    let mut view = match &row.input {
        Some(input) => on_stream(app, &row, input).await?,
        None if row.status == Status::Live => view::playback(&app.config, &row),
        None => Map::new(),
    };
    if let Some(start) = row.start_time.as_ref().filter(|_| row.status == Status::Ended)
        && let Some(vod_id) = vod::recordings::ready(app, id, start).await?
    {
        view.insert("vodId".to_owned(), vod_id.into());
    }
    view.insert("status".to_owned(), row.status.as_str().into());
    reply::json(200, &view)
}

/// Where Cloudflare Stream plays it: what is on air, or its recording.
async fn on_stream(app: &App, row: &StreamRow, input: &InputOf) -> Result<Map<String, Value>, ApiError> {
    if row.status == Status::Live {
        return cloudflare::playback::running(app, row.id).await;
    }
    let Some(start) = &row.start_time else { return Ok(Map::new()) };
    match vod::provider::recording_of(&app.db()?, row.id, start).await? {
        Some((video_id, is_signed)) => {
            cloudflare::playback::recorded(app, &input.origin, &video_id, is_signed).await
        }
        None => Ok(Map::new()),
    }
}
