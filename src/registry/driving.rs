//! From what is wished of rooms to what the sender is asked for. Asked twice, it does it once.

use super::store::{self, OpenRoom, SealedKey};
use crate::config::{self, Config, Registry};
use crate::durable_objects::registry_sender::calls::NewWrite;
use crate::durable_objects::registry_sender::client::Sender;
use crate::error::ApiError;
use crate::platform::log::Level;
use crate::platform::{bindings, clock};
use domain::problem::Problem;
use domain::registry::kind::{Kind, Stage};
use domain::registry::room::{POLICY, cut_title};
use domain::registry::{Place, abi};
use domain::secret::Secret;
use futures::stream::{self, StreamExt};
use serde_json::json;
use worker::Env;

/// Rooms of one stream that are not as they are wished: more than a few there never are.
const OF_STREAM: u32 = 20;
/// Rooms that one run of the cron takes.
const PER_RUN: u32 = 200;
/// Asked for at a time.
const AT_ONCE: usize = 8;
/// A sender that was asked has this long before it is asked again, in milliseconds.
const ASK_AGAIN_MS: i64 = 60_000;

/// Asks for what is wished of a stream's rooms. Never fails: the cron asks again.
pub async fn drive(env: &Env, stream_id: i64) {
    if let Err(error) = drive_stream(env, stream_id).await {
        let fields = json!({"streamId": stream_id, "code": error.problem.code(), "cause": error.cause});
        config::log(env).write(Level::Warn, "registry later", fields);
    }
}

async fn drive_stream(env: &Env, stream_id: i64) -> Result<(), ApiError> {
    let config = config::of(env)?;
    let Some(registry) = &config.registry else { return Ok(()) };
    let rooms =
        store::open_of_stream(&bindings::database(env)?, registry.place, stream_id, OF_STREAM).await?;
    for room in &rooms {
        ask(env, &config, registry, room).await?;
    }
    Ok(())
}

/// Asks for what is wished of all rooms that are not as they are to be; says how many there were.
///
/// # Errors
/// When the database or the sender is away.
pub async fn drive_open(env: &Env) -> Result<usize, ApiError> {
    let config = config::of(env)?;
    let Some(registry) = &config.registry else { return Ok(0) };
    let before = clock::now().plus(-ASK_AGAIN_MS);
    let rooms = store::open(&bindings::database(env)?, registry.place, before, PER_RUN).await?;
    let asked = stream::iter(&rooms).map(|room| ask(env, &config, registry, room));
    let outcomes: Vec<Result<(), ApiError>> = asked.buffer_unordered(AT_ONCE).collect().await;
    outcomes.into_iter().collect::<Result<Vec<()>, ApiError>>()?;
    Ok(rooms.len())
}

async fn ask(env: &Env, config: &Config, registry: &Registry, room: &OpenRoom) -> Result<(), ApiError> {
    let db = bindings::database(env)?;
    match writes(config, registry, room) {
        Ok(writes) => {
            Sender::of(env, registry)?.put(room.room, writes).await?;
            store::asked(&db, room.room, clock::now()).await
        }
        Err(reason) => store::fail(&db, room.room, reason).await,
    }
}

/// The writes that bring a room where it is to be; or why that is impossible.
fn writes(config: &Config, registry: &Registry, room: &OpenRoom) -> Result<Vec<NewWrite>, &'static str> {
    let is_begun = room.was_asked || room.reached != Stage::None;
    let kinds = room.wish.path(room.was_on_air).iter().filter(|kind| !(is_begun && **kind == Kind::Create));
    kinds.map(|kind| Ok(new_write(room, *kind, call(config, registry, room, *kind)?))).collect()
}

fn new_write(room: &OpenRoom, kind: Kind, data: Vec<u8>) -> NewWrite {
    let key = format!("{}:{}", room.room, kind.as_str());
    NewWrite { key, kind, to: room.contract, data: hex::encode(data) }
}

fn call(config: &Config, registry: &Registry, room: &OpenRoom, kind: Kind) -> Result<Vec<u8>, &'static str> {
    match kind {
        Kind::Create if room.room.host() != registry.account.address() => {
            Err("the sender's account is another by now")
        }
        Kind::Create => {
            let place = Place { contract: room.contract, ..registry.place };
            let key = room.key.as_ref().ok_or("the stream was deleted")?;
            let key = open(config, key).map_err(|_| "the stream's key does not open")?;
            Ok(abi::create_room(
                room.room,
                room.session,
                registry.secrets.commitment(place, room.room, &key),
                POLICY,
                cut_title(&room.title),
            ))
        }
        Kind::GoLive => Ok(abi::go_live(room.room)),
        _ => Ok(abi::end_room(room.room)),
    }
}

/// A stream's key.
pub(super) fn open(config: &Config, key: &SealedKey) -> Result<Secret, Problem> {
    config.vault.open(&key.sealed, &key.playback_name).map_err(Problem::from)
}
