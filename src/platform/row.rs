//! Rows as they come from D1 and from a Durable Object's SQL, read column by column.
//!
//! By hand rather than by derived readers: those would take a tenth of the bundle.

use super::value::SqlFault;
use domain::integer::MAX_INTEGER;
use serde_json::{Map, Value};

/// One row, by the names of its columns.
#[derive(Debug)]
pub struct Row(Map<String, Value>);

impl Row {
    /// Takes over what the platform read.
    pub(super) fn new(columns: Map<String, Value>) -> Self {
        Self(columns)
    }

    fn column<'a, T>(&'a self, name: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<T, SqlFault> {
        let value = self.0.get(name).and_then(read);
        value.ok_or_else(|| SqlFault { cause: format!("row: column {name} does not hold what it must") })
    }

    /// A text column.
    ///
    /// # Errors
    /// [`SqlFault`] when it is not there or holds something else; so do the others.
    pub fn text(&self, name: &str) -> Result<String, SqlFault> {
        self.column(name, Value::as_str).map(str::to_owned)
    }

    /// A text column that may be null.
    pub fn maybe_text(&self, name: &str) -> Result<Option<String>, SqlFault> {
        match self.0.get(name) {
            Some(Value::Null) => Ok(None),
            _ => self.text(name).map(Some),
        }
    }

    /// An integer column. JavaScript knows only one kind of number, so `1.0` is one too.
    pub fn int(&self, name: &str) -> Result<i64, SqlFault> {
        self.column(name, |value| value.as_i64().or_else(|| value.as_f64().and_then(whole)))
    }

    /// An integer column that may be null.
    pub fn maybe_int(&self, name: &str) -> Result<Option<i64>, SqlFault> {
        match self.0.get(name) {
            Some(Value::Null) => Ok(None),
            _ => self.int(name).map(Some),
        }
    }

    /// An integer column that holds a count.
    pub fn count(&self, name: &str) -> Result<u32, SqlFault> {
        Ok(u32::try_from(self.int(name)?.max(0)).unwrap_or(u32::MAX))
    }

    /// An integer column that holds 0 or 1.
    pub fn flag(&self, name: &str) -> Result<bool, SqlFault> {
        self.int(name).map(|int| int != 0)
    }

    /// A text column that holds one of a few words.
    pub fn word<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, SqlFault> {
        self.column(name, |value| value.as_str().and_then(&read))
    }
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= MAX_INTEGER as f64).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row() -> Row {
        let Value::Object(columns) = json!({"t": "x", "n": null, "i": 7, "r": 7.0, "h": 7.5, "f": 1}) else {
            panic!("an object is an object");
        };
        Row::new(columns)
    }

    #[test]
    fn a_column_is_read_as_what_it_must_be() {
        let row = row();
        assert_eq!(row.text("t").unwrap(), "x");
        assert_eq!(row.maybe_text("n").unwrap(), None);
        assert_eq!((row.int("i").unwrap(), row.int("r").unwrap()), (7, 7));
        assert!(row.flag("f").unwrap());
        assert_eq!(row.word("t", |word| (word == "x").then_some(1)).unwrap(), 1);
    }

    #[test]
    fn what_it_must_not_be_is_an_error_that_names_the_column() {
        let row = row();
        for (name, fault) in [
            ("i", row.text("i").err()),
            ("n", row.text("n").err()),
            ("n", row.int("n").err()),
            ("h", row.int("h").err()),
            ("absent", row.maybe_text("absent").err()),
            ("t", row.word("t", |_| None::<u8>).err()),
        ] {
            assert!(fault.is_some_and(|fault| fault.cause.contains(name) && fault.is_final()), "{name}");
        }
    }
}
