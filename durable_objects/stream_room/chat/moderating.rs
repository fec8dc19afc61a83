//! What the room's staff do. Every act is noted in the audit table, and everyone whom it concerns is told.

use super::calls::{Act, Actor, ChatTold};
use super::room::ChatRoom;
use super::seat::Manner;
use super::speaking::{How, Reply};
use super::standing::Moderator;
use super::{acts, archives, deletions, log};
use crate::error::ApiError;
use domain::chat::ban::Ban;
use domain::chat::settings::Change;
use domain::chat::user_id::UserId;
use domain::time::Millis;
use serde::Serialize;
use serde_json::{Value, json};

impl ChatRoom {
    /// Does what a member of staff asks for, if they may.
    pub(super) fn act(&mut self, actor: &Actor, act: Act, now: Millis) -> Result<ChatTold, ApiError> {
        if !actor.is_above_moderators && !self.is_moderator(&actor.user_id) {
            return Ok(forbidden("this is for the stream's owner, its moderators and admins"));
        }
        self.flush(now);
        match act {
            Act::Ask => Ok(ChatTold::Done),
            Act::Delete(seq) => self.delete(actor, seq, now),
            Act::Ban(ban) => self.ban(actor, ban, now),
            Act::Unban(user_id) => self.unban(actor, &user_id, now),
            Act::Bans { after, limit } => Ok(ChatTold::Items(self.bans(&after, limit, now)?)),
            Act::AddModerator(user_id) => self.add_moderator(actor, user_id, now),
            Act::RemoveModerator(user_id) => self.remove_moderator(actor, &user_id, now),
            Act::Moderators { after, limit } => Ok(ChatTold::Items(self.moderators(&after, limit)?)),
            Act::ShowSettings => Ok(ChatTold::Item(serde_json::to_string(&self.standings.settings)?)),
            Act::ChangeSettings(change) => self.change_settings(actor, &change, now),
            Act::Audit { before, limit } => Ok(ChatTold::Items(self.audit(before, limit)?)),
        }
    }

    fn note(
        &mut self,
        actor: &Actor,
        act: &str,
        target: &Value,
        detail: &Value,
        now: Millis,
    ) -> Result<(), ApiError> {
        acts::append(&self.storage, act, &actor.user_id, target, detail, now)?;
        self.copy_soon(now);
        Ok(())
    }

    /// The text is gone from everywhere, the fact stays. A second time changes nothing.
    fn delete(&mut self, actor: &Actor, seq: i64, now: Millis) -> Result<ChatTold, ApiError> {
        let Some(mut message) = log::get(&self.storage, seq)? else {
            return Ok(ChatTold::NotFound("message".to_owned()));
        };
        if message.deleted {
            return Ok(ChatTold::Done);
        }
        message.message.clear();
        message.deleted = true;
        let told = json!({"seq": seq, "by": actor.user_id}).to_string();
        log::replace(&self.storage, &message)?;
        self.latest.replace(seq, message.to_json());
        deletions::append(&self.storage, seq, self.last_seq, &told)?;
        archives::touch(&self.storage, seq)?;
        self.note(
            actor,
            "message_deleted",
            &json!({"seq": seq, "userId": message.user_id}),
            &Value::Null,
            now,
        )?;
        self.announce("message_deleted", &told);
        Ok(ChatTold::Done)
    }

    fn ban(&mut self, actor: &Actor, ban: Ban, now: Millis) -> Result<ChatTold, ApiError> {
        if ban.user_id == UserId::Account(actor.owner_id) {
            return Ok(ChatTold::Conflict("the owner of the stream cannot be banned".to_owned()));
        }
        if ban.user_id == actor.user_id {
            return Ok(ChatTold::Conflict("nobody can ban themselves".to_owned()));
        }
        if self.is_moderator(&ban.user_id) && !actor.is_above_moderators {
            return Ok(forbidden("only the owner and admins may ban a moderator"));
        }
        let detail = json!({"reason": ban.reason, "until": ban.until.map(Millis::to_rfc3339)});
        self.note(actor, "banned", &json!(ban.user_id), &detail, now)?;
        self.tell_banned(&ban, now);
        self.standings.put_ban(&self.storage, ban)?;
        Ok(ChatTold::Done)
    }

