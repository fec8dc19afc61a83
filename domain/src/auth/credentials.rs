//! What people type to become someone.

use super::line::{MAX_NAME_CHARS, is_unfit};
use crate::problem::{FieldErrors, Problem};
use crate::secret::Secret;
use serde::Deserialize;
use serde_json::Value;

/// The longest password, in bytes: what is hashed must be bounded, and 128 characters fill this at four each.
const MAX_PASSWORD_BYTES: usize = 512;

/// Notes `username` unless it is 3 to 32 of `[A-Za-z0-9_]`.
pub fn check_username(username: &str, errors: &mut FieldErrors) {
    let ok = (3..=32).contains(&username.len())
        && username.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    errors.check(ok, "username", "must be 3 to 32 of A-Z a-z 0-9 _");
}

/// Notes `password` unless it has 8 to 128 characters, any of them.
pub fn check_password(password: &str, errors: &mut FieldErrors) {
    let ok = password.len() <= MAX_PASSWORD_BYTES && (8..=128).contains(&password.chars().count());
    errors.check(ok, "password", "must have 8 to 128 characters");
}

/// Notes `nickname` unless it has 1 to 32 visible characters after trimming.
pub fn check_nickname(nickname: &str, errors: &mut FieldErrors) {
    let name = nickname.trim();
    let ok = (1..=MAX_NAME_CHARS).contains(&name.chars().count()) && !name.chars().any(is_unfit);
    errors.check(ok, "nickname", "must have 1 to 32 characters, and no control characters");
}

/// A user name and a password as they came, of any type yet. Has no `Debug`: the password is in the open.
#[derive(Default, Deserialize)]
pub struct RawCredentials {
    #[serde(default)]
    username: Value,
    #[serde(default)]
    password: Value,
}

/// Somebody who wants an account, by the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// 3 to 32 of `[A-Za-z0-9_]`, as typed. Uniqueness without case is the database's.
    pub username: String,
    /// 8 to 128 characters.
    pub password: Secret,
}

/// Somebody who says to have an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// As typed.
    pub username: String,
    /// As typed.
    pub password: Secret,
}

impl RawCredentials {
    /// Judges them as those of a new user.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every bad field.
    pub fn into_new_user(self) -> Result<NewUser, Problem> {
        let mut errors = FieldErrors::default();
        check_username(self.username.as_str().unwrap_or_default(), &mut errors);
        check_password(self.password.as_str().unwrap_or_default(), &mut errors);
        errors.finish()?;
        let (username, password) = self.take();
        Ok(NewUser { username, password })
    }

    /// Takes them as a login. They need only be there: rules that changed since must not lock anyone out.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every field that is no text or empty, and a password longer than any can be.
    pub fn into_login(self) -> Result<Login, Problem> {
        let mut errors = FieldErrors::default();
        let text = |value: &Value, longest| value.as_str().is_some_and(|s| (1..=longest).contains(&s.len()));
        errors.check(text(&self.username, MAX_PASSWORD_BYTES), "username", "is needed");
        errors.check(text(&self.password, MAX_PASSWORD_BYTES), "password", "is needed, in at most 512 bytes");
        errors.finish()?;
        let (username, password) = self.take();
        Ok(Login { username, password })
    }

    fn take(self) -> (String, Secret) {
        let text = |value| if let Value::String(text) = value { text } else { String::new() };
        (text(self.username), Secret::new(text(self.password)))
    }
}

/// A guest's wishes as they came.
#[derive(Debug, Default, Deserialize)]
pub struct RawGuest {
    #[serde(default)]
    nickname: Value,
}

