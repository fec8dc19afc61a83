//! Which part of a room's log is asked for.

use crate::integer::MAX_INTEGER;
use crate::page::{self, Key};
use crate::problem::{FieldErrors, Problem};

/// Which way pages go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To newer messages.
    Up,
    /// To older ones.
    Down,
}

impl Direction {
    /// Cursors of one direction are none of the other.
    const fn order(self) -> &'static str {
        match self {
            Self::Up => "chat-up",
            Self::Down => "chat-down",
        }
    }
}

/// A page of the log. Its messages are in the order of their numbers, whichever way pages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The number before the first message.
    pub after: i64,
    /// The number after the last.
    pub before: i64,
    /// Messages at the most.
    pub limit: u32,
    /// Up when `after` was given, else down from the newest.
    pub direction: Direction,
}

/// Reads the number of a message, or 0 for before the first.
///
/// # Errors
/// [`Problem::Invalid`] for anything else.
pub fn read_seq(text: &str) -> Result<i64, Problem> {
    number(text).ok_or_else(|| Problem::field("after", "must be the number of a message, or 0"))
}

fn number(text: &str) -> Option<i64> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && *number <= MAX_INTEGER)
}

impl Reading {
    /// Reads `after`, `before`, `limit` and `cursor`.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming every bad one.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let mut errors = FieldErrors::default();
        let mut bound = |name: &'static str| {
            let text = query(name)?;
            let read = number(&text);
            errors.check(read.is_some(), name, "must be the number of a message, or 0");
            read.or(Some(0))
        };
        let (after, before) = (bound("after"), bound("before"));
        let direction = if after.is_some() { Direction::Up } else { Direction::Down };
        let limit = page::read_limit(query("limit").as_deref(), &mut errors);
        let mut reading =
            Self { after: after.unwrap_or(0), before: before.unwrap_or(MAX_INTEGER), limit, direction };
        reading.go_on(query("cursor").as_deref(), &mut errors);
        errors.finish()?;
        Ok(reading)
    }

    fn go_on(&mut self, cursor: Option<&str>, errors: &mut FieldErrors) {
        let start = if self.direction == Direction::Up { self.after } else { self.before };
        let position = page::read_after(cursor, self.direction.order(), vec![Key::Int(start)], errors);
        match (self.direction, position.first()) {
            (Direction::Up, Some(Key::Int(seq))) => self.after = (*seq).max(self.after),
            (Direction::Down, Some(Key::Int(seq))) => self.before = (*seq).min(self.before),
            _ => {}
        }
    }

    /// Where the next page begins; `None` after the last. Items are `(number, …)` in order.
    pub fn next_cursor<T>(&self, items: &[(String, T)]) -> Option<String> {
        let end = if self.direction == Direction::Up { items.last() } else { items.first() };
        let seq = number(&end.filter(|_| items.len() >= self.limit as usize)?.0)?;
        let is_done = self.direction == Direction::Down && seq <= self.after + 1;
        (!is_done).then(|| page::write_cursor(self.direction.order(), &[Key::Int(seq)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(query: &[(&str, &str)]) -> Result<Reading, Problem> {
        let find =
            |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, text)| (*text).to_owned());
        Reading::read(find)
    }

    fn items(seqs: std::ops::RangeInclusive<i64>) -> Vec<(String, ())> {
        seqs.map(|seq| (seq.to_string(), ())).collect()
    }

    #[test]
    fn the_newest_come_first_and_pages_go_down() {
        let first = reading(&[("limit", "2")]).unwrap();
        assert_eq!((first.after, first.before, first.direction), (0, MAX_INTEGER, Direction::Down));
        let cursor = first.next_cursor(&items(8..=9)).unwrap();
        let next = reading(&[("limit", "2"), ("cursor", &cursor)]).unwrap();
        assert_eq!((next.after, next.before), (0, 8));
        assert_eq!(next.next_cursor(&items(1..=2)), None);
        assert_eq!(next.next_cursor(&items(7..=7)), None);
    }

    #[test]
    fn after_a_message_pages_go_up() {
        let first = reading(&[("after", "5"), ("before", "20"), ("limit", "2")]).unwrap();
        assert_eq!((first.after, first.before, first.direction), (5, 20, Direction::Up));
        let cursor = first.next_cursor(&items(6..=7)).unwrap();
        let next = reading(&[("after", "5"), ("before", "20"), ("limit", "2"), ("cursor", &cursor)]).unwrap();
        assert_eq!((next.after, next.before), (7, 20));
    }

    #[test]
    fn what_is_no_number_is_named() {
        for (name, text) in [
            ("after", "x"),
            ("after", "-1"),
            ("after", ""),
            ("before", "1.5"),
            ("before", "99999999999999999999"),
            ("limit", "0"),
            ("cursor", "nonsense"),
        ] {
            let Err(Problem::Invalid(fields)) = reading(&[(name, text)]) else { panic!("{name}={text}") };
            assert_eq!(fields.iter().map(|field| field.field).collect::<Vec<_>>(), [name]);
        }
        let up = reading(&[("after", "5"), ("limit", "1")]).unwrap().next_cursor(&items(6..=6)).unwrap();
        assert!(reading(&[("cursor", &up)]).is_err(), "a cursor of the other direction");
    }

    #[test]
    fn a_place_to_resume_from_is_a_number() {
        for (text, want) in [("0", Some(0)), ("17", Some(17)), ("-1", None), ("", None), ("1e3", None)] {
            assert_eq!(read_seq(text).ok(), want, "{text}");
        }
    }
}
