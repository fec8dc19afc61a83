//! Query parameters that several lists share.

use crate::problem::FieldErrors;
use crate::time::Millis;

/// Gives a parameter's value.
pub(super) type Query<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A time; what is none is noted.
pub(super) fn read_time(query: Query, name: &'static str, errors: &mut FieldErrors) -> Option<Millis> {
    let time = Millis::from_rfc3339(&query(name)?);
    errors.check(time.is_some(), name, "must be an RFC 3339 time, like 2026-11-21T18:36:00Z");
    time
}

/// One of a few words; any other is noted.
pub(super) fn read_word(
    query: Query,
    name: &'static str,
    words: &[&'static str],
    errors: &mut FieldErrors,
) -> Option<&'static str> {
    let given = query(name)?;
    let known = words.iter().find(|word| **word == given).copied();
    if known.is_none() {
        errors.add(name, format!("must be one of {}", words.join(", ")));
    }
    known
}
