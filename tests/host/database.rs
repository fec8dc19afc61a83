//! The database of D1, in memory.

use liveroom::platform::value::Value;
use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, Row, params_from_iter};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};
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
        db.execute_batch(&fs::read_to_string(&file).unwrap()).unwrap_or_else(|error| panic!("{file:?}: {error}"));
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

/// All rows of a query, each read as D1's rows are.
pub(crate) fn all<T: DeserializeOwned>(db: &Connection, sql: &str, values: &[Value]) -> Vec<T> {
    let mut statement = db.prepare(sql).unwrap();
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let rows = statement.query_map(params_from_iter(bound(values)), |row| as_json(row, &names)).unwrap();
    rows.map(|row| serde_json::from_value(row.unwrap()).unwrap()).collect()
}

/// The one value that a query gives.
pub(crate) fn one<T: DeserializeOwned>(db: &Connection, sql: &str) -> T {
    let row: Map<String, Json> = all(db, sql, &[]).swap_remove(0);
    serde_json::from_value(row.into_iter().next().unwrap().1).unwrap()
}

/// D1 hands its rows over as JavaScript objects.
fn as_json(row: &Row<'_>, names: &[String]) -> rusqlite::Result<Json> {
    let member = |(index, name): (usize, &String)| {
        let value = match row.get::<_, SqlValue>(index)? {
            SqlValue::Null => Json::Null,
            SqlValue::Integer(int) => json!(int),
            SqlValue::Real(real) => json!(real),
            SqlValue::Text(text) => json!(text),
            SqlValue::Blob(bytes) => json!(bytes),
        };
        Ok((name.clone(), value))
    };
    names.iter().enumerate().map(member).collect::<rusqlite::Result<Map<_, _>>>().map(Json::Object)
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
