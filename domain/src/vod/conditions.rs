//! Whether a file is sent at all, and which part of it: what `GET` and `HEAD` ask of it, in the order of RFC 9110,
//! 13.2.2.

use super::range::{Wanted, wanted};
use crate::time::Millis;

/// The headers that ask, each as it came.
///
/// `HEAD` has no range (RFC 9110, 14.2): leave it out there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// `Range`.
    pub range: Option<&'a str>,
    /// `If-Match`.
    pub if_match: Option<&'a str>,
    /// `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// `If-Modified-Since`.
    pub if_modified_since: Option<&'a str>,
    /// `If-Unmodified-Since`.
    pub if_unmodified_since: Option<&'a str>,
    /// `If-Range`.
    pub if_range: Option<&'a str>,
}

/// The file as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entity<'a> {
    /// Its length in bytes.
    pub size: u64,
    /// Its `ETag`, with quotes and, if it is weak, `W/`.
    pub etag: &'a str,
    /// When it came to be; clients know it to the second.
    pub modified: Millis,
}

/// How the request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// 200 with all of it.
    Whole,
    /// 206 with these bytes, both included.
    Part {
        /// Offset of the first byte.
        first: u64,
        /// Offset of the last byte, at least `first` and within the file.
        last: u64,
    },
    /// 304.
    NotModified,
    /// 412.
    PreconditionFailed,
    /// 416 with `Content-Range: bytes */<size>`.
    Unsatisfiable,
}

/// How to answer a `GET` or `HEAD` that asks so, for a file that is there.
///
/// A date that is none is passed over; a list of tags that is none has no tag that matches.
pub fn plan(asked: &Asked, entity: &Entity) -> Plan {
    if !is_as_expected(asked, entity) {
        return Plan::PreconditionFailed;
    }
    if is_known(asked, entity) {
        return Plan::NotModified;
    }
    let range = asked.range.filter(|_| asked.if_range.is_none_or(|validator| is_same(validator, entity)));
    match range.map_or(Wanted::Whole, |range| wanted(range, entity.size)) {
        Wanted::Whole => Plan::Whole,
        Wanted::Part { first, last } => Plan::Part { first, last },
        Wanted::Unsatisfiable => Plan::Unsatisfiable,
    }
}

/// `If-Match`, or without it `If-Unmodified-Since`.
fn is_as_expected(asked: &Asked, entity: &Entity) -> bool {
    match (asked.if_match, date(asked.if_unmodified_since)) {
        (Some(list), _) => has(list, |tag| is_strongly(tag, entity.etag)),
        (None, Some(since)) => entity.modified.unix_s() <= since.unix_s(),
        (None, None) => true,
    }
}

/// `If-None-Match`, or without it `If-Modified-Since`.
fn is_known(asked: &Asked, entity: &Entity) -> bool {
    match (asked.if_none_match, date(asked.if_modified_since)) {
        (Some(list), _) => has(list, |tag| opaque(tag) == opaque(entity.etag)),
        (None, Some(since)) => entity.modified.unix_s() <= since.unix_s(),
        (None, None) => false,
    }
}

/// `If-Range`: a tag, or the very date of `Last-Modified`.
fn is_same(validator: &str, entity: &Entity) -> bool {
    let is_date = date(Some(validator)).is_some_and(|date| date.unix_s() == entity.modified.unix_s());
    is_date || is_strongly(validator.trim(), entity.etag)
}

fn date(text: Option<&str>) -> Option<Millis> {
    Millis::from_http_date(text?.trim())
}

