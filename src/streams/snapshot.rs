//! Pictures of running broadcasts: taken in, told of, shown.

use super::store::{self, StreamRow};
use super::{existing, fresh};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity;
use crate::platform::bytes::Bytes;
use crate::platform::objects::Stored;
use crate::vod::links;
use domain::cloudflare::address::Place;
use domain::media::session::Status;
use domain::picture::Kind;
use domain::problem::Problem;
use domain::streams::snapshot::{is_current, object_key, turn};
use domain::time::Millis;
use domain::vod::conditions::{Asked, Entity, Plan, plan};
use domain::vod::link::What;
use worker::{Headers, Response, ResponseBuilder};

/// The next picture comes soon. Who may see a stream may see it, and not every cache knows who that is.
const CACHE_CONTROL: &str = "private, max-age=20";

/// Keeps a JPEG of the broadcast that is on air since then, in the place of the one before.
///
/// # Errors
/// [`Problem::NotFound`] when the stream was deleted meanwhile, and when storage or database are away.
pub async fn keep(app: &App, id: i64, live_since: Millis, jpeg: &[u8]) -> Result<(), ApiError> {
    let (db, objects, key) = (app.db()?, app.objects()?, object_key(id));
    objects.put(&key, Kind::Jpeg.content_type(), &Bytes::from_slice(jpeg)).await?;
    match store::snapshot_of(&db, id).await? {
        None => {
            objects.delete(&[key]).await?;
            Err(Problem::NotFound("stream").into())
        }
        Some(known) if known == live_since.to_rfc3339() => Ok(()),
        Some(_) => store::note_snapshot(&db, id, live_since).await,
    }
}

/// Where the picture of what is on air is; `None` where there is none.
pub(super) fn address(app: &App, inbound: &Inbound, row: &StreamRow) -> Option<String> {
    let live_since = live_since(row)?;
    match &row.input {
        // It would take a token, which only the call for its playback gives out.
        Some(input) if input.is_signed => None,
        Some(input) => Some(Place::new(&input.origin, input.video_id.as_ref()?).thumbnail()),
        None if row.snapshot_of.as_deref() != Some(live_since) => None,
        None => {
            let link = links::address(app, inbound, row.id, What::Snapshot);
            Some(format!("{link}&t={}", turn(app.now)))
        }
    }
}

/// When the broadcast began that is on air, as the row has it.
fn live_since(row: &StreamRow) -> Option<&str> {
    row.start_time.as_deref().filter(|_| row.status == Status::Live)
}

/// `GET /streams/:id/snapshot`
pub async fn show(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    if !links::is_by_link(app, inbound, id, What::Snapshot)? {
        identity::caller(app, inbound).await?;
    }
    let row = fresh(app, existing(app, id).await?).await;
    let found = current(app, &row).await?.ok_or(Problem::NotFound("snapshot"))?;
    send(inbound, found)
}

/// The picture, if it is of what is on air now.
async fn current(app: &App, row: &StreamRow) -> Result<Option<Stored>, ApiError> {
    let Some(live_since) = live_since(row).and_then(Millis::from_rfc3339) else { return Ok(None) };
    let stored = app.objects()?.open(&object_key(row.id)).await?;
    Ok(stored.filter(|stored| is_current(stored.stored_at, live_since, app.now)))
}

fn send(inbound: &Inbound, stored: Stored) -> Result<Response, ApiError> {
    let known = inbound.header("if-none-match");
    let asked = Asked { if_none_match: known.as_deref(), ..Asked::default() };
    let entity = Entity { size: stored.size_bytes, etag: &stored.etag, modified: stored.stored_at };
    let headers = headers(&stored);
    if plan(&asked, &entity) == Plan::NotModified {
        return Ok(ResponseBuilder::new().with_status(304).with_headers(headers).empty());
    }
    reply::set(&headers, "content-length", &stored.size_bytes.to_string());
    let response = ResponseBuilder::new().with_headers(headers);
    if inbound.method() == "HEAD" {
        return Ok(response.empty());
    }
    Ok(response.stream(stored.content.into_stream()))
}

fn headers(stored: &Stored) -> Headers {
    reply::headers([
        ("content-type", Kind::Jpeg.content_type()),
        ("etag", &stored.etag),
        ("last-modified", &stored.stored_at.to_http_date()),
        ("cache-control", CACHE_CONTROL),
        ("x-content-type-options", "nosniff"),
    ])
}
