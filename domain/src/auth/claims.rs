//! What a token says about its bearer, once it has been verified.

use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// What a bearer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Somebody with an account, here or with the outside issuer.
    User,
    /// Somebody without one: may read and watch.
    Guest,
    /// Runs the deployment.
    Admin,
    /// A media server or another service.
    Media,
}

impl Role {
    /// Reads the word on the wire.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::User, Self::Guest, Self::Admin, Self::Media].into_iter().find(|role| role.as_str() == word)
    }

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Guest => "guest",
            Self::Admin => "admin",
            Self::Media => "media",
        }
    }
}

/// Who vouches for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// We do: signed with our keyring.
    Own,
    /// The configured outside issuer does: signed with one of its published keys.
    Outside,
}

/// The claims of a verified token. Only [`crate::auth::verify`] has reason to make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The subject as the issuer wrote it. Unique with that issuer only: to compare people use
    /// [`Claims::person`], to look up a row [`Claims::user_id`].
    pub sub: String,
    /// The name to show. An outside issuer's is cut to 32 characters.
    pub name: String,
    /// What the bearer may be.
    pub role: Role,
    /// The login session that the token belongs to. A guest has none, nor has an outside token: its `sid` would
    /// name a session that is not ours.
    pub sid: Option<String>,
    /// When it was issued. Always there in our own tokens.
    pub iat: Option<Millis>,
    /// From when on it no longer counts.
    pub exp: Millis,
    /// The issuer, as configured.
    pub iss: String,
    /// Everyone it is meant for; we are among them.
    pub aud: Vec<String>,
    /// Who vouches for it.
    pub origin: Origin,
}

impl Claims {
    /// The id of the user's row, a positive integer.
    ///
    /// `None` for guests, for media servers, and for every outside token: its `sub` may well be `"1"`, but that
    /// is somebody else's user 1.
    pub fn user_id(&self) -> Option<i64> {
        match (self.origin, self.role) {
            (Origin::Own, Role::User | Role::Admin) => canonical_id(&self.sub),
            _ => None,
        }
    }

    /// One text for one person across issuers: `1`, `guest:<uuid>`, `out:<sub>`.
    ///
    /// Where people are compared (who wrote this message, who is banned), the bare `sub` would let an outside
    /// issuer's `"1"` or `"guest:…"` pass for one of ours.
    pub fn person(&self) -> String {
        match self.origin {
            Origin::Own => self.sub.clone(),
            Origin::Outside => format!("out:{}", self.sub),
        }
    }
}

/// A positive decimal number written the one way we write it: no sign, no leading zero, no blanks.
fn canonical_id(text: &str) -> Option<i64> {
    let id: i64 = text.parse().ok()?;
    (id > 0 && id.to_string() == text).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(sub: &str, role: Role, origin: Origin) -> Claims {
        Claims {
            sub: sub.into(),
            name: "n".into(),
            role,
            sid: None,
            iat: None,
            exp: Millis(1),
            iss: "i".into(),
            aud: vec![],
            origin,
        }
    }

    #[test]
    fn only_our_own_users_have_an_id() {
        for (sub, role, origin, want) in [
            ("1", Role::User, Origin::Own, Some(1)),
            ("9223372036854775807", Role::Admin, Origin::Own, Some(i64::MAX)),
            ("1", Role::User, Origin::Outside, None),
            ("1", Role::Admin, Origin::Outside, None),
            ("1", Role::Guest, Origin::Own, None),
            ("1", Role::Media, Origin::Own, None),
            ("guest:1", Role::Guest, Origin::Own, None),
        ] {
            assert_eq!(claims(sub, role, origin).user_id(), want, "{sub} {role:?} {origin:?}");
        }
    }

    #[test]
    fn an_id_is_written_in_one_way_only() {
        for sub in ["", "0", "01", "+1", "-1", " 1", "1 ", "1.0", "1e3", "0x1", "١", "9223372036854775808"] {
            assert_eq!(claims(sub, Role::User, Origin::Own).user_id(), None, "{sub:?}");
        }
    }

    #[test]
    fn nobody_outside_is_taken_for_one_of_ours() {
        for sub in ["1", "guest:7d9f", "out:1"] {
            let own = claims(sub, Role::User, Origin::Own).person();
            assert_ne!(own, claims(sub, Role::User, Origin::Outside).person());
        }
    }

    #[test]
    fn a_role_is_one_lowercase_word() {
        for role in [Role::User, Role::Guest, Role::Admin, Role::Media] {
            let json = format!("{:?}", role.as_str());
            assert_eq!(serde_json::to_string(&role).unwrap(), json);
            assert_eq!(serde_json::from_str::<Role>(&json).unwrap(), role);
        }
        assert!(serde_json::from_str::<Role>("\"Admin\"").is_err());
    }
}
