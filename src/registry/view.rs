//! A room as clients see it.

use super::store::RoomRow;
use crate::config::Config;
use crate::streams;
use domain::registry::abi::Room;
use domain::registry::kind::Stage;
use domain::registry::room::RoomId;
use domain::time::Millis;
use serde_json::{Value, json};

/// What stands beside a stream.
pub(super) fn beside_stream(row: &RoomRow) -> Value {
    let registry = json!({
        "status": onchain(row),
        "transaction": row.transaction,
        "reason": row.reason,
    });
    json!({"roomId": row.room, "registry": registry})
}

/// Whether the chain has it as it is to be: `pending`, `confirmed` or `failed`.
fn onchain(row: &RoomRow) -> &'static str {
    match (&row.reason, row.wish == row.reached) {
        (Some(_), _) => "failed",
        (None, true) => "confirmed",
        (None, false) => "pending",
    }
}

/// A room, by what the chain says of it, what we know of it, or both. `None` when neither knows it.
pub(super) fn room(
    config: &Config,
    id: RoomId,
    chain: Option<&Room>,
    row: Option<&RoomRow>,
) -> Option<Value> {
    let mut view = match (chain, row) {
        (Some(room), _) => of_chain(id, room),
        (None, Some(row)) => of_row(config, row),
        (None, None) => return None,
    };
    let members = view.as_object_mut()?;
    members.insert("onchain".into(), row.map_or("confirmed", onchain).into());
    if let Some(row) = row {
        members.insert("transaction".into(), json!(row.transaction));
        members.insert("streamId".into(), json!(row.stream_id));
        let playback = row.playback_name.as_ref().map(|name| json!({"hls": streams::hls(config, name)}));
        members.insert("playback".into(), json!(playback));
    }
    Some(view)
}

fn of_chain(id: RoomId, room: &Room) -> Value {
    let created_ms = i64::try_from(room.created_at_s).unwrap_or(i64::MAX).saturating_mul(1_000);
    json!({
        "roomId": id,
        "sessionId": room.session,
        "ingestUrl": room.ingest_url,
        "streamKey": room.stream_key,
        "host": room.host,
        "title": room.title,
        "status": room.status,
        "createdAt": Millis(created_ms).to_rfc3339(),
    })
}

/// A room that is not on the chain yet, or of a chain that does not answer.
fn of_row(config: &Config, row: &RoomRow) -> Value {
    let status = if row.reached == Stage::None { row.wish } else { row.reached };
    let ingest_url = config.registry.as_ref().map(|_| config.ingest_rtmp_url.as_str());
    json!({
        "roomId": row.room,
        "sessionId": row.session,
        "ingestUrl": ingest_url,
        "streamKey": "",
        "host": row.room.host(),
        "title": row.title,
        "status": status,
        "createdAt": row.created_at,
    })
}
