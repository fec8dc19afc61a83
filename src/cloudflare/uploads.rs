//! Videos that people send to Stream, or let it fetch.

use super::api::Fault;
use super::{Desk, calls, owning, playback};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity::{self, Caller};
use crate::vod::{self, provider};
use domain::cloudflare::draft::DirectUpload;
use domain::problem::Problem;
use domain::vod::Status;
use domain::vod::draft::NewLink;
use serde_json::json;
use worker::Response;

/// Stream's code for an address from which nothing can be fetched.
const BAD_URL: i64 = 10_010;

/// `POST /vod/direct-upload`
pub async fn direct(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let user_id = caller.account()?;
    let desk = Desk::of_app(app)?;
    let draft = DirectUpload::read(inbound.json(app.config.max_body_bytes).await?)?;
    vod::check_stream(app, &caller, draft.stream_id).await?;
    let asked = DirectUpload { is_private: draft.is_private && playback::can_sign(&desk), ..draft.clone() };
    let (provider_id, upload_url) = calls::direct_upload(&desk, &asked, &user_id.to_string()).await?;
    let new = provider::NewVideo {
        stream_id: draft.stream_id,
        user_id,
        title: &draft.title,
        is_private: draft.is_private,
        provider_id: &provider_id,
        status: Status::Uploading,
    };
    let made = provider::insert(&app.db()?, &new).await;
    if made.is_err() {
        owning::forget_video(app, &provider_id).await;
    }
    let id = made?;
    let video = vod::shown(app, inbound, id).await?;
    let response = reply::json(201, &json!({"uploadUrl": upload_url, "video": video}))?;
    reply::set(response.headers(), "location", &format!("/vod/{id}"));
    Ok(response)
}

/// `POST /vod/upload` as JSON with `"provider":"cloudflare"`: Stream fetches the file itself.
pub async fn copy(
    app: &App,
    inbound: &Inbound,
    caller: &Caller,
    draft: &NewLink,
) -> Result<Response, ApiError> {
    let user_id = caller.account()?;
    let desk = Desk::of_app(app)?;
    let is_signed = draft.is_private && playback::can_sign(&desk);
    let copied = calls::copy(&desk, &draft.url, &draft.title, &user_id.to_string(), is_signed).await;
    let video = copied.map_err(|fault| match fault {
        Fault::Refused(_, Some(BAD_URL)) => {
            Problem::field("url", "must be an address from which Cloudflare Stream can fetch a video").into()
        }
        fault => ApiError::from(fault),
    })?;
    let new = provider::NewVideo {
        stream_id: draft.stream_id,
        user_id,
        title: &draft.title,
        is_private: draft.is_private,
        provider_id: &video.uid,
        status: Status::Processing,
    };
    let made = provider::insert(&app.db()?, &new).await;
    if made.is_err() {
        owning::forget_video(app, &video.uid).await;
    }
    let id = made?;
    let response = reply::json(201, &vod::shown(app, inbound, id).await?)?;
    reply::set(response.headers(), "location", &format!("/vod/{id}"));
    Ok(response)
}
