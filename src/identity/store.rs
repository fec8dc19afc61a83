//! Accounts and sessions in D1.

use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::row::Row;
use crate::platform::value::SqlFault;
use domain::auth::Role;
use domain::page::{Key, Position};
use domain::problem::Problem;
use domain::time::Millis;
use serde::Serialize;
use worker::D1Database;

const INSERT_USER: &str =
    "insert into users (username, passwordHash) values (?1, ?2) returning id, username, role, createdAt";
const INSERT_FIRST_SESSION: &str = "insert into sessions (id, userId, userAgent, createdAt, usedAt, expiresAt) \
     values (?1, last_insert_rowid(), ?2, ?3, ?3, ?4)";
const INSERT_SESSION: &str = "insert into sessions (id, userId, userAgent, createdAt, usedAt, expiresAt) \
     values (?1, ?2, ?3, ?4, ?4, ?5)";
const FIND_LOGIN: &str = "select id, username, role, createdAt, passwordHash from users where username = ?1";
const FIND_USER: &str = "select id, username, role, createdAt from users where id = ?1";
/// Finds each account by its id: `cross` keeps SQLite from reading all of them where it believes that they are few.
pub const NAMES: &str =
    "select u.id, u.username from json_each(?1) asked cross join users u on u.id = asked.value";
const FIND_OUTSIDE: &str = "select id, createdAt from users where issuer = ?1 and subject = ?2";
const INSERT_OUTSIDE: &str =
    "insert into users (username, issuer, subject) values (?1, ?2, ?3) on conflict do nothing";
const FIND_SESSION: &str = "select s.generation, s.usedAt, u.id, u.username, u.role, u.createdAt \
     from sessions s join users u on u.id = s.userId \
     where s.id = ?1 and s.revokedAt is null and s.expiresAt > ?2";
/// Finds a session and its account by their ids.
pub const OPEN_SINCE: &str = "select u.createdAt from sessions s join users u on u.id = s.userId \
     where s.id = ?1 and s.revokedAt is null and s.expiresAt > ?2";
/// Finds each session by its id.
pub const OPEN_AMONG: &str = "select id from sessions \
     where id in (select value from json_each(?1)) and revokedAt is null and expiresAt > ?2";
const ROTATE: &str = "update sessions set generation = generation + 1, usedAt = ?3, expiresAt = ?4 \
     where id = ?1 and generation = ?2 and revokedAt is null and expiresAt > ?3";
const REVOKE: &str = "update sessions set revokedAt = ?2 where id = ?1 and revokedAt is null";
const REVOKE_OWN: &str = "update sessions set revokedAt = ?3 where id = ?1 and userId = ?2 and revokedAt is null and expiresAt > ?3";
/// Walks `sessions_by_user` from a position on.
pub const LIST_SESSIONS: &str = "select id, userAgent, createdAt, usedAt, expiresAt from sessions \
     where userId = ?1 and revokedAt is null and expiresAt > ?2 and (createdAt, id) < (?3, ?4) \
     order by createdAt desc, id desc limit ?5";
/// Walks `sessions_by_expiry`.
pub const FORGET_SESSIONS: &str = "delete from sessions where expiresAt < ?1";

/// An account as its owner sees it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The row's id.
    pub id: i64,
    /// The name, as it was registered.
    pub username: String,
    /// What it may.
    pub role: Role,
    /// When it was registered.
    pub created_at: String,
}

impl User {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            id: row.int("id")?,
            username: row.text("username")?,
            role: row.word("role", Role::parse)?,
            created_at: row.text("createdAt")?,
        })
    }
}

/// A login as its owner sees it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionItem {
    /// The session's id.
    pub id: String,
    /// What the client called itself.
    pub user_agent: Option<String>,
    /// When the user logged in.
    pub created_at: String,
    /// When its tokens were last rotated.
    pub used_at: String,
    /// When it ends unless it is used again.
    pub expires_at: String,
}

impl SessionItem {
    /// Its position in the list of its account's sessions.
    pub fn position(&self) -> Position {
        vec![Key::Text(self.created_at.clone()), Key::Text(self.id.clone())]
    }

    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            id: row.text("id")?,
            user_agent: row.maybe_text("userAgent")?,
            created_at: row.text("createdAt")?,
            used_at: row.text("usedAt")?,
            expires_at: row.text("expiresAt")?,
        })
    }
}

/// A session that has not ended.
pub struct OpenSession {
    /// How often its pair was rotated.
    pub generation: u32,
    /// When that was last.
    pub rotated_at: Millis,
    /// Its account.
    pub user: User,
}

/// A session to be stored.
pub struct NewSession<'a> {
    /// Its id.
    pub id: &'a str,
    /// What the client called itself.
    pub user_agent: Option<&'a str>,
    /// When it begins.
    pub now: Millis,
    /// When it ends unless it is used.
    pub expires_at: Millis,
}

/// Makes an account and its first session.
///
/// # Errors
/// [`Problem::Conflict`] when the name is taken: the UNIQUE index decides.
pub async fn register(
    db: &D1Database,
    username: &str,
    hash: &str,
    session: &NewSession<'_>,
) -> Result<User, ApiError> {
    let statements = [
        (INSERT_USER, vec![username.into(), hash.into()]),
        (
            INSERT_FIRST_SESSION,
            vec![session.id.into(), session.user_agent.into(), session.now.into(), session.expires_at.into()],
        ),
    ];
    let results = d1::batch(db, &statements).await.map_err(|fault| match fault.is_unique_violation() {
        true => ApiError::from(Problem::Conflict("the username is taken".into())),
        false => fault.into(),
    })?;
    match d1::rows(&results, 0)?.first() {
        Some(row) => Ok(User::read(row)?),
        None => Err(ApiError::caused(Problem::Internal, "the new user was not returned")),
    }
}

