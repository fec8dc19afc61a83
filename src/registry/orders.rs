//! Changes that hosts sign with wallets of their own: what is put before a wallet, and what is carried.

use super::reading;
use super::store::{self, StreamFacts};
use crate::app::App;
use crate::config::Registry;
use crate::error::ApiError;
use crate::platform::random;
use domain::problem::Problem;
use domain::registry::Address;
use domain::registry::abi::Standing;
use domain::registry::kind::{Kind, Stage};
use domain::registry::room::{RoomId, SessionId, cut_title};
use domain::registry::signed::{Order, read_order};
use serde_json::Value;
use std::collections::HashMap;

/// How long a signature counts when the caller does not say, in seconds.
const DEADLINE_S: i64 = 900;
/// A signature that counts for less may be too late before a block has it.
const MIN_DEADLINE_S: i64 = 60;
/// One that counts for longer is a risk to its signer.
const MAX_DEADLINE_S: i64 = 86_400;

/// The members of an order, as texts.
#[derive(Debug, Default)]
pub(super) struct Members(HashMap<String, String>);

impl Members {
    /// Those of a JSON object; numbers count as their texts.
    pub(super) fn of_json(body: &Value) -> Self {
        let members = body.as_object().into_iter().flatten();
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        Self(members.filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect())
    }

    /// Those of a query.
    pub(super) fn of_query(query: impl Fn(&str) -> Option<String>) -> Self {
        const NAMES: [&str; 10] = [
            "change",
            "roomId",
            "host",
            "streamId",
            "sessionId",
            "keyCommitment",
            "policy",
            "title",
            "version",
            "deadline",
        ];
        Self(NAMES.into_iter().filter_map(|name| Some((name.to_owned(), query(name)?))).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    fn or(&mut self, name: &str, value: impl FnOnce() -> String) {
        self.0.entry(name.to_owned()).or_insert_with(value);
    }

    /// The stream that a room is to be of.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is no id.
    pub(super) fn stream_id(&self) -> Result<Option<i64>, Problem> {
        let read = |text: String| text.parse().ok().filter(|id| *id > 0);
        let id = self
            .get("streamId")
            .map(|text| read(text).ok_or_else(|| Problem::field("streamId", "must be a stream's id")));
        id.transpose()
    }

    /// The order that they are.
    ///
    /// # Errors
    /// As [`read_order`].
    pub(super) fn order(&self) -> Result<Order, Problem> {
        read_order(|name| self.get(name))
    }
}

/// Fills in what a caller need not know: the deadline, the version, and of a new room its id, session and commitment.
pub(super) async fn complete(
    app: &App,
    registry: &Registry,
    members: &mut Members,
    stream: Option<&StreamFacts>,
) -> Result<(), ApiError> {
    members.or("deadline", || (app.now.unix_s() + DEADLINE_S).to_string());
    if members.get("change").as_deref() == Some(Kind::Create.as_str()) {
        return complete_creation(app, registry, members, stream);
    }
    let room = members.get("roomId").as_deref().and_then(RoomId::parse);
    if let (Some(room), None) = (room, members.get("version")) {
        let standing = reading::standing(registry, room).await?;
        members.or("version", || standing.version.to_string());
    }
    Ok(())
}

fn complete_creation(
    app: &App,
    registry: &Registry,
    members: &mut Members,
    stream: Option<&StreamFacts>,
) -> Result<(), ApiError> {
    if let Some(host) = members.get("host") {
        let host: Address = host.parse().map_err(|_| Problem::field("host", "must be an address"))?;
        members.or("roomId", || RoomId::new(host, random::bytes()).to_string());
    }
    members.or("policy", || "0".to_owned());
    let (Some(stream), Some(room)) = (stream, members.get("roomId").as_deref().and_then(RoomId::parse))
    else {
        return Ok(());
    };
    let session = SessionId::of_broadcast(&stream.key.playback_name, app.now);
    let key = super::driving::open(&app.config, &stream.key)?;
    members.or("title", || cut_title(&stream.title).to_owned());
    members.or("sessionId", || session.map(|session| session.to_string()).unwrap_or_default());
    members.or("keyCommitment", || registry.secrets.commitment(registry.place, room, &key).to_string());
    Ok(())
}

/// What of a stream a new room takes over.
pub(super) async fn stream_facts(app: &App, stream_id: Option<i64>) -> Result<Option<StreamFacts>, ApiError> {
    match stream_id {
        Some(id) => store::stream(&app.db()?, id).await,
        None => Ok(None),
    }
}

/// Checks before any gas is spent: the time, the signature, and that the room is where the order finds it.
pub(super) async fn check(
    app: &App,
    registry: &Registry,
    order: &Order,
    signature: &[u8],
) -> Result<Standing, ApiError> {
    let left_s = i64::try_from(order.deadline_s).unwrap_or(i64::MAX).saturating_sub(app.now.unix_s());
    if !(MIN_DEADLINE_S..=MAX_DEADLINE_S).contains(&left_s) {
        return Err(Problem::field("deadline", "must be a minute to a day from now").into());
    }
    if !order.is_signed(registry.place, signature) {
        return Err(Problem::field("signature", "is not the host's signature of this change").into());
    }
    let standing = reading::standing(registry, order.room).await?;
    let is_new = order.change.kind() == Kind::Create;
    let conflict = match standing.stage {
        Stage::None if !is_new => "there is no such room".to_owned(),
        Stage::Ended => "the room has ended".to_owned(),
        Stage::Created | Stage::Live if is_new => "the room exists".to_owned(),
        _ if standing.version != order.version => format!("the room's version is {}", standing.version),
        _ => return Ok(standing),
    };
    Err(Problem::Conflict(conflict.into()).into())
}

/// The 65 bytes of a signature.
///
/// # Errors
/// [`Problem::Invalid`] when it is none.
pub(super) fn signature(members: &Members) -> Result<Vec<u8>, Problem> {
    let bytes = members.get("signature").as_deref().and_then(domain::registry::rpc::bytes);
    bytes
        .filter(|bytes| bytes.len() == 65)
        .ok_or_else(|| Problem::field("signature", "must be 0x and 130 hex digits"))
}
