//! One message of a room.

use super::time_text;
use super::user_id::UserId;
use crate::auth::Role;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// A message as clients, the log and the archive have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its place in the room: 1, 2, 3, without gaps.
    pub seq: i64,
    /// The stream whose room it is.
    pub stream_id: i64,
    /// Who wrote it.
    pub user_id: UserId,
    /// The name that they had then.
    pub username: String,
    /// The role that their token had then.
    pub role: Role,
    /// The text, trimmed; empty once deleted.
    pub message: String,
    /// When the room accepted it. RFC 3339 text in JSON.
    #[serde(with = "time_text")]
    pub timestamp: Millis,
    /// The sender's own name for it, if they gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Whether it was taken out of the room.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

impl Message {
    /// The message of the contract, members in its order.
    pub fn to_json(&self) -> String {
        // Nothing in it can fail to be written: no map has keys that are not text.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message() -> Message {
        Message {
            seq: 12,
            stream_id: 3,
            user_id: UserId::Account(7),
            username: "ann".into(),
            role: Role::User,
            message: "Xin chào \"bạn\" 👋".into(),
            timestamp: Millis(1_795_286_160_000),
            client_id: Some("c-1".into()),
            deleted: false,
        }
    }

    #[test]
    fn the_json_of_a_message_is_frozen() {
        let whole = concat!(
            r#"{"seq":12,"streamId":3,"userId":7,"username":"ann","role":"user","#,
            r#""message":"Xin chào \"bạn\" 👋","timestamp":"2026-11-21T18:36:00.000Z","clientId":"c-1"}"#
        );
        assert_eq!(message().to_json(), whole);
        let guest = UserId::Guest("guest:a".into());
        let deleted = Message {
            user_id: guest,
            role: Role::Guest,
            message: String::new(),
            client_id: None,
            deleted: true,
            ..message()
        };
        let json = concat!(
            r#"{"seq":12,"streamId":3,"userId":"guest:a","username":"ann","role":"guest","#,
            r#""message":"","timestamp":"2026-11-21T18:36:00.000Z","deleted":true}"#
        );
        assert_eq!(deleted.to_json(), json);
    }

    #[test]
    fn a_time_that_is_none_is_not_read() {
        let json = message().to_json().replace("2026-11-21T18:36:00.000Z", "yesterday");
        assert!(serde_json::from_str::<Message>(&json).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(text in ".*", id in proptest::option::of(".{1,64}"), deleted: bool) {
            let message = Message { message: text, client_id: id, deleted, ..message() };
            prop_assert_eq!(serde_json::from_str::<Message>(&message.to_json()).unwrap(), message);
        }
    }
}
