//! The SQL storage of a Durable Object. Synchronous: what runs between two awaits is stored as one.

use super::row::Row;
use super::value::{self, SqlFault, Value};
use wasm_bindgen::JsValue;
use worker::{SqlCursor, SqlStorage};

fn exec(sql: &SqlStorage, query: &str, values: &[Value]) -> Result<SqlCursor, SqlFault> {
    let values: Vec<JsValue> = values.iter().map(Value::to_js).collect();
    Ok(sql.exec_raw(query, values)?)
}

/// Runs a statement for its effect.
///
/// # Errors
/// [`SqlFault`] when the storage refuses it.
pub fn run(sql: &SqlStorage, query: &str, values: &[Value]) -> Result<(), SqlFault> {
    exec(sql, query, values).map(drop)
}

/// All rows.
///
/// # Errors
/// [`SqlFault`] when the storage refuses the query.
pub fn all(sql: &SqlStorage, query: &str, values: &[Value]) -> Result<Vec<Row>, SqlFault> {
    Ok(value::rows(exec(sql, query, values)?.to_array()?))
}

/// The first row, or `None` when there is none.
///
/// # Errors
/// As [`all`].
pub fn first(sql: &SqlStorage, query: &str, values: &[Value]) -> Result<Option<Row>, SqlFault> {
    Ok(all(sql, query, values)?.into_iter().next())
}
