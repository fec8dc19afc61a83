//! Who is calling: accounts, logins, tokens.

pub mod handlers;
mod outside;
mod sessions;
pub mod store;
mod welcome;

use crate::app::App;
use crate::config::{Config, OutsideIssuer};
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::platform::crypto;
use crate::platform::later::apart;
use crate::platform::log::Log;
use domain::auth::{self, Claims, Origin, OutsideRules, OwnRules, Role};
use domain::chat::person::Person;
use domain::chat::user_id::UserId;
use domain::problem::{Problem, TokenFault};
use domain::time::Millis;
use worker::{D1Database, Env};

/// Whoever sent a valid token.
pub struct Caller {
    /// What the token says.
    pub claims: Claims,
    /// The account; `None` for guests and media servers.
    pub user_id: Option<i64>,
    /// When the account was made; `None` without one, and for a token of no session, which does not tell.
    pub account_since: Option<Millis>,
}

impl Caller {
    /// The account.
    ///
    /// # Errors
    /// [`Problem::Forbidden`] for guests and media servers.
    pub fn account(&self) -> Result<i64, ApiError> {
        self.user_id
            .ok_or_else(|| Problem::Forbidden("this needs an account: register or log in".into()).into())
    }

    /// Whether the caller runs the deployment.
    pub fn is_admin(&self) -> bool {
        self.claims.role == Role::Admin
    }

    /// Who they are in the chat of a stream with this owner.
    pub fn person(&self, owner_id: Option<i64>, now: Millis) -> Person {
        let user_id = match self.user_id {
            Some(id) => UserId::Account(id),
            None => UserId::Guest(self.claims.person()),
        };
        Person {
            is_owner: self.user_id.is_some() && self.user_id == owner_id,
            user_id,
            username: self.claims.name.clone(),
            role: self.claims.role,
            sid: self.claims.sid.clone(),
            exp: self.claims.exp,
            checked_at: now,
            account_since: self.account_since,
        }
    }

    /// Whether the caller has this account.
    pub fn is(&self, user_id: i64) -> bool {
        self.user_id == Some(user_id)
    }
}

/// The rules for our own tokens.
fn own_rules(config: &Config) -> OwnRules<'_> {
    let tokens = &config.tokens;
    OwnRules { keyring: &tokens.keyring, issuer: &tokens.issuer, audience: &tokens.audience }
}

/// Who calls.
///
/// # Errors
/// As [`who`], and without a token.
pub async fn caller(app: &App, inbound: &Inbound) -> Result<Caller, ApiError> {
    let caller = who(&app.env, &app.config, app.now, &inbound.token()?).await?;
    app.note_user(&caller.claims.person());
    Ok(caller)
}

/// Whose token it is, wherever it came in.
///
/// # Errors
/// [`Problem::Token`] for a token that does not count, or when its session has ended.
pub async fn who(env: &Env, config: &Config, now: Millis, token: &str) -> Result<Caller, ApiError> {
    let claims = verify(config, now, token).await?;
    let (user_id, account_since) = match (claims.origin, &claims.sid) {
        (Origin::Own, Some(sid)) => (claims.user_id(), Some(sessions::check(env, now, sid).await?)),
        (Origin::Own, None) => (claims.user_id(), None),
        (Origin::Outside, _) => apart(outside::account(env, &claims)).await?.unzip(),
    };
    // A media server that logged in has a session, but no account to speak of.
    Ok(Caller { claims, user_id, account_since: account_since.filter(|_| user_id.is_some()) })
}

async fn verify(config: &Config, now: Millis, token: &str) -> Result<Claims, ApiError> {
    let Some(issuer) = config.outside.as_ref().filter(|_| auth::is_outside(token)) else {
        return Ok(auth::verify(token, &own_rules(config), now)?);
    };
    apart(verify_outside(issuer, config.log(), now, token)).await
}

async fn verify_outside(
    issuer: &OutsideIssuer,
    log: Log,
    now: Millis,
    token: &str,
) -> Result<Claims, ApiError> {
    let keys = outside::keys(issuer, log, now, token).await;
    let rules = OutsideRules { issuer: &issuer.issuer, audience: &issuer.audience, keys: &keys };
    Ok(auth::verify_outside(token, &rules, crypto::is_signed, now).await?)
}

/// Which of these sessions are still open, in one question to the database.
///
/// # Errors
/// When the database is away.
pub async fn open_sessions(db: &D1Database, sids: &[String], now: Millis) -> Result<Vec<String>, ApiError> {
    store::open_sessions(db, sids, now).await
}

/// Whether there is such an account.
///
/// # Errors
/// When the database is away.
pub async fn exists(db: &D1Database, user_id: i64) -> Result<bool, ApiError> {
    Ok(store::find_user(db, user_id).await?.is_some())
}

/// The names of those of the accounts that there are, in one question to the database, however many.
///
/// # Errors
/// When the database is away.
pub async fn usernames(db: &D1Database, ids: &[i64]) -> Result<Vec<(i64, String)>, ApiError> {
    store::usernames(db, ids).await
}

/// The answer to a token whose session is over.
fn revoked() -> ApiError {
    TokenFault::Revoked.into()
}

/// Drops sessions that expired a day ago; says how many.
///
/// # Errors
/// When the database is away.
pub async fn forget_expired(db: &D1Database, now: Millis) -> Result<usize, ApiError> {
    store::forget_sessions(db, now.plus(-86_400_000)).await
}
