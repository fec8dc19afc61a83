//! `POST /vod/upload`: a file in a form, or the address of one.

use super::{form, outside, store, view};
use crate::app::App;
use crate::cloudflare;
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::identity;
use domain::problem::Problem;
use domain::vod::draft::NewLink;
use domain::vod::{Source, Status};
use store::NewVideo;
use worker::Response;

/// `POST /vod/upload`
pub async fn upload(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let content_type = inbound.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if content_type.starts_with("multipart/") {
        form::upload(app, inbound).await
    } else if content_type.starts_with("application/json") {
        register(app, inbound).await
    } else {
        Err(Problem::UnsupportedMediaType("send multipart/form-data with a file, or JSON with its url")
            .into())
    }
}

/// Registers a file that a media server stored already.
async fn register(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let user_id = caller.account()?;
    let draft = NewLink::read(inbound.json(app.config.max_body_bytes).await?)?;
    super::target::check_stream(app, &caller, draft.stream_id).await?;
    if draft.is_for_stream {
        return cloudflare::uploads::copy(app, inbound, &caller, &draft).await;
    }
    let file = outside::look(app, &draft.url).await?;
    let new = NewVideo {
        stream_id: draft.stream_id,
        user_id,
        title: &draft.title,
        status: Status::Processing,
        source: Source::Link,
        is_private: draft.is_private,
        url: Some(&draft.url),
        object_key: None,
        thumbnail: draft.thumbnail.as_deref(),
    };
    let db = app.db()?;
    let id = store::insert(&db, &new).await?;
    let facts = file.facts_with(draft.duration_ms);
    store::link(&db, id, &draft.url, file.content_type, file.size_bytes, &facts).await?;
    view::created(app, inbound, id).await
}
