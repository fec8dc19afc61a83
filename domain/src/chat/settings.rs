//! How a room is run.

use super::blocked::fold;
use crate::problem::{FieldErrors, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Six hours.
const MAX_SLOW_MODE_S: u32 = 21_600;
/// A year.
const MAX_ACCOUNT_AGE_S: u32 = 31_536_000;
const MAX_WORDS: usize = 200;
const MAX_WORD_CHARS: usize = 50;

/// The settings of one room, for those who run it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Seconds between two messages of one person, at most 21,600; 0: no slow mode.
    pub slow_mode_seconds: u32,
    /// Whether guests may write.
    pub guests_may_chat: bool,
    /// Whether messages may have links.
    pub links_allowed: bool,
    /// Words and phrases that no message may have: at most 200 of at most 50 characters.
    pub blocked_words: Vec<String>,
    /// Seconds that an account must have existed to write, at most 31,536,000.
    pub min_account_age_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            slow_mode_seconds: 0,
            guests_may_chat: false,
            links_allowed: true,
            blocked_words: vec![],
            min_account_age_seconds: 0,
        }
    }
}

/// What everyone in the room is told: the blocked words are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicSettings {
    /// See [`Settings::slow_mode_seconds`].
    pub slow_mode_seconds: u32,
    /// See [`Settings::guests_may_chat`].
    pub guests_may_chat: bool,
    /// See [`Settings::links_allowed`].
    pub links_allowed: bool,
    /// See [`Settings::min_account_age_seconds`].
    pub min_account_age_seconds: u32,
}

impl Settings {
    /// These settings after the change.
    #[must_use]
    pub fn with(&self, change: &Change) -> Self {
        let words = change.blocked_words.as_ref().unwrap_or(&self.blocked_words);
        Self {
            slow_mode_seconds: change.slow_mode_seconds.unwrap_or(self.slow_mode_seconds),
            guests_may_chat: change.guests_may_chat.unwrap_or(self.guests_may_chat),
            links_allowed: change.links_allowed.unwrap_or(self.links_allowed),
            blocked_words: words.clone(),
            min_account_age_seconds: change.min_account_age_seconds.unwrap_or(self.min_account_age_seconds),
        }
    }

    /// What everyone in the room is told.
    pub const fn public_json(&self) -> PublicSettings {
        PublicSettings {
            slow_mode_seconds: self.slow_mode_seconds,
            guests_may_chat: self.guests_may_chat,
            links_allowed: self.links_allowed,
            min_account_age_seconds: self.min_account_age_seconds,
        }
    }
}

/// A change of settings: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// See [`Settings::slow_mode_seconds`].
    pub slow_mode_seconds: Option<u32>,
    /// See [`Settings::guests_may_chat`].
    pub guests_may_chat: Option<bool>,
    /// See [`Settings::links_allowed`].
    pub links_allowed: Option<bool>,
    /// See [`Settings::blocked_words`]; trimmed, each once.
    pub blocked_words: Option<Vec<String>>,
    /// See [`Settings::min_account_age_seconds`].
    pub min_account_age_seconds: Option<u32>,
}

impl Change {
    /// Reads `PUT /streams/:id/chat/settings`. There is nothing to clear: null is as wrong as any other type.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let Value::Object(members) = request else {
            return Err(Problem::Malformed("the body must be a JSON object".into()));
        };
        let mut given = Reader { members, errors: FieldErrors::default() };
        const FLAG: &str = "must be true or false";
        const WORDS: &str = "must be at most 200 texts of 1 to 50 characters in one line";
        let change = Self {
            slow_mode_seconds: given.read(
                "slowModeSeconds",
                "must be a whole number from 0 to 21600",
                |value| up_to(MAX_SLOW_MODE_S, value),
            ),
            guests_may_chat: given.read("guestsMayChat", FLAG, Value::as_bool),
            links_allowed: given.read("linksAllowed", FLAG, Value::as_bool),
            blocked_words: given.read("blockedWords", WORDS, words),
            min_account_age_seconds: given.read(
                "minAccountAgeSeconds",
                "must be a whole number from 0 to 31536000",
                |value| up_to(MAX_ACCOUNT_AGE_S, value),
            ),
        };
        given.errors.finish()?;
        Ok(change)
    }
}

struct Reader {
    members: Map<String, Value>,
    errors: FieldErrors,
}

impl Reader {
    fn read<T>(
        &mut self,
        name: &'static str,
        what: &'static str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.members.get(name)?);
        self.errors.check(value.is_some(), name, what);
        value
    }
}

fn up_to(max: u32, value: &Value) -> Option<u32> {
    value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= max)
}

fn words(value: &Value) -> Option<Vec<String>> {
    let given = value.as_array().filter(|given| given.len() <= MAX_WORDS)?;
    let mut words: Vec<String> = Vec::with_capacity(given.len());
    for value in given {
        let word = word(value.as_str()?)?;
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Some(words)
}

/// A word that nobody can see would be a rule that nobody can find.
fn word(text: &str) -> Option<String> {
    let word = text.trim();
    let fits = word.chars().nth(MAX_WORD_CHARS).is_none()
        && !word.chars().any(char::is_control)
        && !fold(word).trim().is_empty();
    fits.then(|| word.to_owned())
}
