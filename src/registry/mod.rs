//! The public register of rooms on a chain: a mirror of what streams do, for anyone to read. Nothing waits for it.
//!
//! A broadcast is one room there. What is wished of a room is a row that is written together with the index
//! ([`follow`]); the sender does it ([`drive`]), and tells the row how far it is. What gets lost between the two the
//! cron finds ([`drive_open`]).

mod driving;
pub mod handlers;
mod orders;
mod reading;
pub mod store;
mod view;

use crate::app::App;
use crate::config::Config;
use crate::durable_objects::registry_sender::calls::Health;
use crate::durable_objects::registry_sender::client::Sender;
use crate::error::ApiError;
use crate::platform::bindings;
use crate::platform::d1::Statement;
use domain::media::session::Snapshot;
use domain::registry::room::{RoomId, SessionId, cut_title};
use serde_json::Value;
use worker::Env;

pub use driving::{drive, drive_open};

/// A session that is announced before it is on air.
#[derive(Clone, Copy, Debug)]
pub struct Announcement<'a> {
    /// Its stream.
    pub stream_id: i64,
    /// The video platform's id of it.
    pub session: SessionId,
    /// Its title; what is longer than the contract takes is cut off.
    pub title: &'a str,
}

/// Announces a session: its room is created now, goes live with the stream's next broadcast and ends with it. Says
/// which room; `None` without a registry. The same session is always the same room.
///
/// # Errors
/// When the database is away. That the chain is does not matter.
pub async fn announce(
    env: &Env,
    config: &Config,
    announcement: Announcement<'_>,
) -> Result<Option<RoomId>, ApiError> {
    let Some(registry) = &config.registry else { return Ok(None) };
    let Announcement { stream_id, session, title } = announcement;
    let room = registry.secrets.room_of_session(registry.account.address(), session);
    let title = cut_title(title);
    store::announce(&bindings::database(env)?, registry.place, room, stream_id, session, title).await?;
    drive(env, stream_id).await;
    Ok(Some(room))
}

/// Ends all rooms of a stream, also those that never were on air.
///
/// # Errors
/// When the database is away.
pub async fn ended(env: &Env, config: &Config, stream_id: i64) -> Result<(), ApiError> {
    if config.registry.is_none() {
        return Ok(());
    }
    store::end(&bindings::database(env)?, stream_id).await?;
    drive(env, stream_id).await;
    Ok(())
}

/// The statements that note what a stream's snapshot means for its rooms; none without a registry. They have to stand
/// before the one that takes the snapshot over, in one batch with it.
pub fn follow(config: &Config, stream_id: i64, snapshot: &Snapshot) -> Vec<Statement<'static>> {
    match (&config.registry, snapshot.start_time) {
        (Some(registry), Some(start)) => {
            let room = registry.secrets.room_of_broadcast(registry.account.address(), stream_id, start);
            store::follow(registry.place, room, stream_id, start, snapshot)
        }
        _ => Vec::new(),
    }
}

/// What a stream's view says of its room: `roomId` and `registry`; nothing where there is none.
///
/// # Errors
/// When the database is away.
pub async fn of_stream(app: &App, stream_id: i64) -> Result<Option<Value>, ApiError> {
    if app.config.registry.is_none() {
        return Ok(None);
    }
    let row = store::newest(&app.db()?, stream_id).await?;
    Ok(row.map(|row| view::beside_stream(&row)))
}

/// How the sender does; `None` without a registry.
///
/// # Errors
/// When it does not answer.
pub async fn check(app: &App) -> Result<Option<Health>, ApiError> {
    match &app.config.registry {
        Some(registry) => Sender::of(&app.env, registry)?.check().await.map(Some),
        None => Ok(None),
    }
}
