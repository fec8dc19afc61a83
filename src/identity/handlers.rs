//! The identity calls.

use super::store::{self, NewSession, SessionItem};
use super::welcome::{self, Carrier};
use super::{Caller, caller, revoked, sessions};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::platform::{limits, random};
use domain::auth::credentials::{RawCredentials, RawGuest};
use domain::auth::refresh::Worth;
use domain::auth::{NewClaims, Role, password, refresh};
use domain::page;
use domain::problem::{FieldErrors, Problem, TokenFault};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use worker::Response;

/// A browser's name for itself is kept this far.
const MAX_AGENT_CHARS: usize = 200;

async fn read<T: DeserializeOwned>(app: &App, inbound: &mut Inbound) -> Result<T, ApiError> {
    let body = inbound.json(app.config.max_body_bytes).await?;
    serde_json::from_str(&body.to_string())
        .map_err(|_| Problem::Malformed("the body must be a JSON object".into()).into())
}

/// Guessing passwords is slow work: so many tries a minute for each username, as `wrangler.toml` says. The limiter
/// gets a digest: people type passwords into the wrong field.
async fn check_rate(app: &App, username: &str) -> Result<(), ApiError> {
    let is_within =
        limits::is_within(&app.env, "LOGIN_LIMIT", app.config.vault.digest(&username.to_lowercase())).await;
    if is_within { Ok(()) } else { Err(Problem::TooMany { retry_after_s: 60 }.into()) }
}

/// `POST /auth/register`
pub async fn register(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let carrier = Carrier::of(inbound)?;
    let new = read::<RawCredentials>(app, inbound).await?.into_new_user()?;
    check_rate(app, &new.username).await?;
    let hash = password::hash(&new.password, random::bytes())?;
    let (sid, agent) = (random::id(), agent(inbound));
    let user =
        store::register(&app.db()?, &new.username, &hash, &session(app, &sid, agent.as_deref())).await?;
    carrier.welcome(app, 201, &user, &sid, 1)
}

/// `POST /auth/login`. No such user and a wrong password take the same work and get the same answer.
pub async fn login(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let carrier = Carrier::of(inbound)?;
    let given = read::<RawCredentials>(app, inbound).await?.into_login()?;
    check_rate(app, &given.username).await?;
    let db = app.db()?;
    let found = store::find_login(&db, &given.username).await?;
    let hash = found.as_ref().and_then(|(_, hash)| hash.as_deref());
    if !password::verify(&given.password, hash) {
        return Err(Problem::Credentials("wrong username or password").into());
    }
    let (user, _) = found.ok_or(Problem::Credentials("wrong username or password"))?;
    let (sid, agent) = (random::id(), agent(inbound));
    store::insert_session(&db, user.id, &session(app, &sid, agent.as_deref())).await?;
    app.note_user(&user.id.to_string());
    carrier.welcome(app, 200, &user, &sid, 1)
}

/// `POST /auth/guest`
pub async fn guest(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let nickname = read::<RawGuest>(app, inbound).await?.into_nickname()?;
    let name = nickname.unwrap_or_else(|| format!("guest-{}", hex::encode(random::bytes::<2>())));
    let sub = format!("guest:{}", random::id());
    let token =
        welcome::access_token(app, &NewClaims { sub: &sub, name: &name, role: Role::Guest, sid: None })?;
    reply::json(200, &json!({"accessToken": token.expose(), "expiresIn": welcome::expires_in_s(app)}))
}

/// `POST /auth/refresh`. A token that was used before betrays that it was stolen, by whom cannot be told: the
/// session ends.
pub async fn refresh(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let carrier = Carrier::of(inbound)?;
    let token = carrier.refresh_token(app, inbound).await?;
    let outcome = renew(app, carrier, &token).await;
    if outcome.as_ref().is_err_and(|error| matches!(error.problem, Problem::Token(_))) {
        carrier.forget(app);
    }
    outcome
}

