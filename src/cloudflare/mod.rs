//! Rooms on Cloudflare Stream: made, heard of, played and ended there.

pub mod api;
pub mod calls;
pub mod handlers;
pub mod health;
pub mod hearing;
pub mod opening;
pub mod outputs;
pub mod owning;
pub mod playback;
pub mod removing;
pub mod repair;
pub mod store;
pub mod uploads;
pub mod webhooks;

use crate::app::App;
use crate::config::{Cloudflare, Config};
use crate::error::ApiError;
use crate::platform::bindings;
use crate::platform::log::Log;
use domain::problem::Problem;
use domain::time::Millis;
use worker::{D1Database, Env};

/// Where work for Stream is done, be it for a request, for the clock or for a queue.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The bindings.
    pub env: &'a Env,
    /// The settings.
    pub config: &'a Config,
    /// The account.
    pub account: &'a Cloudflare,
    /// When it began.
    pub now: Millis,
    /// Where lines go.
    pub log: Log,
}

impl<'a> Desk<'a> {
    /// A desk; `None` on a deployment without an account.
    pub fn of(env: &'a Env, config: &'a Config, now: Millis) -> Option<Self> {
        let account = config.cloudflare.as_ref()?;
        Some(Self { env, config, account, now, log: config.log() })
    }

    /// The desk of a request.
    ///
    /// # Errors
    /// [`Problem::Misconfigured`] on a deployment without an account.
    pub fn of_app(app: &'a App) -> Result<Self, ApiError> {
        let desk = Self::of(&app.env, &app.config, app.now);
        desk.ok_or_else(|| Problem::Misconfigured("Cloudflare Stream is not set up".into()).into())
    }

    /// The database.
    ///
    /// # Errors
    /// When there is no such binding.
    pub fn db(&self) -> Result<D1Database, ApiError> {
        Ok(bindings::database(self.env)?)
    }
}
