//! What a room's staff do.

use super::naming::named;
use super::{act, actor, ask};
use crate::app::App;
use crate::durable_objects::stream_room::chat::calls::{Act, ChatCall, ChatTold};
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity;
use crate::platform::later::apart;
use domain::chat::ban::BanRequest;
use domain::chat::settings::Change;
use domain::chat::user_id::UserId;
use domain::integer::MAX_INTEGER;
use domain::page::{self, Key};
use domain::problem::{FieldErrors, Problem};
use serde_json::json;
use worker::Response;

/// `DELETE /streams/:id/chat/:seq`
pub async fn delete(app: &App, inbound: &Inbound, id: i64, seq: i64) -> Result<Response, ApiError> {
    act(app, inbound, id, Act::Delete(seq)).await.map(|_| reply::empty())
}

/// `POST /streams/:id/chat/bans`
pub async fn ban(app: &App, inbound: &mut Inbound, id: i64) -> Result<Response, ApiError> {
    let (actor, _) = actor(app, inbound, id).await?;
    ask(app, id, &ChatCall::Act(actor.clone(), Act::Ask)).await?;
    let request = BanRequest::read(inbound.json(app.config.max_body_bytes).await?)?;
    let ban = request.begin(actor.user_id.clone(), app.now);
    // The names first: once somebody is banned, nothing may fail.
    let shown = apart(named(app, &[&serde_json::to_string(&ban)?])).await?;
    ask(app, id, &ChatCall::Act(actor, Act::Ban(ban))).await?;
    reply::json(201, &shown.first())
}

/// `DELETE /streams/:id/chat/bans/:userId`
pub async fn unban(app: &App, inbound: &Inbound, id: i64, user: UserId) -> Result<Response, ApiError> {
    act(app, inbound, id, Act::Unban(user)).await.map(|_| reply::empty())
}

/// `GET /streams/:id/chat/bans`
pub async fn bans(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    list(app, inbound, id, ("chat-bans", Key::Text(String::new())), |after, limit| Act::Bans {
        after: text(after),
        limit,
    })
    .await
}

/// `PUT /streams/:id/chat/moderators/:userId`
pub async fn add_moderator(
    app: &App,
    inbound: &Inbound,
    id: i64,
    user: UserId,
) -> Result<Response, ApiError> {
    let (actor, _) = actor(app, inbound, id).await?;
    let UserId::Account(user_id) = user else {
        return Err(Problem::field("userId", "must be a user with an account").into());
    };
    let is_allowed = actor.is_above_moderators;
    if is_allowed && !identity::exists(&app.db()?, user_id).await? {
        return Err(Problem::NotFound("user").into());
    }
    ask(app, id, &ChatCall::Act(actor, Act::AddModerator(user))).await.map(|_| reply::empty())
}

/// `DELETE /streams/:id/chat/moderators/:userId`
pub async fn remove_moderator(
    app: &App,
    inbound: &Inbound,
    id: i64,
    user: UserId,
) -> Result<Response, ApiError> {
    act(app, inbound, id, Act::RemoveModerator(user)).await.map(|_| reply::empty())
}

/// `GET /streams/:id/chat/moderators`
pub async fn moderators(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    list(app, inbound, id, ("chat-moderators", Key::Text(String::new())), |after, limit| Act::Moderators {
        after: text(after),
        limit,
    })
    .await
}

/// `GET /streams/:id/chat/settings`
pub async fn settings(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    item(200, act(app, inbound, id, Act::ShowSettings).await?)
}

/// `PUT /streams/:id/chat/settings`
pub async fn change_settings(app: &App, inbound: &mut Inbound, id: i64) -> Result<Response, ApiError> {
    let (actor, _) = actor(app, inbound, id).await?;
    ask(app, id, &ChatCall::Act(actor.clone(), Act::Ask)).await?;
    let change = Change::read(inbound.json(app.config.max_body_bytes).await?)?;
    item(200, ask(app, id, &ChatCall::Act(actor, Act::ChangeSettings(change))).await?)
}

/// `GET /streams/:id/chat/audit`
pub async fn audit(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    list(app, inbound, id, ("chat-audit", Key::Int(MAX_INTEGER)), |before, limit| Act::Audit {
        before: if let Key::Int(before) = before { before } else { MAX_INTEGER },
        limit,
    })
    .await
}

fn text(key: Key) -> String {
    if let Key::Text(text) = key { text } else { String::new() }
}

fn item(status: u16, told: ChatTold) -> Result<Response, ApiError> {
    match told {
        ChatTold::Item(body) => reply::json_text(status, body),
        _ => Err(Problem::Internal.into()),
    }
}

/// A page of what `act` lists from a position on; `order` names the list, with the position before its first item.
async fn list(
    app: &App,
    inbound: &Inbound,
    id: i64,
    (order, start): (&str, Key),
    act_from: impl FnOnce(Key, u32) -> Act,
) -> Result<Response, ApiError> {
    let is_numbered = matches!(start, Key::Int(_));
    let mut errors = FieldErrors::default();
    let limit = page::read_limit(inbound.query("limit").as_deref(), &mut errors);
    let cursor = inbound.query("cursor");
    let position = page::read_after(cursor.as_deref(), order, vec![start.clone()], &mut errors);
    errors.finish()?;
    let from = position.into_iter().next().unwrap_or(start);
    let ChatTold::Items(items) = act(app, inbound, id, act_from(from, limit)).await? else {
        return Err(Problem::Internal.into());
    };
    let key = |key: &str| {
        if is_numbered { Key::Int(key.parse().unwrap_or(MAX_INTEGER)) } else { Key::Text(key.to_owned()) }
    };
    let next = page::next_cursor(order, &items, limit, |(name, _)| vec![key(name)]);
    let bodies: Vec<&str> = items.iter().map(|(_, body)| body.as_str()).collect();
    let shown = apart(named(app, &bodies)).await?;
    reply::json(200, &json!({"items": shown, "nextCursor": next}))
}
