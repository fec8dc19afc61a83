//! Who may do what in the room: settings, bans, moderators.

use super::super::store;
use crate::error::ApiError;
use crate::platform::sql;
use domain::chat::ban::Ban;
use domain::chat::settings::Settings;
use domain::chat::user_id::UserId;
use domain::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use worker::SqlStorage;

const SETTINGS: &str = "chatSettings";
const CREATE_BANS: &str =
    "create table if not exists ban (userKey text primary key, body text not null) strict, without rowid";
const CREATE_MODERATORS: &str = "create table if not exists moderator (userKey text primary key, body text not null) strict, without rowid";
const BANS: &str = "select body from ban";
const PUT_BAN: &str =
    "insert into ban (userKey, body) values (?1, ?2) on conflict (userKey) do update set body = ?2";
const DROP_BAN: &str = "delete from ban where userKey = ?1";
const MODERATORS: &str = "select body from moderator";
const PUT_MODERATOR: &str =
    "insert into moderator (userKey, body) values (?1, ?2) on conflict (userKey) do nothing";
const DROP_MODERATOR: &str = "delete from moderator where userKey = ?1";

/// A moderator, and who made them one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Moderator {
    /// Who.
    pub(super) user_id: UserId,
    /// By whom.
    pub(super) by: UserId,
    /// Since when.
    #[serde(with = "domain::chat::time_text")]
    pub(super) created_at: Millis,
}

/// What the room knows about rights.
#[derive(Default)]
pub(super) struct Standings {
    /// Bans, also some that are over.
    pub(super) bans: HashMap<UserId, Ban>,
    /// Those who help the owner.
    pub(super) moderators: HashMap<UserId, Moderator>,
    /// The room's settings.
    pub(super) settings: Settings,
}

/// Makes the tables.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    sql::run(storage, CREATE_BANS, &[])?;
    Ok(sql::run(storage, CREATE_MODERATORS, &[])?)
}

impl Standings {
    /// Reads all of it, and drops bans that are over.
    pub(super) fn load(storage: &SqlStorage, now: Millis) -> Result<Self, ApiError> {
        let mut standings = Self { settings: store::get(storage, SETTINGS)?, ..Self::default() };
        for row in sql::all(storage, BANS, &[])? {
            let ban: Ban = serde_json::from_str(&row.text("body")?)?;
            if ban.is_over(now) {
                sql::run(storage, DROP_BAN, &[ban.user_id.key().into()])?;
            } else {
                standings.bans.insert(ban.user_id.clone(), ban);
            }
        }
        for row in sql::all(storage, MODERATORS, &[])? {
            let moderator: Moderator = serde_json::from_str(&row.text("body")?)?;
            standings.moderators.insert(moderator.user_id.clone(), moderator);
        }
        Ok(standings)
    }

    /// Stores other settings.
    pub(super) fn put_settings(&mut self, storage: &SqlStorage, settings: Settings) -> Result<(), ApiError> {
        store::put(storage, SETTINGS, &settings)?;
        self.settings = settings;
        Ok(())
    }

    /// Bans somebody, in place of an earlier ban.
    pub(super) fn put_ban(&mut self, storage: &SqlStorage, ban: Ban) -> Result<(), ApiError> {
        sql::run(storage, PUT_BAN, &[ban.user_id.key().into(), serde_json::to_string(&ban)?.into()])?;
        self.bans.insert(ban.user_id.clone(), ban);
        Ok(())
    }

    /// Lifts a ban; says whether there was one in force.
    pub(super) fn drop_ban(
        &mut self,
        storage: &SqlStorage,
        user_id: &UserId,
        now: Millis,
    ) -> Result<bool, ApiError> {
        sql::run(storage, DROP_BAN, &[user_id.key().into()])?;
        Ok(self.bans.remove(user_id).is_some_and(|ban| !ban.is_over(now)))
    }

    /// Makes somebody a moderator; says whether they were none before.
    pub(super) fn put_moderator(
        &mut self,
        storage: &SqlStorage,
        moderator: Moderator,
    ) -> Result<bool, ApiError> {
        if self.moderators.contains_key(&moderator.user_id) {
            return Ok(false);
        }
        let values = [moderator.user_id.key().into(), serde_json::to_string(&moderator)?.into()];
        sql::run(storage, PUT_MODERATOR, &values)?;
        self.moderators.insert(moderator.user_id.clone(), moderator);
        Ok(true)
    }

    /// Takes the right away; says whether there was one.
    pub(super) fn drop_moderator(
        &mut self,
        storage: &SqlStorage,
        user_id: &UserId,
    ) -> Result<bool, ApiError> {
        sql::run(storage, DROP_MODERATOR, &[user_id.key().into()])?;
        Ok(self.moderators.remove(user_id).is_some())
    }
}
