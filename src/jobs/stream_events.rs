//! Events of Cloudflare Stream that come by queue: the same news as the webhooks', taken in the same way.

use crate::cloudflare::{Desk, hearing};
use crate::config;
use crate::error::ApiError;
use crate::platform::clock;
use domain::wire::cloudflare::{Message, parse_message};
use worker::Env;

/// Takes an event in. What is none is dropped: it would be none the next time either.
pub(super) async fn take(env: &Env, body: &str) -> Result<(), ApiError> {
    let config = config::of(env)?;
    let Some(desk) = Desk::of(env, &config, clock::now()) else { return Ok(()) };
    match parse_message(body.as_bytes()) {
        Ok(Message::Live(event)) => hearing::live(&desk, &event).await.map(drop),
        Ok(Message::Video(video)) => hearing::video(&desk, &video).await.map(drop),
        Ok(Message::Other) | Err(_) => Ok(()),
    }
}
