//! Why a room does not do what a person asked for.

use crate::time::Millis;
use std::borrow::Cow;

/// What is sent back as `error {code,detail,retryAfter?}`. The socket stays open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The frame is none that the room reads; says what is wrong with it.
    Malformed(&'static str),
    /// Bytes where text is expected. The socket is closed.
    Binary,
    /// Nothing is left of the text once it is trimmed.
    EmptyMessage,
    /// The text has more than 500 characters.
    MessageTooLong,
    /// The text has control characters: line breaks, tabs, escapes.
    ControlCharacters,
    /// `clientId` is empty, longer than 64 characters, or has control characters.
    InvalidClientId,
    /// The token has expired while the socket was open.
    TokenExpired,
    /// The token's session has ended while the socket was open.
    SessionRevoked,
    /// The token's role may read and never write.
    NotAllowed,
    /// This room is closed to guests.
    GuestsMayNotChat,
    /// A moderator has banned this person.
    Banned {
        /// When the ban ends; `None` when it does not.
        until: Option<Millis>,
        /// Seconds until then.
        retry_after_s: Option<u32>,
    },
    /// The account is younger than this room asks for.
    AccountTooNew {
        /// Seconds until it is old enough.
        retry_after_s: u32,
    },
    /// This room does not allow links.
    LinksNotAllowed,
    /// A word that this room does not allow.
    BlockedWord,
    /// Slow mode: the person's last message is too fresh.
    SlowMode {
        /// Seconds until the next may come.
        retry_after_s: u32,
    },
    /// More messages than one person may send in a while.
    RateLimited {
        /// Seconds until the next may come.
        retry_after_s: u32,
    },
    /// The room cannot store messages for the moment.
    Unavailable,
    /// Our own fault. The cause is in the log.
    Internal,
}

impl Refusal {
    /// A stable word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Binary => "binary",
            Self::EmptyMessage => "empty_message",
            Self::MessageTooLong => "message_too_long",
            Self::ControlCharacters => "control_characters",
            Self::InvalidClientId => "invalid_client_id",
            Self::TokenExpired => "token_expired",
            Self::SessionRevoked => "session_revoked",
            Self::NotAllowed => "not_allowed",
            Self::GuestsMayNotChat => "guests_may_not_chat",
            Self::Banned { .. } => "banned",
            Self::AccountTooNew { .. } => "account_too_new",
            Self::LinksNotAllowed => "links_not_allowed",
            Self::BlockedWord => "blocked_word",
            Self::SlowMode { .. } => "slow_mode",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// What the person is told, with how long it lasts where that is known.
    pub fn detail(&self) -> Cow<'static, str> {
        let told = match self {
            Self::Malformed(detail) => detail,
            Self::Binary => "send text",
            Self::EmptyMessage => "the message is empty",
            Self::MessageTooLong => "a message has at most 500 characters",
            Self::ControlCharacters => "a message is one line without control characters",
            Self::InvalidClientId => "clientId must have 1 to 64 characters, none of them control characters",
            Self::TokenExpired => "the token has expired: send a fresh one",
            Self::SessionRevoked => "the token's session has ended: log in again",
            Self::NotAllowed => "this token may read the chat, not write",
            Self::GuestsMayNotChat => "guests may not write here: log in",
            Self::Banned { until: None, .. } => "you are banned from this chat",
            Self::LinksNotAllowed => "links are not allowed here",
            Self::BlockedWord => "the message has a word that is not allowed here",
            Self::Unavailable => "the chat is not available at the moment",
            Self::Internal => "internal error",
            Self::Banned { .. } => return self.lasting("you are banned from this chat for another"),
            Self::AccountTooNew { .. } => return self.lasting("your account is too new to write here: wait"),
            Self::SlowMode { .. } => return self.lasting("slow mode is on: wait"),
            Self::RateLimited { .. } => return self.lasting("you write too fast: wait"),
        };
        Cow::Borrowed(told)
    }

    /// Seconds until it is worth trying again, at least 1; `None` when waiting does not help.
    pub fn retry_after_s(&self) -> Option<u32> {
        let seconds = match self {
            Self::AccountTooNew { retry_after_s }
            | Self::SlowMode { retry_after_s }
            | Self::RateLimited { retry_after_s } => Some(*retry_after_s),
            Self::Banned { retry_after_s, .. } => *retry_after_s,
            Self::Unavailable => Some(1),
            _ => None,
        };
        seconds.map(|seconds| seconds.max(1))
    }

    fn lasting(&self, what: &str) -> Cow<'static, str> {
        Cow::Owned(format!("{what} {}", in_words(self.retry_after_s().unwrap_or(1))))
    }
}

/// `ms` in whole seconds, rounded up and at least 1: whoever waits that long has waited long enough.
pub(super) fn seconds_up(ms: i64) -> u32 {
    let seconds = ms.max(1).saturating_add(999) / 1000;
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// A duration in the largest unit of which there are at least two, rounded up.
fn in_words(seconds: u32) -> String {
    let units = [(86_400, "days"), (3_600, "hours"), (60, "minutes")];
    match units.into_iter().find(|(unit, _)| seconds >= unit * 2) {
        Some((unit, name)) => format!("{} {name}", seconds.div_ceil(unit)),
        None if seconds == 1 => "1 second".into(),
        None => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_how_long_it_lasts() {
        let banned = |retry_after_s: Option<u32>| Refusal::Banned {
            until: retry_after_s.map(|_| Millis(1)),
            retry_after_s,
        };
        for (refusal, code, retry, part) in [
            (Refusal::SlowMode { retry_after_s: 1 }, "slow_mode", Some(1), "wait 1 second"),
            (Refusal::RateLimited { retry_after_s: 0 }, "rate_limited", Some(1), "wait 1 second"),
            (Refusal::RateLimited { retry_after_s: 119 }, "rate_limited", Some(119), "119 seconds"),
            (Refusal::AccountTooNew { retry_after_s: 3_601 }, "account_too_new", Some(3_601), "61 minutes"),
            (banned(Some(7_201)), "banned", Some(7_201), "another 3 hours"),
            (banned(Some(86_400 * 30)), "banned", Some(2_592_000), "30 days"),
            (banned(None), "banned", None, "banned from this chat"),
            (Refusal::Unavailable, "unavailable", Some(1), "at the moment"),
            (Refusal::Malformed("no type"), "malformed", None, "no type"),
            (Refusal::Binary, "binary", None, "send text"),
        ] {
            assert_eq!((refusal.code(), refusal.retry_after_s()), (code, retry));
            assert!(refusal.detail().contains(part), "{}", refusal.detail());
        }
    }

    #[test]
    fn a_wait_is_rounded_up() {
        for (ms, want) in [(i64::MIN, 1), (0, 1), (1, 1), (1000, 1), (1001, 2), (i64::MAX, u32::MAX)] {
            assert_eq!(seconds_up(ms), want, "{ms}");
        }
    }
}
