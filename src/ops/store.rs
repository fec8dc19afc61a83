//! Whether the database answers, and how much of everything there is.

use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::row::Row;
use crate::platform::value::SqlFault;
use domain::time::Millis;
use worker::{D1Database, D1Result};

const PROBE: &str = "select id from users limit 1";
/// What is live, which is a few hundred rows at the most.
pub const LIVE: &str = "select provider, count(*) as streams, sum(viewerCount) as viewers from streams \
     where status = 'live' group by provider";
/// What the triggers have counted: a row for each thing and label.
pub const TOTALS: &str = "select what, label, amount from totals";
/// Rooms of the register that are not as they are wished; counted up to a thousand.
pub const ROOMS_OPEN: &str = "select count(*) as amount from (select 1 from registry_rooms indexed by registry_rooms_open \
     where hosted = 0 and reason is null and wish <> reached limit 1000)";
/// Those that get no further; likewise.
pub const ROOMS_FAILED: &str = "select count(*) as amount from (select 1 from registry_rooms \
     indexed by registry_rooms_failed where reason is not null limit 1000)";
/// Objects that wait since before then to be removed from storage; likewise.
pub const OVERDUE_IN_STORAGE: &str = "select count(*) as amount from (select 1 from discarded \
     indexed by discarded_by_since where since < ?1 limit 1000)";
/// What waits since before then to be removed at Cloudflare Stream; likewise.
pub const OVERDUE_AT_STREAM: &str = "select count(*) as amount from (select 1 from stream_debris \
     indexed by stream_debris_left where doneAt is null and since < ?1 limit 1000)";
/// What is to be removed is mostly gone within two minutes; after this long something is in the way.
const OVERDUE_AFTER_MS: i64 = 3_600_000;

/// What is live at one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Who takes the video.
    pub provider: String,
    /// So many streams.
    pub streams: i64,
    /// Watched by so many people.
    pub viewers: i64,
}

/// How much of everything there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// What is live, by provider.
    pub live: Vec<Live>,
    /// Totals: of what, under which label, how many.
    pub totals: Vec<(String, String, i64)>,
    /// Rooms of the register on their way.
    pub rooms_open: i64,
    /// Rooms of the register that get no further.
    pub rooms_failed: i64,
    /// Objects that should have been removed from storage by now.
    pub overdue_in_storage: i64,
    /// What should have been removed at Cloudflare Stream by now.
    pub overdue_at_stream: i64,
}

impl Counts {
    /// A total; 0 for what never was.
    pub fn total(&self, what: &str, label: &str) -> i64 {
        let found = self.totals.iter().find(|(of, under, _)| of == what && under == label);
        found.map_or(0, |(.., amount)| *amount)
    }
}

/// Reads a row, if there is one.
///
/// # Errors
/// When the database is away, or was never migrated.
pub(super) async fn probe(db: &D1Database) -> Result<(), ApiError> {
    d1::first(db, PROBE, vec![]).await?;
    Ok(())
}

/// Counts everything, in one question that reads few rows however much there is.
///
/// # Errors
/// When the database is away.
pub(super) async fn counts(db: &D1Database, now: Millis) -> Result<Counts, ApiError> {
    let since = now.plus(-OVERDUE_AFTER_MS);
    let statements = [
        (LIVE, vec![]),
        (TOTALS, vec![]),
        (ROOMS_OPEN, vec![]),
        (ROOMS_FAILED, vec![]),
        (OVERDUE_IN_STORAGE, vec![since.into()]),
        (OVERDUE_AT_STREAM, vec![since.into()]),
    ];
    let results = d1::batch(db, &statements).await?;
    Ok(Counts {
        live: d1::rows(&results, 0)?.iter().map(live).collect::<Result<_, _>>()?,
        totals: d1::rows(&results, 1)?.iter().map(total).collect::<Result<_, _>>()?,
        rooms_open: amount(&results, 2)?,
        rooms_failed: amount(&results, 3)?,
        overdue_in_storage: amount(&results, 4)?,
        overdue_at_stream: amount(&results, 5)?,
    })
}

fn live(row: &Row) -> Result<Live, SqlFault> {
    Ok(Live { provider: row.text("provider")?, streams: row.int("streams")?, viewers: row.int("viewers")? })
}

fn total(row: &Row) -> Result<(String, String, i64), SqlFault> {
    Ok((row.text("what")?, row.text("label")?, row.int("amount")?))
}

fn amount(results: &[D1Result], index: usize) -> Result<i64, SqlFault> {
    d1::rows(results, index)?.first().map_or(Ok(0), |row| row.int("amount"))
}
