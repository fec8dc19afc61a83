//! The bytes of videos and their pictures, straight from storage.

use super::store::{self, VideoRow};
use super::watched::{self, File};
use super::{links, visible, visible_to_bearer};
use crate::app::App;
use crate::cloudflare;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::platform::objects::Span;
use domain::picture;
use domain::problem::Problem;
use domain::time::Millis;
use domain::vod::conditions::{Asked, Plan, plan};
use domain::vod::link::What;
use std::rc::Rc;
use worker::{Headers, Response, ResponseBuilder};

/// A video's bytes never change; who may see them does.
const CACHE_CONTROL: &str = "private, max-age=3600";

/// `GET /vod/:id/content`, and `HEAD`
pub async fn content(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let is_by_link = links::is_by_link(app, inbound, id, What::Content)?;
    // A link shows the file to whoever has it; a token may not.
    if let Some(file) = watched::recall(id, app.now).filter(|_| is_by_link) {
        return send_watched(app, inbound, id, &file).await;
    }
    let row = admitted(app, inbound, id, is_by_link).await?;
    if !row.is_ready() {
        return Err(Problem::Conflict("the video is not ready".into()).into());
    }
    if let Some(url) = &row.url {
        return redirect(&elsewhere(app, &row, url).await?);
    }
    let no_file = || ApiError::caused(Problem::Internal, "a video is ready and has no file");
    let file = Rc::new(File::of(&row).ok_or_else(no_file)?);
    watched::remember(id, app.now, &file);
    send_watched(app, inbound, id, &file).await
}

async fn send_watched(app: &App, inbound: &Inbound, id: i64, file: &File) -> Result<Response, ApiError> {
    let outcome = send(app, inbound, file).await;
    if let Err(ApiError { problem: Problem::NotFound(_), .. }) = &outcome {
        watched::forget(id);
    }
    outcome
}

/// `GET /vod/:id/thumbnail`
pub async fn thumbnail(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    let is_by_link = links::is_by_link(app, inbound, id, What::Thumbnail)?;
    let row = admitted(app, inbound, id, is_by_link).await?;
    match (&row.thumbnail_key, &row.thumbnail) {
        (Some(key), _) => stored_picture(app, inbound, key).await,
        (None, Some(url)) => redirect(&elsewhere(app, &row, url).await?),
        (None, None) => Err(Problem::NotFound("thumbnail").into()),
    }
}

/// The address of what somebody else keeps, with a token where that takes one.
async fn elsewhere(app: &App, row: &VideoRow, url: &str) -> Result<String, ApiError> {
    match &row.provider_id {
        Some(provider_id) if row.is_signed => {
            cloudflare::playback::signed_address(app, provider_id, url).await
        }
        _ => Ok(url.to_owned()),
    }
}

/// A key is never used for another picture, so it tells them apart.
async fn stored_picture(app: &App, inbound: &Inbound, key: &str) -> Result<Response, ApiError> {
    let size_bytes = app.objects()?.size(key).await?.ok_or(Problem::NotFound("thumbnail"))?;
    let name = key.rsplit('/').next().unwrap_or(key);
    let content_type = picture::content_type(name).to_owned();
    let (key, etag) = (key.to_owned(), format!("\"{name}\""));
    send(app, inbound, &File { key, size_bytes, etag, modified: Millis(0), content_type }).await
}

/// The video, for whoever has a signed link or a token that lets them see it.
async fn admitted(app: &App, inbound: &Inbound, id: i64, is_by_link: bool) -> Result<VideoRow, ApiError> {
    if is_by_link {
        visible(store::find(&app.db()?, id).await?)
    } else {
        visible_to_bearer(app, inbound, id).await
    }
}

fn redirect(url: &str) -> Result<Response, ApiError> {
    let headers = Headers::new();
    reply::set(&headers, "location", url);
    Ok(ResponseBuilder::new().with_status(302).with_headers(headers).empty())
}

async fn send(app: &App, inbound: &Inbound, file: &File) -> Result<Response, ApiError> {
    let headers = headers(file);
    let (status, span) = match plan(&Conditions::of(inbound).asked(), &file.entity()) {
        Plan::NotModified => {
            return Ok(ResponseBuilder::new().with_status(304).with_headers(headers).empty());
        }
        Plan::PreconditionFailed => {
            return Err(
                Problem::PreconditionFailed("the file is not as the request expects it".into()).into()
            );
        }
        Plan::Unsatisfiable => {
            return Err(Problem::RangeNotSatisfiable { size_bytes: file.size_bytes }.into());
        }
        Plan::Whole => (200, None),
        Plan::Part { first, last } => {
            reply::set(&headers, "content-range", &format!("bytes {first}-{last}/{}", file.size_bytes));
            (206, Some(Span { offset: first, len: last - first + 1 }))
        }
    };
    let length = span.map_or(file.size_bytes, |span| span.len);
    reply::set(&headers, "content-length", &length.to_string());
    let response = ResponseBuilder::new().with_status(status).with_headers(headers);
    if inbound.method() == "HEAD" || length == 0 {
        return Ok(response.empty());
    }
    let content = app.objects()?.get(&file.key, span).await?;
    let gone = || ApiError::caused(Problem::NotFound("file"), format!("{} is not in storage", file.key));
    Ok(response.stream(content.ok_or_else(gone)?.into_stream()))
}

/// The headers of a request that its answer depends on.
struct Conditions {
    range: Option<String>,
    if_match: Option<String>,
    if_none_match: Option<String>,
    if_modified_since: Option<String>,
    if_unmodified_since: Option<String>,
    if_range: Option<String>,
}

impl Conditions {
    /// Ranges are for `GET` alone (RFC 9110, 14.2).
    fn of(inbound: &Inbound) -> Self {
        Self {
            range: inbound.header("range").filter(|_| inbound.method() != "HEAD"),
            if_match: inbound.header("if-match"),
            if_none_match: inbound.header("if-none-match"),
            if_modified_since: inbound.header("if-modified-since"),
            if_unmodified_since: inbound.header("if-unmodified-since"),
            if_range: inbound.header("if-range"),
        }
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            range: self.range.as_deref(),
            if_match: self.if_match.as_deref(),
            if_none_match: self.if_none_match.as_deref(),
            if_modified_since: self.if_modified_since.as_deref(),
            if_unmodified_since: self.if_unmodified_since.as_deref(),
            if_range: self.if_range.as_deref(),
        }
    }
}

fn headers(file: &File) -> Headers {
    reply::headers([
        ("content-type", &*file.content_type),
        ("accept-ranges", "bytes"),
        ("etag", &file.etag),
        ("last-modified", &file.modified.to_http_date()),
        ("cache-control", CACHE_CONTROL),
        ("x-content-type-options", "nosniff"),
    ])
}
