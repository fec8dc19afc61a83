//! Reads the members of a JSON request, so that every bad one is named at once.

use crate::integer::MAX_INTEGER;
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

    /// Text that `holds` and must be there; empty when it is not.
    pub fn needed_text(
        &mut self,
        name: &'static str,
        what: &'static str,
        holds: impl Fn(&str) -> bool,
    ) -> String {
        if self.members.get(name).is_none_or(Value::is_null) {
            self.errors.add(name, what);
        }
        self.text(name, what, holds).flatten().unwrap_or_default()
    }

    /// The id of a user, a stream or a video.
    pub fn id(&mut self, name: &'static str) -> Given<i64> {
        self.read(name, "must be an id", |value| value.as_i64().filter(|id| (1..=MAX_INTEGER).contains(id)))
    }

    /// A number that `holds`.
    pub fn number(
        &mut self,
        name: &'static str,
        what: &'static str,
        holds: impl Fn(f64) -> bool,
    ) -> Given<f64> {
        self.read(name, what, |value| value.as_f64().filter(|number| holds(*number)))
    }

    /// # Errors
    /// [`Problem::Invalid`] with every bad member.
    pub fn finish(self) -> Result<(), Problem> {
        self.errors.finish()
    }
}

/// Enough of a check for an address that only browsers follow: scheme, host, no blanks, no quotes.
pub(crate) fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host_is_there = rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['));
    host_is_there
        && text.len() <= 2048
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>'))
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

    #[test]
    fn an_id_is_a_whole_number_and_a_number_any() {
        for (value, id, number) in [
            (json!(1), true, true),
            (json!(9_007_199_254_740_991_i64), true, true),
            (json!(9_007_199_254_740_992_i64), false, true),
            (json!(0), false, true),
            (json!(1.5), false, true),
            (json!("1"), false, false),
            (json!([1]), false, false),
        ] {
            let mut fields = Fields::of(json!({"a": value})).unwrap();
            assert_eq!(fields.id("a").is_some(), id, "{value}");
            assert_eq!(fields.number("a", "", |_| true).is_some(), number, "{value}");
        }
    }

    #[test]
    fn what_is_needed_is_named_when_it_is_not_there() {
        for request in [json!({}), json!({"a": null}), json!({"a": 1}), json!({"a": ""})] {
            let mut fields = Fields::of(request.clone()).unwrap();
            assert_eq!(fields.needed_text("a", "must be text", |text| !text.is_empty()), "");
            let Err(Problem::Invalid(errors)) = fields.finish() else { panic!("{request} must be invalid") };
            assert_eq!(errors.len(), 1, "{request}");
        }
    }

    #[test]
    fn an_address_is_one_that_a_page_can_hold() {
        for (text, fine) in [
            ("https://cdn.example/a.jpg?b=c", true),
            ("http://[::1]/a.jpg", true),
            ("https://", false),
            ("https:///a", false),
            ("ftp://a/b", false),
            ("https://a/\"onerror=", false),
            ("https://a b", false),
            ("data:image/png;base64,AAAA", false),
        ] {
            assert_eq!(is_web_address(text), fine, "{text}");
        }
    }
}