async fn renew(app: &App, carrier: Carrier, token: &str) -> Result<Response, ApiError> {
    let given = refresh::read(&app.config.tokens.keyring, token).ok_or(TokenFault::Invalid)?;
    let session = store::find_session(&app.db()?, &given.sid, app.now).await?.ok_or_else(revoked)?;
    let (current, grace_ms) = (session.generation, carrier.grace_ms());
    let is_fine = match refresh::judge(given.generation, current, session.rotated_at, app.now, grace_ms) {
        // Who loses a race against a twin repeats what the twin asked.
        Worth::Current => rotate(app, &given.sid, current).await? || grace_ms > 0,
        Worth::Repeated => true,
        Worth::Stolen => false,
    };
    if !is_fine {
        end(app, &given.sid).await?;
        return Err(revoked());
    }
    app.note_user(&session.user.id.to_string());
    carrier.welcome(app, 200, &session.user, &given.sid, given.generation.saturating_add(1))
}

async fn rotate(app: &App, sid: &str, generation: u32) -> Result<bool, ApiError> {
    let expires_at = app.now.plus(app.config.tokens.session_ttl_ms);
    store::rotate(&app.db()?, sid, generation, app.now, expires_at).await
}

async fn end(app: &App, sid: &str) -> Result<(), ApiError> {
    store::revoke(&app.db()?, sid, app.now).await?;
    sessions::forget(sid);
    Ok(())
}

/// `POST /auth/logout`. Whoever has the session in a cookie needs no access token beside it.
pub async fn logout(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    let carrier = Carrier::of(inbound)?;
    let sid = match carrier.kept(inbound) {
        Some(token) => refresh::read(&app.config.tokens.keyring, &token).map(|refresh| refresh.sid),
        None => caller(app, inbound).await?.claims.sid,
    };
    if let Some(sid) = &sid {
        end(app, sid).await?;
    }
    carrier.forget(app);
    Ok(reply::empty())
}

/// `GET /auth/me`
pub async fn me(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    let caller = caller(app, inbound).await?;
    let user = match caller.user_id {
        Some(id) => store::find_user(&app.db()?, id).await?,
        None => None,
    };
    match user {
        Some(user) => reply::json(200, &user),
        None => {
            let claims = &caller.claims;
            reply::json(200, &json!({"id": null, "username": claims.name, "role": claims.role}))
        }
    }
}

/// `GET /auth/sessions`
pub async fn sessions(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    let caller = caller(app, inbound).await?;
    let user_id = caller.account()?;
    let (after, limit) = sessions_page(inbound)?;
    let items = store::list_sessions(&app.db()?, user_id, app.now, after, limit).await?;
    let next = page::next_cursor("sessions", &items, limit, SessionItem::position);
    let items: Vec<Value> = items.iter().map(|item| with_current(item, &caller)).collect();
    reply::json(200, &json!({"items": items, "nextCursor": next}))
}

fn sessions_page(inbound: &Inbound) -> Result<(page::Position, u32), Problem> {
    let mut errors = FieldErrors::default();
    let limit = page::read_limit(inbound.query("limit").as_deref(), &mut errors);
    let cursor = inbound.query("cursor");
    let after = page::read_after(cursor.as_deref(), "sessions", store::sessions_start(), &mut errors);
    errors.finish()?;
    Ok((after, limit))
}

fn with_current(item: &SessionItem, caller: &Caller) -> Value {
    let mut value = json!(item);
    if let Some(members) = value.as_object_mut() {
        members.insert("current".into(), json!(caller.claims.sid.as_ref() == Some(&item.id)));
    }
    value
}

/// `DELETE /auth/sessions/:id`
pub async fn end_session(app: &App, inbound: &Inbound, sid: &str) -> Result<Response, ApiError> {
    let user_id = caller(app, inbound).await?.account()?;
    if !store::revoke_own(&app.db()?, sid, user_id, app.now).await? {
        return Err(Problem::NotFound("session").into());
    }
    sessions::forget(sid);
    Ok(reply::empty())
}

fn session<'a>(app: &App, id: &'a str, user_agent: Option<&'a str>) -> NewSession<'a> {
    NewSession { id, user_agent, now: app.now, expires_at: app.now.plus(app.config.tokens.session_ttl_ms) }
}

fn agent(inbound: &Inbound) -> Option<String> {
    inbound.header("user-agent").map(|agent| agent.chars().take(MAX_AGENT_CHARS).collect())
}
