//! Reading the contract. What was read is good for some seconds.

use crate::config::Registry;
use crate::error::ApiError;
use domain::problem::Problem;
use domain::registry::abi::{self, Room, Standing};
use domain::registry::node;
use domain::registry::room::RoomId;
use domain::registry::rpc;
use domain::time::Millis;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::HashMap;

/// How long a room that was read is shown, in milliseconds: blocks come no faster.
pub(super) const FRESH_MS: i64 = 2_000;
/// Rooms that one isolate remembers.
const MAX_ROOMS: usize = 2_000;

thread_local! {
    static READ: RefCell<HashMap<RoomId, (Millis, Option<Room>)>> = RefCell::default();
}

/// A room as the contract has it; `None` when it has none.
///
/// # Errors
/// [`Problem::Unavailable`] when no node answers as the contract does.
pub(super) async fn room(registry: &Registry, room: RoomId, now: Millis) -> Result<Option<Room>, ApiError> {
    if let Some(known) = remembered(room, now) {
        return Ok(known);
    }
    let answer = call(registry, &abi::read_room(room)).await?;
    let read = abi::room(&answer).ok_or_else(no_contract)?;
    let read = Some(read).filter(|room| !room.status.is_empty());
    remember(room, read.clone(), now);
    Ok(read)
}

/// How far a room is, right now.
///
/// # Errors
/// As [`room`].
pub(super) async fn standing(registry: &Registry, room: RoomId) -> Result<Standing, ApiError> {
    let answer = call(registry, &abi::read_standing(room)).await?;
    abi::standing(&answer).ok_or_else(no_contract)
}

async fn call(registry: &Registry, data: &[u8]) -> Result<Vec<u8>, ApiError> {
    let asks = [node::call_question(registry.place.contract, data)];
    let answer = registry.nodes.ask(&asks, |answers| {
        let answer = answers.first().and_then(|answer| answer.as_ref().ok());
        answer.and_then(Value::as_str).and_then(rpc::bytes).ok_or(rpc::Fault::Shape)
    });
    answer.await.map_err(|away| ApiError::caused(Problem::Unavailable("the chain"), away))
}

/// Where there is no contract, nodes answer with nothing.
fn no_contract() -> ApiError {
    ApiError::caused(Problem::Unavailable("the room registry"), "there is no registry at REGISTRY_CONTRACT")
}

fn remembered(room: RoomId, now: Millis) -> Option<Option<Room>> {
    READ.with_borrow(|read| {
        read.get(&room).filter(|(at, _)| now.since(*at) < FRESH_MS).map(|(_, known)| known.clone())
    })
}

fn remember(room: RoomId, known: Option<Room>, now: Millis) {
    READ.with_borrow_mut(|read| {
        if read.len() >= MAX_ROOMS {
            read.retain(|_, (at, _)| now.since(*at) < FRESH_MS);
        }
        if read.len() < MAX_ROOMS {
            read.insert(room, (now, known));
        }
    });
}