impl RawGuest {
    /// The nickname, trimmed; `None` when none is wished for (absent or `null`).
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is there and not 1 to 32 visible characters.
    pub fn into_nickname(self) -> Result<Option<String>, Problem> {
        if self.nickname.is_null() {
            return Ok(None);
        }
        let nickname = self.nickname.as_str().unwrap_or_default();
        let mut errors = FieldErrors::default();
        check_nickname(nickname, &mut errors);
        errors.finish()?;
        Ok(Some(nickname.trim().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad_fields<T>(result: Result<T, Problem>) -> Vec<&'static str> {
        match result {
            Ok(_) => vec![],
            Err(Problem::Invalid(fields)) => fields.iter().map(|f| f.field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    fn raw(json: &str) -> RawCredentials {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_user_name_has_3_to_32_plain_characters() {
        for (name, ok) in [
            ("ann", true),
            ("A_1", true),
            (&"a".repeat(32), true),
            ("", false),
            ("an", false),
            (&"a".repeat(33), false),
            ("ann ", false),
            ("a-n", false),
            ("a.n", false),
            ("ann\n", false),
            ("änn", false),
            ("аnn", false), // a Cyrillic letter
        ] {
            let mut errors = FieldErrors::default();
            check_username(name, &mut errors);
            assert_eq!(errors.finish().is_ok(), ok, "{name:?}");
        }
    }

    #[test]
    fn a_password_has_8_to_128_characters_of_any_kind() {
        for (password, ok) in [
            ("12345678".to_owned(), true),
            ("1234567".to_owned(), false),
            ("пароль12".to_owned(), true),
            ("пароль1".to_owned(), false),
            ("p".repeat(128), true),
            ("p".repeat(129), false),
            ("😀".repeat(128), true),
            ("😀".repeat(129), false),
            ("        ".to_owned(), true),
        ] {
            let mut errors = FieldErrors::default();
            check_password(&password, &mut errors);
            assert_eq!(errors.finish().is_ok(), ok, "{password:?}");
        }
    }

    #[test]
    fn every_bad_field_of_a_new_user_is_named_at_once() {
        for (json, want) in [
            (r#"{"username":"ann","password":"12345678","more":1}"#, vec![]),
            (r#"{"username":"an","password":"1"}"#, vec!["username", "password"]),
            (r#"{"username":5,"password":["12345678"]}"#, vec!["username", "password"]),
            (r#"{"username":null}"#, vec!["username", "password"]),
            (r#"{"username":"ann"}"#, vec!["password"]),
            ("{}", vec!["username", "password"]),
        ] {
            assert_eq!(bad_fields(raw(json).into_new_user()), want, "{json}");
        }
    }

    #[test]
    fn a_login_needs_both_fields_and_no_rules() {
        for (json, want) in [
            (r#"{"username":"a","password":"1"}"#, vec![]),
            (r#"{"username":"","password":1}"#, vec!["username", "password"]),
            ("{}", vec!["username", "password"]),
        ] {
            assert_eq!(bad_fields(raw(json).into_login()), want, "{json}");
        }
        let long = format!(r#"{{"username":"a","password":"{}"}}"#, "p".repeat(513));
        assert_eq!(bad_fields(raw(&long).into_login()), ["password"]);
    }

    #[test]
    fn what_was_typed_arrives_and_the_password_does_not_print() {
        let user = raw(r#"{"username":"Ann_1","password":" pass word "}"#).into_new_user().unwrap();
        assert_eq!((user.username.as_str(), user.password.expose()), ("Ann_1", " pass word "));
        assert!(!format!("{user:?}").contains("pass word"));
    }

    #[test]
    fn a_nickname_is_optional_trimmed_and_visible() {
        for (json, want) in [
            ("{}", Ok(None)),
            (r#"{"nickname":null}"#, Ok(None)),
            (r#"{"nickname":"  Zoë 1 "}"#, Ok(Some("Zoë 1"))),
            (r#"{"nickname":""}"#, Err(())),
            (r#"{"nickname":"   "}"#, Err(())),
            (r#"{"nickname":"a\u0000b"}"#, Err(())),
            (r#"{"nickname":"a\nb"}"#, Err(())),
            (r#"{"nickname":"a\u202eb"}"#, Err(())),
            (r#"{"nickname":"\u200b"}"#, Err(())),
            (r#"{"nickname":7}"#, Err(())),
        ] {
            let got = serde_json::from_str::<RawGuest>(json).unwrap().into_nickname();
            assert_eq!(got.as_ref().map(Option::as_deref).map_err(drop), want, "{json}");
        }
        for (count, ok) in [(32, true), (33, false)] {
            let raw = RawGuest { nickname: "é".repeat(count).into() };
            assert_eq!(raw.into_nickname().is_ok(), ok, "{count}");
        }
    }
}
