//! The webhooks of Stream.

use super::{Desk, hearing};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use domain::media::inbox::{authenticate_notification, authenticate_stream};
use domain::media::verdict::Verdict;
use domain::problem::Problem;
use domain::wire::cloudflare::{parse_live, parse_video};
use serde_json::json;
use worker::Response;

/// The largest webhook: they are a few kilobytes.
const MAX_BYTES: usize = 65_536;

/// `POST /webhook/cloudflare/live`
pub async fn receive_live(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let body = inbound.bytes(MAX_BYTES).await?;
    let desk = desk(app)?;
    let given = inbound.header("cf-webhook-auth");
    authenticate_notification(&desk.account.notification_secrets, given.as_deref())?;
    match parse_live(&body)? {
        Some(event) => answer(hearing::live(&desk, &event).await),
        // The test that a new destination gets, or news of something else.
        None => answer(Ok(Verdict::Noted)),
    }
}

/// `POST /webhook/cloudflare/video`
pub async fn receive_video(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let body = inbound.bytes(MAX_BYTES).await?;
    let desk = desk(app)?;
    let given = inbound.header("webhook-signature");
    authenticate_stream(&desk.account.webhook_secrets, given.as_deref(), &body, app.now)?;
    answer(hearing::video(&desk, &parse_video(&body)?).await)
}

/// Without an account there are no secrets, and nobody is believed.
fn desk(app: &App) -> Result<Desk<'_>, ApiError> {
    Desk::of(&app.env, &app.config, app.now).ok_or_else(|| Problem::UnknownSender.into())
}

/// Our own trouble is 503: Stream may tell it again, and the clock asks in any case.
fn answer(outcome: Result<Verdict, ApiError>) -> Result<Response, ApiError> {
    match outcome {
        Ok(verdict) => reply::json(200, &json!({"code": 0, "verdict": verdict})),
        Err(error) if error.is_ours() => Err(ApiError { problem: Problem::Unavailable("the room"), ..error }),
        Err(error) => Err(error),
    }
}
