//! Activity in D1. The messages of a minute are counted by the rooms, with the batch that brings them.

use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::row::Row;
use crate::platform::value::SqlFault;
use domain::ops::activity::{Span, Step};
use domain::time::Millis;
use serde_json::{Value, json};
use worker::D1Database;

/// Notes what is live.
pub const NOTE: &str = "insert into activity (at, liveStreams, viewers) \
     select ?1, count(*), coalesce(sum(viewerCount), 0) from streams where status = 'live' \
     on conflict (at) do update set liveStreams = excluded.liveStreams, viewers = excluded.viewers";
/// Walks the primary key.
pub const FORGET: &str = "delete from activity where at < ?1";
/// Minutes, as they were noted.
pub const MINUTES: &str = "select at, liveStreams, viewers, messages from activity \
     where at >= ?1 and at < ?2 order by at";
/// Hours: the most of any minute, and all messages.
pub const HOURS: &str = "select substr(at, 1, 13) || ':00:00.000Z' as at, max(liveStreams) as liveStreams, \
     max(viewers) as viewers, sum(messages) as messages from activity \
     where at >= ?1 and at < ?2 group by substr(at, 1, 13) order by 1";

/// A step in time.
#[derive(Debug)]
pub(super) struct Point {
    at: String,
    live_streams: Option<i64>,
    viewers: Option<i64>,
    messages: i64,
}

impl Point {
    fn read(row: &Row) -> Result<Self, SqlFault> {
        Ok(Self {
            at: row.text("at")?,
            live_streams: row.maybe_int("liveStreams")?,
            viewers: row.maybe_int("viewers")?,
            messages: row.int("messages")?,
        })
    }

    /// As clients see it.
    pub(super) fn view(&self) -> Value {
        json!({
            "at": self.at,
            "liveStreams": self.live_streams,
            "viewers": self.viewers,
            "messages": self.messages,
        })
    }
}

/// Notes what is live in the minute that begins at `at`, and forgets what is from before `before`.
pub(super) async fn note(db: &D1Database, at: Millis, before: Millis) -> Result<usize, ApiError> {
    let statements = [(NOTE, vec![at.into()]), (FORGET, vec![before.into()])];
    Ok(d1::changed(&d1::batch(db, &statements).await?, 1)?)
}

/// What is known of a span, the oldest first.
pub(super) async fn list(db: &D1Database, span: &Span) -> Result<Vec<Point>, ApiError> {
    let sql = match span.step {
        Step::Minute => MINUTES,
        Step::Hour => HOURS,
    };
    let rows = d1::all(db, sql, vec![span.from.into(), span.to.into()]).await?;
    Ok(rows.iter().map(Point::read).collect::<Result<_, _>>()?)
}
