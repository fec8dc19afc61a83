//! Members of Stream's answers, read leniently: what is not there, is null or has another type is unknown.

use crate::time::Millis;
use serde_json::Value;

/// Text that is not empty.
pub(crate) fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The first of these members that is text.
pub(crate) fn any_text(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(value, name))
}

/// A time, with however many digits after the second.
pub(crate) fn time(value: &Value, name: &str) -> Option<Millis> {
    Millis::from_rfc3339(value.get(name)?.as_str()?)
}

/// A number above zero, also when it is written as text: Stream writes 0 or -1 for what it does not know.
pub(crate) fn known_number(value: &Value, name: &str) -> Option<f64> {
    let value = value.get(name)?;
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    (number.is_finite() && number > 0.0).then_some(number)
}

/// A whole number of these units above zero, rounded.
pub(crate) fn known_count(value: &Value, name: &str, units: f64) -> Option<u64> {
    known_number(value, name).map(|number| (number * units).round() as u64)
}

/// Whether a flag is set; false when it is not there.
pub(crate) fn flag(value: &Value, name: &str) -> bool {
    value.get(name).and_then(Value::as_bool).unwrap_or(false)
}

/// An id of Stream's: it becomes part of addresses, so that only letters, digits and dashes will do.
pub(crate) fn is_uid(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The first of these members that is an id.
pub(crate) fn uid(value: &Value, names: &[&str]) -> Option<String> {
    any_text(value, names).filter(|uid| is_uid(uid))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_known_is_not_there() {
        let value = json!({"a": -1, "b": 0, "c": "5.5", "d": 2, "e": "x", "f": null, "g": "", "h": "-1"});
        for (name, want) in [
            ("a", None),
            ("b", None),
            ("c", Some(5.5)),
            ("d", Some(2.0)),
            ("e", None),
            ("f", None),
            ("h", None),
            ("z", None),
        ] {
            assert_eq!(known_number(&value, name), want, "{name}");
        }
        assert_eq!(
            (text(&value, "e").as_deref(), text(&value, "g"), text(&value, "d")),
            (Some("x"), None, None)
        );
        assert_eq!(known_count(&value, "c", 1000.0), Some(5500));
    }

    #[test]
    fn an_id_can_be_part_of_an_address() {
        for (text, want) in [
            ("f256e6ea9341d51eea64c9454659e576", true),
            ("0f0e-1", true),
            ("", false),
            ("a/b", false),
            ("..", false),
            (&*"a".repeat(65), false),
            ("a?b", false),
        ] {
            assert_eq!(is_uid(text), want, "{text}");
        }
    }
}
