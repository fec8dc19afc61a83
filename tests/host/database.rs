//! The database of D1, in memory.

use liveroom::platform::value::Value;
use rusqlite::types::{FromSql, Value as SqlValue};
use rusqlite::{Connection, Row, params_from_iter};
use std::fs;

/// A new database with every migration applied, in the order of their numbers.
pub(crate) fn open() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    // As in D1.
    db.pragma_update(None, "foreign_keys", true).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        db.execute_batch(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{file:?}: {error}"));
    }
    db
}

/// The parameters of a statement, as the Worker binds them.
fn bound(values: &[Value]) -> impl Iterator<Item = SqlValue> + use<'_> {
    values.iter().map(|value| match value {
        Value::Null => SqlValue::Null,
        Value::Int(int) => SqlValue::Integer(*int),
        Value::Text(text) => SqlValue::Text(text.clone()),
    })
}

/// Runs a statement; says how many rows it changed.
pub(crate) fn run(db: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<usize> {
    db.prepare(sql)?.execute(params_from_iter(bound(values)))
}

/// All rows of a query, each as `read` takes it.
pub(crate) fn all<T>(
    db: &Connection,
    sql: &str,
    values: &[Value],
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map(params_from_iter(bound(values)), read).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The one value that a query gives.
pub(crate) fn one<T: FromSql>(db: &Connection, sql: &str) -> T {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A user who registered here.
pub(crate) fn add_user(db: &Connection, username: &str) -> i64 {
    run(db, "insert into users (username, passwordHash) values (?1, 'x')", &[username.into()]).unwrap();
    db.last_insert_rowid()
}

/// A stream as a test wants it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream {
    pub(crate) user_id: i64,
    pub(crate) is_live: bool,
    pub(crate) start_time: Option<String>,
    pub(crate) scheduled_at: Option<String>,
    pub(crate) viewers: i64,
    pub(crate) is_featured: bool,
    pub(crate) words: Vec<&'static str>,
}

const INSERT_STREAM: &str = "insert into streams \
     (userId, streamKey, sealedKey, playbackName, status, startTime, scheduledAt, viewerCount, featured) \
     values (?1, ?2, 'sealed', ?3, ?4, ?5, ?6, ?7, ?8)";

/// Stores a stream and its words; its key digest and playback name are its number.
pub(crate) fn add_stream(db: &Connection, stream: &Stream) -> i64 {
    let number = one::<i64>(db, "select coalesce(max(id), 0) + 1 from streams");
    let values = [
        stream.user_id.into(),
        format!("{number:064x}").into(),
        format!("{number:016x}").into(),
        if stream.is_live { "live" } else { "ended" }.into(),
        stream.start_time.as_deref().into(),
        stream.scheduled_at.as_deref().into(),
        stream.viewers.into(),
        stream.is_featured.into(),
    ];
    run(db, INSERT_STREAM, &values).unwrap();
    let id = db.last_insert_rowid();
    for word in &stream.words {
        let values = [(*word).into(), id.into()];
        run(db, "insert into stream_words (word, streamId) values (?1, ?2)", &values).unwrap();
    }
    id
}
