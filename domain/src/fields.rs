//! Reads the members of a JSON request, so that every bad one is named at once.

use crate::problem::{FieldErrors, Problem};
use crate::time::Millis;
use serde_json::{Map, Value};

/// A member that may be left out (`None`), cleared by null (`Some(None)`) or given.
pub type Given<T> = Option<Option<T>>;

/// The members of one request, and what was wrong with them so far.
pub struct Fields {
    members: Map<String, Value>,
    errors: FieldErrors,
}

impl Fields {
    /// # Errors
    /// [`Problem::Malformed`] when the request is not a JSON object.
    pub fn of(request: Value) -> Result<Self, Problem> {
        match request {
            Value::Object(members) => Ok(Self { members, errors: FieldErrors::default() }),
            _ => Err(Problem::Malformed("the body must be a JSON object".into())),
        }
    }

    /// Whether the member is there at all, if only as null.
    pub fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        what: &'static str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Given<T> {
        match self.members.get(name)? {
            Value::Null => Some(None),
            value => match read(value) {
                Some(value) => Some(Some(value)),
                None => {
                    self.errors.add(name, what);
                    None
                }
            },
        }
    }

    /// Text that `holds`.
    pub fn text(
        &mut self,
        name: &'static str,
        what: &'static str,
        holds: impl Fn(&str) -> bool,
    ) -> Given<String> {
        self.read(name, what, |value| value.as_str().filter(|text| holds(text)).map(str::to_owned))
    }

    /// An RFC 3339 time.
    pub fn time(&mut self, name: &'static str) -> Given<Millis> {
        self.read(name, "must be an RFC 3339 time, like 2026-11-21T18:36:00Z", |value| {
            value.as_str().and_then(Millis::from_rfc3339)
        })
    }

    /// True or false.
    pub fn flag(&mut self, name: &'static str) -> Given<bool> {
        self.read(name, "must be true or false", Value::as_bool)
    }

    /// # Errors
    /// [`Problem::Invalid`] with every bad member.
    pub fn finish(self) -> Result<(), Problem> {
        self.errors.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn left_out_and_cleared_are_different() {
        let mut fields = Fields::of(json!({"a": null, "b": "x"})).unwrap();
        assert_eq!(fields.text("a", "", |_| true), Some(None));
        assert_eq!(fields.text("b", "", |_| true), Some(Some("x".into())));
        assert_eq!(fields.text("c", "", |_| true), None);
        assert!(fields.finish().is_ok());
    }

    #[test]
    fn every_bad_member_is_named() {
        let mut fields = Fields::of(json!({"a": 1, "b": "yesterday", "c": "yes", "d": "ok"})).unwrap();
        fields.text("a", "must be text", |_| true);
        fields.time("b");
        fields.flag("c");
        fields.text("d", "", |_| true);
        let Err(Problem::Invalid(errors)) = fields.finish() else { panic!("must be invalid") };
        assert_eq!(errors.iter().map(|error| error.field).collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn only_an_object_is_a_request() {
        for request in [json!([]), json!("a"), json!(null), json!(1)] {
            assert!(matches!(Fields::of(request), Err(Problem::Malformed(_))));
        }
    }
}