/// The same, and neither is weak.
fn is_strongly(tag: &str, etag: &str) -> bool {
    tag == etag && tag.starts_with('"')
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Whether a list is `*` or has a tag that matches.
fn has(list: &str, matches: impl Fn(&str) -> bool) -> bool {
    list.trim() == "*" || tags(list).any(matches)
}

/// The tags of a list, with their quotes. A tag may hold commas, so quotes decide; what is in none ends the list.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = list;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let begin = if rest.starts_with("W/") { 2 } else { 0 };
        let inside = rest.get(begin..)?.strip_prefix('"')?;
        let length = begin + 1 + inside.find('"')? + 1;
        let (tag, others) = rest.split_at_checked(length)?;
        rest = others;
        Some(tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENTITY: Entity<'static> = Entity { size: 1000, etag: "\"a,b\"", modified: Millis(784_111_777_500) };
    /// One second before, the very second, one after.
    const BEFORE: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
    const SAME: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const AFTER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";
    const PART: Plan = Plan::Part { first: 0, last: 9 };

    fn none() -> Asked<'static> {
        Asked::default()
    }

    fn check(cases: &[(Asked, Plan)]) {
        for (asked, want) in cases {
            assert_eq!(plan(asked, &ENTITY), *want, "{asked:?}");
        }
    }

    #[test]
    fn a_client_that_expects_another_file_gets_none() {
        let expects = |if_match| Asked { if_match: Some(if_match), ..none() };
        let since = |date| Asked { if_unmodified_since: Some(date), ..none() };
        check(&[
            (expects("\"a,b\""), Plan::Whole),
            (expects("\"x\" , \"a,b\""), Plan::Whole),
            (expects("*"), Plan::Whole),
            (expects("\"a\", \"b\""), Plan::PreconditionFailed),
            (expects("W/\"a,b\""), Plan::PreconditionFailed),
            (expects("a,b"), Plan::PreconditionFailed),
            (expects(""), Plan::PreconditionFailed),
            (expects("\"a,b"), Plan::PreconditionFailed),
            (since(BEFORE), Plan::PreconditionFailed),
            (since(SAME), Plan::Whole),
            (since(AFTER), Plan::Whole),
            (since("yesterday"), Plan::Whole),
            // The tag is what counts where both are given.
            (Asked { if_unmodified_since: Some(BEFORE), ..expects("\"a,b\"") }, Plan::Whole),
        ]);
    }

    #[test]
    fn a_client_that_has_the_file_is_not_sent_it() {
        let has = |if_none_match| Asked { if_none_match: Some(if_none_match), ..none() };
        let since = |date| Asked { if_modified_since: Some(date), ..none() };
        check(&[
            (has("\"a,b\""), Plan::NotModified),
            (has("W/\"a,b\""), Plan::NotModified),
            (has("\"x\",W/\"y\", \"a,b\""), Plan::NotModified),
            (has("*"), Plan::NotModified),
            (has("\"a\",\"b\""), Plan::Whole),
            (has("w/\"a,b\""), Plan::Whole),
            (has("a,b"), Plan::Whole),
            (since(BEFORE), Plan::Whole),
            (since(SAME), Plan::NotModified),
            (since(AFTER), Plan::NotModified),
            (since("0"), Plan::Whole),
            (Asked { if_modified_since: Some(AFTER), ..has("\"x\"") }, Plan::Whole),
            (Asked { range: Some("bytes=0-9"), ..has("\"a,b\"") }, Plan::NotModified),
            (Asked { if_match: Some("\"x\""), ..has("\"a,b\"") }, Plan::PreconditionFailed),
        ]);
    }

    #[test]
    fn a_range_counts_for_the_file_that_the_client_has_part_of() {
        let of = |if_range| Asked { range: Some("bytes=0-9"), if_range: Some(if_range), ..none() };
        check(&[
            (Asked { range: Some("bytes=0-9"), ..none() }, PART),
            (Asked { range: Some("bytes=1000-"), ..none() }, Plan::Unsatisfiable),
            (Asked { if_range: Some("\"x\""), range: Some("bytes=1000-"), ..none() }, Plan::Whole),
            (Asked { if_range: Some("\"a,b\""), ..none() }, Plan::Whole),
            (of("\"a,b\""), PART),
            (of("W/\"a,b\""), Plan::Whole),
            (of("\"x\", \"a,b\""), Plan::Whole),
            (of("*"), Plan::Whole),
            (of(SAME), PART),
            (of(BEFORE), Plan::Whole),
            (of(AFTER), Plan::Whole),
            (of("nonsense"), Plan::Whole),
        ]);
    }

    #[test]
    fn a_weak_tag_is_never_enough_for_a_part() {
        let weak = Entity { etag: "W/\"a\"", ..ENTITY };
        for (asked, want) in [
            (Asked { if_match: Some("W/\"a\""), ..none() }, Plan::PreconditionFailed),
            (Asked { if_none_match: Some("\"a\""), ..none() }, Plan::NotModified),
            (Asked { range: Some("bytes=0-9"), if_range: Some("W/\"a\""), ..none() }, Plan::Whole),
        ] {
            assert_eq!(plan(&asked, &weak), want, "{asked:?}");
        }
    }

    proptest! {
        #[test]
        fn no_headers_panic(text in "[\"W/, *a=-]{0,20}|.*", size in any::<u64>()) {
            let text = Some(text.as_str());
            let entity = Entity { size, ..ENTITY };
            for asked in [
                Asked { if_match: text, ..none() },
                Asked { if_none_match: text, ..none() },
                Asked { if_modified_since: text, if_unmodified_since: text, ..none() },
                Asked { range: text, if_range: text, ..none() },
            ] {
                let _ = plan(&asked, &entity);
            }
        }

        #[test]
        fn a_tag_is_found_wherever_it_stands(before in "(\"[a-z,]{0,3}\", ?){0,3}", after in "(,\"x\"){0,2}") {
            let list = format!("{before}\"a,b\"{after}");
            prop_assert_eq!(plan(&Asked { if_none_match: Some(&list), ..none() }, &ENTITY), Plan::NotModified);
        }
    }
}
