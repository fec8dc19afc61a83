//! Who sits behind a socket.

use super::user_id::UserId;
use crate::auth::Role;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Somebody in a room, as the token said when it was verified. Kept with the socket while the room sleeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The account or the guest.
    pub user_id: UserId,
    /// The name to show.
    pub username: String,
    /// The token's role.
    pub role: Role,
    /// The login session; `None` for guests and for outside tokens.
    pub sid: Option<String>,
    /// From when on the token no longer counts.
    pub exp: Millis,
    /// When its session was last known to be open.
    pub checked_at: Millis,
    /// When the account was made; `None` when not known, and for guests.
    pub account_since: Option<Millis>,
    /// Whether the stream is theirs.
    pub is_owner: bool,
}

impl Person {
    /// Whether they keep order here: the owner, an admin, or one whom the room calls its moderator.
    pub fn is_staff(&self, is_moderator: bool) -> bool {
        is_moderator || self.is_above_moderators()
    }

    /// The owner or an admin: whom no moderator can ban.
    pub fn is_above_moderators(&self) -> bool {
        self.is_owner || self.role == Role::Admin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(role: Role, is_owner: bool) -> Person {
        Person {
            user_id: UserId::Account(7),
            username: "ann".into(),
            role,
            sid: Some("s1".into()),
            exp: Millis(5),
            checked_at: Millis(3),
            account_since: None,
            is_owner,
        }
    }

    #[test]
    fn the_owner_admins_and_moderators_are_staff() {
        for (role, is_owner, is_moderator, want) in [
            (Role::User, false, false, false),
            (Role::Guest, false, false, false),
            (Role::User, true, false, true),
            (Role::User, false, true, true),
            (Role::Admin, false, false, true),
        ] {
            assert_eq!(
                person(role, is_owner).is_staff(is_moderator),
                want,
                "{role:?} {is_owner} {is_moderator}"
            );
        }
    }

    #[test]
    fn what_a_sleeping_room_keeps_of_a_person_stays_readable() {
        let json = concat!(
            r#"{"userId":7,"username":"ann","role":"user","sid":"s1","exp":5,"checkedAt":3,"#,
            r#""accountSince":null,"isOwner":true}"#
        );
        assert_eq!(serde_json::to_string(&person(Role::User, true)).unwrap(), json);
        assert_eq!(serde_json::from_str::<Person>(json).unwrap(), person(Role::User, true));
    }
}