/// The account with this name, without regard to case, and its password's hash; outside users have none.
pub async fn find_login(db: &D1Database, username: &str) -> Result<Option<(User, Option<String>)>, ApiError> {
    let Some(row) = d1::first(db, FIND_LOGIN, vec![username.into()]).await? else { return Ok(None) };
    Ok(Some((User::read(&row)?, row.maybe_text("passwordHash")?)))
}

/// The account with this id.
pub async fn find_user(db: &D1Database, id: i64) -> Result<Option<User>, ApiError> {
    let row = d1::first(db, FIND_USER, vec![id.into()]).await?;
    Ok(row.as_ref().map(User::read).transpose()?)
}

/// The names of those of the accounts that there are.
pub async fn usernames(db: &D1Database, ids: &[i64]) -> Result<Vec<(i64, String)>, ApiError> {
    let rows = d1::all(db, NAMES, vec![serde_json::to_string(ids)?.into()]).await?;
    let names = rows.iter().map(|row| Ok((row.int("id")?, row.text("username")?)));
    Ok(names.collect::<Result<_, SqlFault>>()?)
}

/// The id of an outside user's account, and when it was made.
pub async fn outside_user(
    db: &D1Database,
    issuer: &str,
    subject: &str,
) -> Result<Option<(i64, Millis)>, ApiError> {
    let Some(row) = d1::first(db, FIND_OUTSIDE, vec![issuer.into(), subject.into()]).await? else {
        return Ok(None);
    };
    Ok(Some((row.int("id")?, since(&row)?)))
}

fn since(row: &Row) -> Result<Millis, SqlFault> {
    row.word("createdAt", Millis::from_rfc3339)
}

/// Makes the account of an outside user, unless there is one or the name is taken.
pub async fn insert_outside_user(
    db: &D1Database,
    username: &str,
    issuer: &str,
    subject: &str,
) -> Result<(), ApiError> {
    d1::run(db, INSERT_OUTSIDE, vec![username.into(), issuer.into(), subject.into()]).await?;
    Ok(())
}

/// Stores a session of an account.
pub async fn insert_session(db: &D1Database, user_id: i64, session: &NewSession<'_>) -> Result<(), ApiError> {
    let values = vec![
        session.id.into(),
        user_id.into(),
        session.user_agent.into(),
        session.now.into(),
        session.expires_at.into(),
    ];
    d1::run(db, INSERT_SESSION, values).await?;
    Ok(())
}

/// An open session with this id.
pub async fn find_session(db: &D1Database, sid: &str, now: Millis) -> Result<Option<OpenSession>, ApiError> {
    let Some(row) = d1::first(db, FIND_SESSION, vec![sid.into(), now.into()]).await? else { return Ok(None) };
    Ok(Some(OpenSession {
        generation: row.count("generation")?,
        rotated_at: row.word("usedAt", Millis::from_rfc3339)?,
        user: User::read(&row)?,
    }))
}

/// When the account of a session was made; `None` when the session has ended or expired.
pub async fn account_of_open(db: &D1Database, sid: &str, now: Millis) -> Result<Option<Millis>, ApiError> {
    let row = d1::first(db, OPEN_SINCE, vec![sid.into(), now.into()]).await?;
    Ok(row.as_ref().map(since).transpose()?)
}

/// Those of the sessions that have neither ended nor expired.
pub async fn open_sessions(db: &D1Database, sids: &[String], now: Millis) -> Result<Vec<String>, ApiError> {
    let asked = serde_json::to_string(sids)?;
    let rows = d1::all(db, OPEN_AMONG, vec![asked.into(), now.into()]).await?;
    Ok(rows.iter().map(|row| row.text("id")).collect::<Result<_, _>>()?)
}

/// Moves a session on to its next generation; false when another did so first.
pub async fn rotate(
    db: &D1Database,
    sid: &str,
    generation: u32,
    now: Millis,
    expires_at: Millis,
) -> Result<bool, ApiError> {
    let values = vec![sid.into(), generation.into(), now.into(), expires_at.into()];
    Ok(d1::run(db, ROTATE, values).await? == 1)
}

/// Ends a session.
pub async fn revoke(db: &D1Database, sid: &str, now: Millis) -> Result<(), ApiError> {
    d1::run(db, REVOKE, vec![sid.into(), now.into()]).await?;
    Ok(())
}

/// Ends a session of this account; false when it has no such open session.
pub async fn revoke_own(db: &D1Database, sid: &str, user_id: i64, now: Millis) -> Result<bool, ApiError> {
    Ok(d1::run(db, REVOKE_OWN, vec![sid.into(), user_id.into(), now.into()]).await? > 0)
}

/// The position before the first session.
pub fn sessions_start() -> Position {
    vec![Key::Text("~".to_owned()), Key::Text("~".to_owned())]
}

/// Open sessions of an account after a position, the newest first.
pub async fn list_sessions(
    db: &D1Database,
    user_id: i64,
    now: Millis,
    after: Position,
    limit: u32,
) -> Result<Vec<SessionItem>, ApiError> {
    let mut values = vec![user_id.into(), now.into()];
    values.extend(after.into_iter().map(Into::into));
    values.push(limit.into());
    let rows = d1::all(db, LIST_SESSIONS, values).await?;
    Ok(rows.iter().map(SessionItem::read).collect::<Result<_, _>>()?)
}

/// Drops sessions that expired before `cutoff`.
pub async fn forget_sessions(db: &D1Database, cutoff: Millis) -> Result<usize, ApiError> {
    Ok(d1::run(db, FORGET_SESSIONS, vec![cutoff.into()]).await?)
}
