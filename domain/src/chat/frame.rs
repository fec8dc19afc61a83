//! The frames of the JSON door: what clients say, also as events of Socket.IO, and what they are told.

use super::refusal::Refusal;
use super::text::read_client_id;
pub use super::write::{ack, chat_message, chat_messages, error, typed};
use crate::members::Members;
use serde_json::{Map, Value};

/// What a client said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A message to the room.
    Message {
        /// As the client wrote it: neither trimmed nor measured.
        text: String,
        /// The client's own name for it, 1 to 64 characters.
        client_id: Option<String>,
    },
    /// Asks for a pong.
    Ping,
    /// A fresh token for the same person.
    Auth {
        /// Not verified.
        token: String,
    },
}

/// Why a frame is not read, and the `clientId` that its sender would know it by, where that could be read.
pub type NotRead = (Refusal, Option<String>);

/// Reads a text frame of the JSON door: `{"type":…}`. Members that it does not know are ignored, null is as good as
/// left out.
///
/// # Errors
/// [`Refusal::Malformed`] when it is no object, names a member twice, or has a member of the wrong type;
/// [`Refusal::InvalidClientId`].
pub fn read(text: &str) -> Result<Said, NotRead> {
    let Ok(Members(members)) = serde_json::from_str(text) else {
        return Err(malformed("a frame is one JSON object that names each member once"));
    };
    let what = "type must be chat_message, ping or auth";
    match members.get("type").and_then(Value::as_str) {
        Some("chat_message") => message(&members),
        Some("ping") => Ok(Said::Ping),
        Some("auth") => auth(members.get("token")),
        _ => Err((Refusal::Malformed(what), client_id(&members).ok().flatten())),
    }
}

/// Reads an event of Socket.IO: `chat_message` with `{message,clientId}` or the text alone, `auth` with `{token}` or
/// the token alone. Further arguments are ignored.
///
/// # Errors
/// As [`read`].
pub fn read_event(name: &str, args: &[Value]) -> Result<Said, NotRead> {
    match (name, args.first()) {
        ("chat_message", Some(Value::String(text))) => {
            Ok(Said::Message { text: text.clone(), client_id: None })
        }
        ("chat_message", Some(Value::Object(members))) => message(members),
        ("chat_message", _) => Err(malformed("chat_message takes an object or text")),
        ("auth", Some(Value::Object(members))) => auth(members.get("token")),
        ("auth", token) => auth(token),
        _ => Err(malformed("the event must be chat_message or auth")),
    }
}

fn message(members: &Map<String, Value>) -> Result<Said, NotRead> {
    let client_id = client_id(members).map_err(|refusal| (refusal, None))?;
    match members.get("message") {
        Some(Value::String(text)) => Ok(Said::Message { text: text.clone(), client_id }),
        _ => Err((Refusal::Malformed("message must be text"), client_id)),
    }
}

fn auth(token: Option<&Value>) -> Result<Said, NotRead> {
    match token {
        Some(Value::String(token)) => Ok(Said::Auth { token: token.clone() }),
        _ => Err(malformed("token must be text")),
    }
}

fn client_id(members: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    match members.get("clientId") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => read_client_id(id).map(Some),
        Some(_) => Err(Refusal::Malformed("clientId must be text")),
    }
}

const fn malformed(detail: &'static str) -> NotRead {
    (Refusal::Malformed(detail), None)
}