    /// Somebody who is here learns of it before they try to write.
    fn tell_banned(&mut self, ban: &Ban, now: Millis) {
        let lines: Vec<_> =
            self.roster.lines_of(&ban.user_id).map(|there| (there.line.clone(), there.manner)).collect();
        for (line, manner) in lines {
            let how = if manner == Manner::Json { How::Frame(None) } else { How::Event };
            self.answer_refusal(&Reply { line, how }, &ban.refusal(now));
        }
    }

    fn unban(&mut self, actor: &Actor, user_id: &UserId, now: Millis) -> Result<ChatTold, ApiError> {
        if !self.standings.drop_ban(&self.storage, user_id, now)? {
            return Ok(ChatTold::NotFound("ban".to_owned()));
        }
        self.note(actor, "unbanned", &json!(user_id), &Value::Null, now)?;
        Ok(ChatTold::Done)
    }

    fn bans(&self, after: &str, limit: u32, now: Millis) -> Result<Vec<(String, String)>, ApiError> {
        let in_force = self.standings.bans.iter().filter(|(_, ban)| !ban.is_over(now));
        page(in_force.map(|(user_id, ban)| (user_id.key(), ban)), after, limit)
    }

    fn add_moderator(&mut self, actor: &Actor, user_id: UserId, now: Millis) -> Result<ChatTold, ApiError> {
        if !actor.is_above_moderators {
            return Ok(forbidden("only the owner and admins choose moderators"));
        }
        let target = json!(user_id);
        let moderator = Moderator { user_id, by: actor.user_id.clone(), created_at: now };
        if self.standings.put_moderator(&self.storage, moderator)? {
            self.note(actor, "moderator_added", &target, &Value::Null, now)?;
        }
        Ok(ChatTold::Done)
    }

    fn remove_moderator(
        &mut self,
        actor: &Actor,
        user_id: &UserId,
        now: Millis,
    ) -> Result<ChatTold, ApiError> {
        if !actor.is_above_moderators {
            return Ok(forbidden("only the owner and admins choose moderators"));
        }
        if !self.standings.drop_moderator(&self.storage, user_id)? {
            return Ok(ChatTold::NotFound("moderator".to_owned()));
        }
        self.note(actor, "moderator_removed", &json!(user_id), &Value::Null, now)?;
        Ok(ChatTold::Done)
    }

    fn moderators(&self, after: &str, limit: u32) -> Result<Vec<(String, String)>, ApiError> {
        page(
            self.standings.moderators.iter().map(|(user_id, moderator)| (user_id.key(), moderator)),
            after,
            limit,
        )
    }

    fn change_settings(&mut self, actor: &Actor, change: &Change, now: Millis) -> Result<ChatTold, ApiError> {
        let settings = self.standings.settings.with(change);
        let item = serde_json::to_string(&settings)?;
        if settings != self.standings.settings {
            self.note(actor, "settings_changed", &Value::Null, &serde_json::to_value(&settings)?, now)?;
            self.standings.put_settings(&self.storage, settings)?;
            self.settings_changed();
            let public = serde_json::to_string(&self.standings.settings.public_json())?;
            self.announce("settings", &public);
        }
        Ok(ChatTold::Item(item))
    }

    fn audit(&self, before: i64, limit: u32) -> Result<Vec<(String, String)>, ApiError> {
        let acts = acts::before(&self.storage, before, limit)?;
        Ok(acts.into_iter().map(|(id, body)| (id.to_string(), body)).collect())
    }
}

fn forbidden(detail: &str) -> ChatTold {
    ChatTold::Forbidden(detail.to_owned())
}

/// The first `limit` entries after one, in the order of their keys, as JSON.
fn page<'a, T: Serialize + 'a>(
    entries: impl Iterator<Item = (String, &'a T)>,
    after: &str,
    limit: u32,
) -> Result<Vec<(String, String)>, ApiError> {
    let mut entries: Vec<_> = entries.filter(|(key, _)| key.as_str() > after).collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries.truncate(limit as usize);
    let written = entries.into_iter().map(|(key, entry)| Ok((key, serde_json::to_string(entry)?)));
    written.collect::<Result<_, ApiError>>()
}
