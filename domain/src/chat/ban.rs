//! Who is kept from writing, and until when.

use super::refusal::{Refusal, seconds_up};
use super::time_text;
use super::user_id::UserId;
use crate::problem::{FieldErrors, Problem};
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Seconds of the longest ban that has an end: a year.
const MAX_SECONDS: u64 = 31_536_000;
const MAX_REASON_CHARS: usize = 300;

/// A ban as the contract shows it; times are RFC 3339 text in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ban {
    /// Who is banned.
    pub user_id: UserId,
    /// Why, in the moderator's words.
    pub reason: Option<String>,
    /// From when on they may write again; `None`: never.
    #[serde(with = "time_text::or_null")]
    pub until: Option<Millis>,
    /// Who banned them.
    pub by: UserId,
    /// When.
    #[serde(with = "time_text")]
    pub created_at: Millis,
}

impl Ban {
    /// Whether it has ended by `now`.
    pub fn is_over(&self, now: Millis) -> bool {
        self.until.is_some_and(|until| now >= until)
    }

    /// What the banned are told while it lasts.
    pub fn refusal(&self, now: Millis) -> Refusal {
        let retry_after_s = self.until.map(|until| seconds_up(until.since(now)));
        Refusal::Banned { until: self.until, retry_after_s }
    }
}

/// What a moderator asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanRequest {
    /// Who is to be banned.
    pub user_id: UserId,
    /// For how long, 1 to 31,536,000; `None`: without end.
    pub seconds: Option<u32>,
    /// Why: at most 300 characters, trimmed, never empty.
    pub reason: Option<String>,
}

impl BanRequest {
    /// Reads `POST /streams/:id/chat/bans`; null is as good as left out, except for whom.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let Value::Object(members) = request else {
            return Err(Problem::Malformed("the body must be a JSON object".into()));
        };
        let mut errors = FieldErrors::default();
        let given = |name| members.get(name).filter(|value| !value.is_null());
        let user_id = members.get("userId").and_then(UserId::read);
        errors.check(user_id.is_some(), "userId", "must be the id of an account or a guest");
        let seconds = given("seconds").map(seconds);
        errors.check(seconds != Some(None), "seconds", "must be a whole number from 1 to 31536000");
        let reason = given("reason").map(reason);
        errors.check(reason != Some(None), "reason", "must be text of at most 300 characters in one line");
        errors.finish()?;
        let user_id = user_id.ok_or(Problem::Internal)?;
        Ok(Self {
            user_id,
            seconds: seconds.flatten(),
            reason: reason.flatten().filter(|text| !text.is_empty()),
        })
    }

    /// The ban that begins `now`.
    pub fn begin(self, by: UserId, now: Millis) -> Ban {
        let until = self.seconds.map(|seconds| now.plus(i64::from(seconds) * 1000));
        Ban { user_id: self.user_id, reason: self.reason, until, by, created_at: now }
    }
}

fn seconds(value: &Value) -> Option<u32> {
    let seconds = value.as_u64().filter(|seconds| (1..=MAX_SECONDS).contains(seconds))?;
    u32::try_from(seconds).ok()
}

fn reason(value: &Value) -> Option<String> {
    let reason = value.as_str()?.trim();
    let fits = reason.chars().nth(MAX_REASON_CHARS).is_none() && !reason.chars().any(char::is_control);
    fits.then(|| reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bad_fields(request: Value) -> Vec<&'static str> {
        match BanRequest::read(request) {
            Err(Problem::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn every_bad_field_is_named() {
        for (request, want) in [
            (json!({}), vec!["userId"]),
            (json!({"userId": "7", "seconds": 0, "reason": 5}), vec!["userId", "seconds", "reason"]),
            (json!({"userId": null}), vec!["userId"]),
            (json!({"userId": 7, "seconds": 31_536_001}), vec!["seconds"]),
            (json!({"userId": 7, "seconds": 1.5}), vec!["seconds"]),
            (json!({"userId": 7, "seconds": "60"}), vec!["seconds"]),
            (json!({"userId": 7, "reason": "a\nb"}), vec!["reason"]),
            (json!({"userId": 7, "reason": "é".repeat(301)}), vec!["reason"]),
        ] {
            assert_eq!(bad_fields(request.clone()), want, "{request}");
        }
        assert!(matches!(BanRequest::read(json!([])), Err(Problem::Malformed(_))));
    }

    #[test]
    fn a_ban_is_with_or_without_end_and_reason() {
        let read = |request| BanRequest::read(request).unwrap();
        let forever = read(json!({"userId": "guest:a", "seconds": null, "reason": "  ", "colour": 1}));
        let none = BanRequest { user_id: UserId::Guest("guest:a".into()), seconds: None, reason: None };
        assert_eq!(forever, none);
        let year = read(json!({"userId": 7, "seconds": 31_536_000, "reason": " spam "}));
        assert_eq!((year.seconds, year.reason.as_deref()), (Some(31_536_000), Some("spam")));
    }

    #[test]
    fn a_ban_ends_with_its_last_millisecond() {
        let ban = |seconds| BanRequest { user_id: UserId::Account(7), seconds, reason: None };
        let by = UserId::Account(1);
        let short = ban(Some(2)).begin(by.clone(), Millis(500));
        assert_eq!((short.is_over(Millis(2_499)), short.is_over(Millis(2_500))), (false, true));
        assert!(!ban(None).begin(by, Millis(500)).is_over(Millis(i64::MAX)));
    }

    #[test]
    fn the_json_of_a_ban_is_frozen() {
        let ban = BanRequest { user_id: UserId::Account(7), seconds: Some(60), reason: Some("spam".into()) }
            .begin(UserId::Account(1), Millis(0));
        let json = concat!(
            r#"{"userId":7,"reason":"spam","until":"1970-01-01T00:01:00.000Z","by":1,"#,
            r#""createdAt":"1970-01-01T00:00:00.000Z"}"#
        );
        assert_eq!(serde_json::to_string(&ban).unwrap(), json);
        assert_eq!(serde_json::from_str::<Ban>(json).unwrap(), ban);
        let forever = Ban { until: None, reason: None, ..ban };
        let json = r#"{"userId":7,"reason":null,"until":null,"by":1,"createdAt":"1970-01-01T00:00:00.000Z"}"#;
        assert_eq!(serde_json::to_string(&forever).unwrap(), json);
        assert_eq!(serde_json::from_str::<Ban>(json).unwrap(), forever);
    }
}
