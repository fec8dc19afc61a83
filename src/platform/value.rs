//! Values on their way into SQL, and the conversions that would otherwise lie.
//!
//! An `i64` becomes a BigInt, which neither D1 nor a Durable Object's SQL takes; `None` becomes undefined, which D1
//! refuses; a `bool` becomes the text `"true"` in a Durable Object, without an error.

use super::row::Row;
use domain::integer::MAX_INTEGER;
use domain::page::Key;
use domain::time::Millis;
use std::fmt;
use wasm_bindgen::JsValue;

/// A parameter of an SQL statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// An integer of at most 2^53 − 1 in size; larger ones are cut to that.
    Int(i64),
    /// Text.
    Text(String),
}

impl Value {
    /// The JavaScript value that both databases take.
    pub(super) fn to_js(&self) -> JsValue {
        match self {
            Self::Null => JsValue::NULL,
            Self::Int(int) => JsValue::from_f64(int.clamp(&-MAX_INTEGER, &MAX_INTEGER).to_owned() as f64),
            Self::Text(text) => JsValue::from_str(text),
        }
    }
}

impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Self::Int(int)
    }
}

impl From<u32> for Value {
    fn from(int: u32) -> Self {
        Self::Int(i64::from(int))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// As RFC 3339 text, the form of every time in D1.
impl From<Millis> for Value {
    fn from(time: Millis) -> Self {
        Self::Text(time.to_rfc3339())
    }
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Int(int) => Self::Int(int),
            Key::Text(text) => Self::Text(text),
        }
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The rows as the platform read them.
pub(super) fn rows(objects: Vec<serde_json::Map<String, serde_json::Value>>) -> Vec<Row> {
    objects.into_iter().map(Row::new).collect()
}

/// Why a database did not do as told. `Debug` and `Display` are for the log, never for a client.
#[derive(Debug)]
pub struct SqlFault {
    /// What the database said.
    pub cause: String,
}

impl SqlFault {
    /// Whether a UNIQUE index decided against the write.
    pub fn is_unique_violation(&self) -> bool {
        self.cause.contains("UNIQUE constraint failed")
    }

    /// Whether the write names a row of another table that is not there.
    pub fn is_missing_reference(&self) -> bool {
        self.cause.contains("FOREIGN KEY constraint failed")
    }

    /// Whether the statement itself was at fault, so that trying again is of no use.
    pub fn is_final(&self) -> bool {
        ["constraint failed", "D1_TYPE_ERROR", "syntax error", "no such column", "no such table", "row: "]
            .iter()
            .any(|word| self.cause.contains(word))
    }
}

impl fmt::Display for SqlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}

impl From<worker::Error> for SqlFault {
    fn from(error: worker::Error) -> Self {
        let cause = match &error {
            worker::Error::D1(d1) => d1.cause(),
            other => other.to_string(),
        };
        Self { cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_null_and_flags_are_numbers() {
        for (value, want) in [
            (Value::from(None::<&str>), Value::Null),
            (Value::from(Some("a")), Value::Text("a".into())),
            (Value::from(true), Value::Int(1)),
            (Value::from(Millis(0)), Value::Text("1970-01-01T00:00:00.000Z".into())),
            (Value::from(Key::Int(7)), Value::Int(7)),
        ] {
            assert_eq!(value, want);
        }
    }

    #[test]
    fn a_unique_index_is_told_from_an_outage() {
        for (cause, unique, is_final) in [
            ("D1_ERROR: UNIQUE constraint failed: users.username: SQLITE_CONSTRAINT", true, true),
            ("D1_ERROR: CHECK constraint failed: length(title) <= 255", false, true),
            ("D1_ERROR: Network connection lost.", false, false),
        ] {
            let fault = SqlFault { cause: cause.into() };
            assert_eq!((fault.is_unique_violation(), fault.is_final()), (unique, is_final), "{cause}");
        }
    }
}
