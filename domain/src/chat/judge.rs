//! Whether a person may send a message.

use super::ban::Ban;
use super::blocked::Blocked;
use super::person::Person;
use super::rate::{Limit, Recent, wait_ms};
use super::refusal::{Refusal, seconds_up};
use super::settings::Settings;
use super::text::has_link;
use crate::auth::Role;
use crate::time::Millis;

/// How the person stands with the room.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Whether the room calls them its moderator.
    pub is_moderator: bool,
    /// Their ban, over or not.
    pub ban: Option<&'a Ban>,
    /// What they wrote lately.
    pub recent: &'a Recent,
}

/// What holds for everyone in the room.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// As the room is run.
    pub settings: &'a Settings,
    /// The words of those settings.
    pub blocked: &'a Blocked,
    /// How fast one person may write.
    pub limit: &'a Limit,
}

/// Whether `person` may send a message now. `folded` gives its text brought to NFKC and
/// [folded](super::blocked::fold); it is asked for only where a rule looks at the text.
///
/// Staff (see [`Person::is_staff`]) is bound by the token, by a ban, by the guests' rule and by the rate limit only;
/// owner and admins by no ban.
///
/// # Errors
/// The first reason why not: token, role, ban, guest, account age, links, words, slow mode, rate limit.
pub fn judge(
    person: &Person,
    folded: impl Fn() -> String,
    rules: &Rules<'_>,
    standing: &Standing<'_>,
    now: Millis,
) -> Result<(), Refusal> {
    token(person, now)?;
    ban(person, standing, now)?;
    if person.role == Role::Guest && !rules.settings.guests_may_chat {
        return Err(Refusal::GuestsMayNotChat);
    }
    if !person.is_staff(standing.is_moderator) {
        age(person, rules.settings, now)?;
        content(&folded, rules)?;
        slow_mode(rules.settings, standing.recent, now)?;
    }
    standing.recent.check(rules.limit, now)
}

fn token(person: &Person, now: Millis) -> Result<(), Refusal> {
    if now >= person.exp {
        return Err(Refusal::TokenExpired);
    }
    if person.role == Role::Media { Err(Refusal::NotAllowed) } else { Ok(()) }
}

fn ban(person: &Person, standing: &Standing<'_>, now: Millis) -> Result<(), Refusal> {
    match standing.ban {
        Some(ban) if !ban.is_over(now) && !person.is_above_moderators() => Err(ban.refusal(now)),
        _ => Ok(()),
    }
}

/// An account of unknown age is new. A guest has none: for guests there is a setting of their own.
fn age(person: &Person, settings: &Settings, now: Millis) -> Result<(), Refusal> {
    let min_ms = i64::from(settings.min_account_age_seconds) * 1000;
    match wait_ms(person.account_since.unwrap_or(now), min_ms, now) {
        wait if wait > 0 && person.role != Role::Guest => {
            Err(Refusal::AccountTooNew { retry_after_s: seconds_up(wait) })
        }
        _ => Ok(()),
    }
}

fn content(folded: &impl Fn() -> String, rules: &Rules<'_>) -> Result<(), Refusal> {
    if rules.settings.links_allowed && rules.blocked.is_empty() {
        return Ok(());
    }
    let text = folded();
    if !rules.settings.links_allowed && has_link(&text) {
        return Err(Refusal::LinksNotAllowed);
    }
    if rules.blocked.matches(&text) { Err(Refusal::BlockedWord) } else { Ok(()) }
}

fn slow_mode(settings: &Settings, recent: &Recent, now: Millis) -> Result<(), Refusal> {
    let slow_ms = i64::from(settings.slow_mode_seconds) * 1000;
    match recent.last().map_or(0, |last| wait_ms(last, slow_ms, now)) {
        0 => Ok(()),
        wait => Err(Refusal::SlowMode { retry_after_s: seconds_up(wait) }),
    }
}
