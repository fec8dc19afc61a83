//! Keyset paging: a page begins after the last item of the page before, whatever was added meanwhile.

use crate::problem::FieldErrors;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

/// Items on a page when the client does not say.
pub const DEFAULT_LIMIT: u32 = 20;
/// Items on a page at the most.
pub const MAX_LIMIT: u32 = 100;

/// One part of a position in a list: the value of a column that the list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// An integer column.
    Int(i64),
    /// A text column; times are text too.
    Text(String),
}

/// A position: the columns that the list is ordered by, the id last.
pub type Position = Vec<Key>;

/// Writes the position as `nextCursor`: opaque to clients, base64url. `order` names the list's order, so that a
/// cursor of another list is refused rather than misread.
pub fn write_cursor(order: &str, position: &[Key]) -> String {
    let text = serde_json::to_string(&(order, position)).unwrap_or_default();
    Base64UrlUnpadded::encode_string(text.as_bytes())
}

/// Reads a cursor of the order `order` whose position has the same columns as `start`; `None` when it is not one.
pub fn read_cursor(order: &str, start: &[Key], cursor: &str) -> Option<Position> {
    let bytes = Base64UrlUnpadded::decode_vec(cursor).ok()?;
    let (given, position): (String, Position) =
        serde_json::from_str(std::str::from_utf8(&bytes).ok()?).ok()?;
    let same_columns = position.len() == start.len()
        && position.iter().zip(start).all(|(a, b)| std::mem::discriminant(a) == std::mem::discriminant(b));
    (given == order && same_columns).then_some(position)
}

/// The position that `cursor` names in the list of this order, or `start` without one; one that is not of this list
/// is noted.
pub fn read_after(cursor: Option<&str>, order: &str, start: Position, errors: &mut FieldErrors) -> Position {
    let Some(cursor) = cursor else { return start };
    let read = read_cursor(order, &start, cursor);
    errors.check(read.is_some(), "cursor", "must be a nextCursor of the same list");
    read.unwrap_or(start)
}

/// The cursor after a page of `items`, the position of whose last is `last`; `None` after a page that was not full.
pub fn next_cursor<T>(order: &str, items: &[T], limit: u32, last: impl Fn(&T) -> Position) -> Option<String> {
    let item = items.last().filter(|_| items.len() >= limit as usize)?;
    Some(write_cursor(order, &last(item)))
}

/// Reads `limit`, noting it when it is out of range.
pub fn read_limit(limit: Option<&str>, errors: &mut FieldErrors) -> u32 {
    let Some(text) = limit else { return DEFAULT_LIMIT };
    let read = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    errors.check(read.is_some(), "limit", "must be a number from 1 to 100");
    read.unwrap_or(DEFAULT_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cursor_is_read_only_by_the_list_that_wrote_it() {
        let position = vec![Key::Text("2026".into()), Key::Int(7)];
        let start = vec![Key::Text(String::new()), Key::Int(0)];
        let cursor = write_cursor("start", &position);
        assert_eq!(read_cursor("start", &start, &cursor), Some(position));
        assert_eq!(read_cursor("id", &start, &cursor), None);
        assert_eq!(read_cursor("start", &start[..1], &cursor), None);
        assert_eq!(read_cursor("start", &[Key::Int(0), Key::Int(0)], &cursor), None);
    }

    #[test]
    fn a_limit_is_from_1_to_100() {
        for (text, want, fine) in [
            (None, 20, true),
            (Some("1"), 1, true),
            (Some("100"), 100, true),
            (Some("0"), 20, false),
            (Some("101"), 20, false),
            (Some("ten"), 20, false),
            (Some(""), 20, false),
        ] {
            let mut errors = FieldErrors::default();
            assert_eq!(read_limit(text, &mut errors), want, "{text:?}");
            assert_eq!(errors.finish().is_ok(), fine, "{text:?}");
        }
    }

    #[test]
    fn only_a_full_page_has_a_next() {
        let position = |item: &i64| vec![Key::Int(*item)];
        assert_eq!(next_cursor("o", &[7, 8], 2, position), Some(write_cursor("o", &[Key::Int(8)])));
        assert_eq!(next_cursor("o", &[7], 2, position), None);
        assert_eq!(next_cursor("o", &[], 2, position), None);
    }

    proptest! {
        #[test]
        fn any_position_survives_its_cursor(id in any::<i64>(), text in ".*") {
            let position = vec![Key::Text(text), Key::Int(id)];
            let cursor = write_cursor("o", &position);
            prop_assert_eq!(read_cursor("o", &position, &cursor), Some(position.clone()));
        }

        #[test]
        fn no_cursor_panics(cursor in ".*") {
            let _ = read_cursor("o", &[Key::Int(0)], &cursor);
        }
    }
}
