//! Events as both lists of them show them: those of a stream, and the log of all streams.

use crate::platform::row::Row;
use crate::platform::value::SqlFault;
use domain::page::Position;
use serde_json::{Map, Value};

/// An event and its position in its list.
pub struct Listed {
    /// What clients see.
    pub view: Value,
    /// Where the list goes on after it.
    pub position: Position,
}

/// What every list shows of an event.
pub(super) fn members(row: &Row) -> Result<Map<String, Value>, SqlFault> {
    let fields = serde_json::from_str(&row.text("fields")?).unwrap_or_default();
    let members: [(&str, Value); 8] = [
        ("seq", row.maybe_int("seq")?.into()),
        ("source", row.text("source")?.into()),
        ("event", row.text("event")?.into()),
        ("clientId", row.maybe_text("clientId")?.into()),
        ("verdict", row.text("verdict")?.into()),
        ("fields", fields),
        ("sentAt", row.maybe_text("sentAt")?.into()),
        ("receivedAt", row.text("receivedAt")?.into()),
    ];
    Ok(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
