//! D1: statements with their parameters, and what came of them.

use super::row::Row;
use super::value::{self, SqlFault, Value};
use js_sys::futures::JsFuture;
use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result};

/// A statement and its parameters.
pub type Statement<'a> = (&'a str, Vec<Value>);

fn bind(db: &D1Database, (sql, values): &Statement<'_>) -> Result<D1PreparedStatement, SqlFault> {
    let values: Vec<JsValue> = values.iter().map(Value::to_js).collect();
    #[expect(clippy::disallowed_methods, reason = "the one place that knows which values D1 takes")]
    let bound = db.prepare(*sql).bind(&values)?;
    Ok(bound)
}

fn changes(result: &D1Result) -> Result<usize, SqlFault> {
    Ok(result.meta()?.and_then(|meta| meta.changes).unwrap_or(0))
}

/// The first row, or `None` when there is none.
///
/// # Errors
/// [`SqlFault`] when D1 fails.
pub async fn first(db: &D1Database, sql: &str, values: Vec<Value>) -> Result<Option<Row>, SqlFault> {
    Ok(all(db, sql, values).await?.into_iter().next())
}

/// All rows.
///
/// # Errors
/// As [`first`].
pub async fn all(db: &D1Database, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, SqlFault> {
    let answer = bind(db, &(sql, values))?.inner().all().map_err(worker::Error::from)?;
    let answer = JsFuture::from(answer).await.map_err(worker::Error::from)?;
    let rows = Reflect::get(&answer, &"results".into()).map_err(worker::Error::from)?;
    // One text for all rows: to cross the border for each column takes longer than to write and read JSON.
    let text = JSON::stringify(&rows).map_err(worker::Error::from)?;
    let rows = serde_json::from_str(&String::from(text));
    Ok(value::rows(rows.map_err(|error| SqlFault { cause: format!("row: {error}") })?))
}

/// Runs a write; says how many rows it changed, those that triggers changed too.
///
/// # Errors
/// [`SqlFault`] when D1 fails or a constraint decides against it.
pub async fn run(db: &D1Database, sql: &str, values: Vec<Value>) -> Result<usize, SqlFault> {
    changes(&bind(db, &(sql, values))?.run().await?)
}

/// Runs several statements as one: all or none. Answers each one's result.
///
/// # Errors
/// As [`run`].
pub async fn batch(db: &D1Database, statements: &[Statement<'_>]) -> Result<Vec<D1Result>, SqlFault> {
    let bound = statements.iter().map(|statement| bind(db, statement)).collect::<Result<Vec<_>, _>>()?;
    Ok(db.batch(bound).await?)
}

/// How many rows a statement of a batch changed, those that triggers changed too.
///
/// # Errors
/// [`SqlFault`] when the result cannot be read.
pub fn changed(results: &[D1Result], index: usize) -> Result<usize, SqlFault> {
    results.get(index).map_or(Ok(0), changes)
}

/// Rows that a statement of a batch returned.
///
/// # Errors
/// [`SqlFault`] when the result cannot be read.
pub fn rows(results: &[D1Result], index: usize) -> Result<Vec<Row>, SqlFault> {
    Ok(value::rows(results.get(index).map_or(Ok(Vec::new()), D1Result::results)?))
}
