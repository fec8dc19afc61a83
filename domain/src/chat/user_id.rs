//! Who somebody is in a room.

use crate::integer::MAX_INTEGER;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// Characters of a guest's id at the most; ours have 42.
const MAX_GUEST_CHARS: usize = 100;

/// An account, or a guest for as long as its token lives. In JSON an integer or text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum UserId {
    /// The id of the account's row, 1 and up.
    Account(i64),
    /// `guest:<uuid>`, the subject of the guest's token; `out:<subject>` for a guest of the outside issuer.
    Guest(String),
}

impl UserId {
    /// Reads the JSON form; `None` when it is neither an integer from 1 to 2^53 - 1 nor a guest's id.
    pub fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.as_i64().and_then(account),
            Value::String(text) => guest(text),
            _ => None,
        }
    }

    /// Reads the text form, as in a path: decimal digits written the one way we write them, or a guest's id.
    pub fn parse(text: &str) -> Option<Self> {
        let id = || text.parse().ok().and_then(account).filter(|id| id.to_string() == text);
        guest(text).or_else(id)
    }

    /// The text form. No account and no guest share one.
    pub fn key(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "{id}"),
            Self::Guest(id) => f.write_str(id),
        }
    }
}

fn account(id: i64) -> Option<UserId> {
    (1..=MAX_INTEGER).contains(&id).then_some(UserId::Account(id))
}

fn guest(text: &str) -> Option<UserId> {
    let rest = text.strip_prefix("guest:").or_else(|| text.strip_prefix("out:"));
    let is_guest = rest.is_some_and(|rest| !rest.is_empty())
        && text.chars().nth(MAX_GUEST_CHARS).is_none()
        && !text.chars().any(char::is_control);
    is_guest.then(|| UserId::Guest(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn guest_of(chars: usize) -> String {
        format!("guest:{}", "é".repeat(chars - 6))
    }

    #[test]
    fn an_id_is_a_safe_integer_or_a_guests_text() {
        for (value, want) in [
            (json!(1), Some(UserId::Account(1))),
            (json!(MAX_INTEGER), Some(UserId::Account(MAX_INTEGER))),
            (json!(MAX_INTEGER + 1), None),
            (json!(u64::MAX), None),
            (json!(0), None),
            (json!(-1), None),
            (json!(1.5), None),
            (json!("1"), None),
            (json!("guest:7d9f"), Some(UserId::Guest("guest:7d9f".into()))),
            (json!("guest:"), None),
            (json!("Guest:7d9f"), None),
            (json!("guest:a\nb"), None),
            (json!(guest_of(100)), Some(UserId::Guest(guest_of(100)))),
            (json!(guest_of(101)), None),
            (json!(null), None),
            (json!([1]), None),
            (json!({"id": 1}), None),
        ] {
            assert_eq!(UserId::read(&value), want, "{value}");
        }
    }

    #[test]
    fn a_path_names_an_account_in_one_way_only() {
        assert_eq!(UserId::parse("42"), Some(UserId::Account(42)));
        assert_eq!(UserId::parse("guest:a"), Some(UserId::Guest("guest:a".into())));
        assert_eq!(UserId::parse("out:1"), Some(UserId::Guest("out:1".into())));
        for text in
            ["", "0", "042", "+42", "-42", " 42", "42 ", "4.2", "٤٢", "9007199254740992", "out:", "guest"]
        {
            assert_eq!(UserId::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn in_json_an_account_is_an_integer_and_a_guest_is_text() {
        for (id, json) in [(UserId::Account(7), "7"), (UserId::Guest("guest:a".into()), r#""guest:a""#)] {
            assert_eq!(serde_json::to_string(&id).unwrap(), json);
            assert_eq!(serde_json::from_str::<UserId>(json).unwrap(), id);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(id in 1..=MAX_INTEGER, rest in "[^\\p{Cc}]{1,94}") {
            for id in [UserId::Account(id), UserId::Guest(format!("guest:{rest}"))] {
                prop_assert_eq!(UserId::parse(&id.key()), Some(id.clone()));
                prop_assert_eq!(UserId::read(&json!(id)), Some(id));
            }
        }
    }
}
