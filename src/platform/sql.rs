//! The SQL storage of a Durable Object. Synchronous: what runs between two awaits is stored as one.

use super::value::{SqlFault, Value};
use serde::Deserialize;
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
/// [`SqlFault`] when the storage refuses the query or a row does not have the shape of `T`.
pub fn all<T: for<'a> Deserialize<'a>>(
    sql: &SqlStorage,
    query: &str,
    values: &[Value],
) -> Result<Vec<T>, SqlFault> {
    Ok(exec(sql, query, values)?.to_array::<T>()?)
}

/// The first row, or `None` when there is none.
///
/// # Errors
/// As [`all`].
pub fn first<T: for<'a> Deserialize<'a>>(
    sql: &SqlStorage,
    query: &str,
    values: &[Value],
) -> Result<Option<T>, SqlFault> {
    Ok(all(sql, query, values)?.into_iter().next())
}
