//! The lists of streams: what may be asked for, and in which order it comes.

use super::words::words;
use crate::integer::MAX_INTEGER;
use crate::page::{self, Key, Position};
use crate::problem::{FieldErrors, Problem};
use crate::time::Millis;

/// Words of a search that count.
const MAX_SEARCH_WORDS: usize = 5;

/// Which streams by their state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// On air.
    Live,
    /// Announced for later and not on air.
    Upcoming,
    /// Not on air.
    Ended,
}

/// The order of a list. Each is walked along an index, from a position on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    Newest,
    /// What went live last first.
    Started,
    /// What comes next first.
    Scheduled,
    /// Featured ones first, then by viewers.
    Merit,
}

impl Order {
    /// The word in cursors.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Started => "started",
            Self::Scheduled => "scheduled",
            Self::Merit => "merit",
        }
    }

    /// The position before the first item.
    pub fn start(self, now: Millis) -> Position {
        const LAST: Key = Key::Int(MAX_INTEGER);
        match self {
            Self::Newest => vec![LAST],
            Self::Started => vec![Key::Text("~".to_owned()), LAST],
            Self::Scheduled => vec![Key::Text(now.to_rfc3339()), LAST],
            Self::Merit => vec![Key::Int(2), LAST, LAST],
        }
    }
}

/// A list that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Only streams in this state.
    pub state: Option<State>,
    /// Only streams of this user.
    pub user_id: Option<i64>,
    /// Only streams with words that begin with each of these.
    pub words: Vec<String>,
    /// In this order.
    pub order: Order,
    /// From this position on.
    pub after: Position,
    /// So many, 1 to 100.
    pub limit: u32,
}

impl Listing {
    /// Reads the query of `GET /streams`; `query` gives a parameter's value.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every bad parameter.
    pub fn read(query: impl Fn(&str) -> Option<String>, now: Millis) -> Result<Self, Problem> {
        let mut errors = FieldErrors::default();
        let state = read_state(query("status").as_deref(), &mut errors);
        let featured = read_flag(query("featured").as_deref(), &mut errors);
        let user_id = read_user(query("userId").as_deref(), &mut errors);
        let words = read_search(query("q").as_deref(), &mut errors);
        let order = if featured { Order::Merit } else { order_of(state) };
        let limit = page::read_limit(query("limit").as_deref(), &mut errors);
        let after =
            page::read_after(query("cursor").as_deref(), order.as_str(), order.start(now), &mut errors);
        errors.finish()?;
        Ok(Self { state, user_id, words, order, after, limit })
    }
}

const fn order_of(state: Option<State>) -> Order {
    match state {
        Some(State::Live) => Order::Started,
        Some(State::Upcoming) => Order::Scheduled,
        Some(State::Ended) | None => Order::Newest,
    }
}

fn read_state(text: Option<&str>, errors: &mut FieldErrors) -> Option<State> {
    match text? {
        "live" => Some(State::Live),
        "upcoming" => Some(State::Upcoming),
        "ended" => Some(State::Ended),
        _ => {
            errors.add("status", "must be live, upcoming or ended");
            None
        }
    }
}

fn read_flag(text: Option<&str>, errors: &mut FieldErrors) -> bool {
    errors.check(matches!(text, None | Some("true" | "false")), "featured", "must be true or false");
    text == Some("true")
}

fn read_user(text: Option<&str>, errors: &mut FieldErrors) -> Option<i64> {
    let id = text?.parse().ok().filter(|id| (1..=MAX_INTEGER).contains(id));
    errors.check(id.is_some(), "userId", "must be a user's id");
    id
}

fn read_search(text: Option<&str>, errors: &mut FieldErrors) -> Vec<String> {
    let Some(text) = text else { return vec![] };
    let found: Vec<String> = words(text).into_iter().take(MAX_SEARCH_WORDS).collect();
    let fine = !found.is_empty() && text.chars().count() <= 200;
    errors.check(fine, "q", "must be text of at most 200 characters with a letter or digit");
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Listing, Problem> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Listing::read(
            |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()),
            Millis(0),
        )
    }

    #[test]
    fn each_list_has_its_order() {
        for (query, order) in [
            ("", Order::Newest),
            ("status=live", Order::Started),
            ("status=upcoming", Order::Scheduled),
            ("status=ended", Order::Newest),
            ("featured=true", Order::Merit),
            ("featured=true&status=live", Order::Merit),
            ("featured=false&status=live", Order::Started),
            ("colour=red", Order::Newest),
        ] {
            assert_eq!(read(query).unwrap().order, order, "{query}");
        }
    }

    #[test]
    fn every_bad_parameter_is_named() {
        let query = "status=paused&featured=maybe&userId=0&q=!!&limit=1000&cursor=abc";
        let Err(Problem::Invalid(errors)) = read(query) else { panic!("must be invalid") };
        let names: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(names, ["status", "featured", "userId", "q", "limit", "cursor"]);
    }

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let cursor = page::write_cursor("newest", &[Key::Int(7)]);
        assert_eq!(read(&format!("cursor={cursor}")).unwrap().after, [Key::Int(7)]);
        assert!(read(&format!("status=live&cursor={cursor}")).is_err());
    }

    #[test]
    fn a_search_is_its_first_words() {
        assert_eq!(read("q=Go+LIVE+now").unwrap().words, ["go", "live", "now"]);
        assert_eq!(read("q=a+b+c+d+e+f+g").unwrap().words.len(), 5);
    }
}
