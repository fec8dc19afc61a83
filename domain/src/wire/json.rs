//! A JSON object and the ways to take a member out of it.

use super::draft::checked_id;
use super::{malformed, must_be};
use crate::members::Members;
use crate::problem::Problem;
use serde_json::{Map, Value};

/// A JSON object whose members are all different; a member that is `null` counts as absent.
pub(super) struct Object(Map<String, Value>);

impl Object {
    /// Reads the text.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is not one JSON object, is nested too deep, or names a member twice:
    /// readers disagree on which of the two counts, and a server that does not escape would let an encoder
    /// write the second.
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let Members(mut members) = serde_json::from_str(text)
            .map_err(|_| malformed("the body is not a JSON object with each member named once"))?;
        members.retain(|_, value| !value.is_null());
        Ok(Self(members))
    }

    /// Whether the member is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A member that is text.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(must_be(name, "a string")),
        }
    }

    /// A member that is text and must be there.
    pub(super) fn needed(&self, name: &'static str) -> Result<&str, Problem> {
        self.text(name)?.ok_or_else(|| must_be(name, "a string"))
    }

    /// A member that is a number.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<f64>, Problem> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        value.as_f64().map(Some).ok_or_else(|| must_be(name, "a number"))
    }

    /// A member that is a whole number from 0 to `max`.
    pub(super) fn count(&self, name: &'static str, max: u32) -> Result<Option<u32>, Problem> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let count = value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= max);
        count.map(Some).ok_or_else(|| must_be(name, &format!("a whole number from 0 to {max}")))
    }

    /// A member that is an id: text or a whole number, at most 128 bytes. Empty text is no id.
    pub(super) fn id(&self, name: &'static str) -> Result<Option<String>, Problem> {
        let id = match self.0.get(name) {
            None => return Ok(None),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(n)) if !n.is_f64() => n.to_string(),
            Some(_) => return Err(must_be(name, "a string or a whole number")),
        };
        checked_id(name, id)
    }

    /// Those of the named members that are text, a number or a truth value, as text.
    pub(super) fn keep(&self, names: &[&'static str]) -> Vec<(&'static str, String)> {
        names.iter().filter_map(|name| Some((*name, as_text(self.0.get(*name)?)?))).collect()
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object {
        Object::read(text).unwrap()
    }

    #[test]
    fn only_one_object_with_each_member_named_once_is_read() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
        for text in
            ["", "1", "[]", "null", "\"a\"", "{", "{} {}", r#"{"a":1,"a":2}"#, r#"{"a":1,"\u0061":2}"#, &deep]
        {
            assert!(matches!(Object::read(text), Err(Problem::Malformed(_))), "{text:.40}");
        }
        assert!(Object::read(" {\"a\":{\"b\":[1]}} \n").is_ok());
    }

    #[test]
    fn null_is_absent() {
        let object = object(r#"{"a":null}"#);
        assert!(!object.has("a"));
        assert_eq!((object.text("a"), object.id("a"), object.number("a")), (Ok(None), Ok(None), Ok(None)));
        assert!(object.needed("a").is_err());
    }

    #[test]
    fn an_id_is_text_or_a_whole_number() {
        let long = format!("\"{}\"", "x".repeat(129));
        for (json, want) in [
            ("\"c-1\"", Some(Some("c-1"))),
            ("7", Some(Some("7"))),
            ("-1", Some(Some("-1"))),
            ("18446744073709551615", Some(Some("18446744073709551615"))),
            ("\"\"", Some(None)),
            ("1.5", None),
            ("true", None),
            ("[]", None),
            (&long, None),
        ] {
            let id = object(&format!("{{\"a\":{json}}}")).id("a").ok();
            assert_eq!(id.as_ref().map(|id| id.as_deref()), want, "{json}");
        }
    }

    #[test]
    fn what_has_no_text_is_not_kept() {
        let object = object(r#"{"a":"x","b":1.5,"c":true,"d":[1],"e":{"f":1},"g":2}"#);
        let kept = object.keep(&["a", "b", "c", "d", "e", "z"]);
        assert_eq!(kept, [("a", "x".into()), ("b", "1.5".into()), ("c", "true".into())]);
    }
}
