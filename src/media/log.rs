//! The log of the media events of all streams in D1: whatever is looked for, an index is walked.

use super::shown::{self, Listed};
use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::row::Row;
use crate::platform::value::{SqlFault, Value as SqlValue};
use domain::ops::events::{Listing, position};
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

/// The events of a list.
pub(super) async fn list(db: &D1Database, listing: &Listing) -> Result<Vec<Listed>, ApiError> {
    let (sql, values) = query(listing);
    let rows = d1::all(db, &sql, values).await?;
    Ok(rows.iter().map(listed).collect::<Result<_, _>>()?)
}

fn listed(row: &Row) -> Result<Listed, SqlFault> {
    let mut members = shown::members(row)?;
    let id = row.int("id")?;
    members.insert("id".to_owned(), id.into());
    members.insert("streamId".to_owned(), row.maybe_int("streamId")?.into());
    Ok(Listed { view: members.into(), position: position(&row.text("receivedAt")?, id) })
}
