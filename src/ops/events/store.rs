//! The log in D1: whatever is looked for, an index is walked.

use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::row::Row;
use crate::platform::value::{SqlFault, Value as SqlValue};
use domain::ops::events::{Listing, position};
use domain::page::Position;
use serde_json::{Value, json};
use worker::D1Database;

const COLUMNS: &str = "id, streamId, seq, source, event, clientId, verdict, fields, sentAt, receivedAt";

/// The query of a list and its parameters. Of several filters the one with the fewest events behind it is looked up,
/// and the rest is looked for among those.
pub fn query(listing: &Listing) -> (String, Vec<SqlValue>) {
    let mut values: Vec<SqlValue> = Vec::new();
    let mut bind = |value: SqlValue| {
        values.push(value);
        format!("?{}", values.len())
    };
    let places: Vec<String> = listing.after.iter().map(|key| bind(key.clone().into())).collect();
    let mut wheres = vec![format!("(receivedAt, id) < ({})", places.join(", "))];
    wheres.extend(listing.stream_id.map(|id| format!("streamId = {}", bind(id.into()))));
    wheres.extend(listing.verdict.map(|word| format!("verdict = {}", bind(word.into()))));
    wheres.extend(listing.event.map(|word| format!("event = {}", bind(word.into()))));
    wheres.extend(listing.source.map(|word| format!("source = {}", bind(word.into()))));
    wheres.extend(listing.from.map(|from| format!("receivedAt >= {}", bind(from.into()))));
    wheres.extend(listing.to.map(|to| format!("receivedAt < {}", bind(to.into()))));
    let limit = bind(listing.limit.into());
    let sql = format!(
        "select {COLUMNS} from media_events indexed by {} where {} order by receivedAt desc, id desc limit {limit}",
        index(listing),
        wheres.join(" and "),
    );
    (sql, values)
}

const fn index(listing: &Listing) -> &'static str {
    match listing {
        Listing { stream_id: Some(_), .. } => "media_events_by_stream_and_time",
        Listing { verdict: Some(_), .. } => "media_events_by_verdict",
        Listing { event: Some(_), .. } => "media_events_by_event",
        Listing { source: Some(_), .. } => "media_events_by_source",
        _ => "media_events_by_time",
    }
}

/// A media event.
#[derive(Debug)]
pub(super) struct EventRow {
    id: i64,
    stream_id: Option<i64>,
    seq: Option<i64>,
    source: String,
    event: String,
    client_id: Option<String>,
    verdict: String,
    fields: String,
    sent_at: Option<String>,
    received_at: String,
}

impl EventRow {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            id: row.int("id")?,
            stream_id: row.maybe_int("streamId")?,
            seq: row.maybe_int("seq")?,
            source: row.text("source")?,
            event: row.text("event")?,
            client_id: row.maybe_text("clientId")?,
            verdict: row.text("verdict")?,
            fields: row.text("fields")?,
            sent_at: row.maybe_text("sentAt")?,
            received_at: row.text("receivedAt")?,
        })
    }

    /// As clients see it.
    pub(super) fn view(&self) -> Value {
        json!({
            "id": self.id,
            "streamId": self.stream_id,
            "seq": self.seq,
            "source": self.source,
            "event": self.event,
            "clientId": self.client_id,
            "verdict": self.verdict,
            "fields": serde_json::from_str::<Value>(&self.fields).unwrap_or_default(),
            "sentAt": self.sent_at,
            "receivedAt": self.received_at,
        })
    }

    /// Its position in a list.
    pub(super) fn position(&self) -> Position {
        position(&self.received_at, self.id)
    }
}

/// The events of a list.
pub(super) async fn list(db: &D1Database, listing: &Listing) -> Result<Vec<EventRow>, ApiError> {
    let (sql, values) = query(listing);
    let rows = d1::all(db, &sql, values).await?;
    Ok(rows.iter().map(EventRow::read).collect::<Result<_, _>>()?)
}
