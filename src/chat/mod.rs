//! The chat of a stream, from outside: its two doors, its log, its staff.

pub mod engine;
pub mod export;
pub mod handlers;
pub mod moderation;
mod naming;

use crate::app::App;
use crate::durable_objects::stream_room::chat::calls::{Act, Actor, ChatCall, ChatTold};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::identity::{self, Caller};
use crate::streams;
use domain::problem::Problem;

/// Asks a room's chat something; a refusal is the caller's answer.
async fn ask(app: &App, stream_id: i64, call: &ChatCall) -> Result<ChatTold, ApiError> {
    match Room::of(&app.env, stream_id)?.chat(call).await? {
        ChatTold::NotFound(what) => Err(Problem::NotFound(named(&what)).into()),
        ChatTold::Forbidden(detail) => Err(Problem::Forbidden(detail.into()).into()),
        ChatTold::Conflict(detail) => Err(Problem::Conflict(detail.into()).into()),
        told => Ok(told),
    }
}

/// The room's words for what may not be there.
fn named(what: &str) -> &'static str {
    ["stream", "message", "ban", "moderator"].into_iter().find(|name| *name == what).unwrap_or("page")
}

/// Who acts on a stream's chat. Whether they may is the room's to say: it knows its moderators.
async fn actor(app: &App, inbound: &Inbound, stream_id: i64) -> Result<(Actor, Caller), ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let owner_id = streams::owner(app, stream_id).await?;
    let person = caller.person(Some(owner_id), app.now);
    let is_above_moderators = person.is_above_moderators();
    Ok((Actor { user_id: person.user_id, is_above_moderators, owner_id }, caller))
}

/// Has a member of staff do something.
async fn act(app: &App, inbound: &Inbound, stream_id: i64, act: Act) -> Result<ChatTold, ApiError> {
    let (actor, _) = actor(app, inbound, stream_id).await?;
    ask(app, stream_id, &ChatCall::Act(actor, act)).await
}
