//! The list of videos: what may be asked for, and in which order it comes.

use super::status::Status;
use crate::integer::MAX_INTEGER;
use crate::page::{self, Key, Position};
use crate::problem::{FieldErrors, Problem};
use crate::time::Millis;

/// The list's word in cursors: the newest first.
pub const ORDER: &str = "videos";

/// A list that was asked for, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Only videos of this stream.
    pub stream_id: Option<i64>,
    /// Only videos of this user.
    pub user_id: Option<i64>,
    /// Only videos that have come so far.
    pub status: Option<Status>,
    /// Only videos made at this time or later.
    pub from: Option<Millis>,
    /// Only videos made before this time.
    pub to: Option<Millis>,
    /// From this position on: when it was made (RFC 3339), and the id.
    pub after: Position,
    /// So many, 1 to 100.
    pub limit: u32,
}

impl Listing {
    /// Reads the query of `GET /vod`; `query` gives a parameter's value.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every bad parameter.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let mut errors = FieldErrors::default();
        let stream_id = read_id(&query, "streamId", &mut errors);
        let user_id = read_id(&query, "userId", &mut errors);
        let status = read_status(&query, &mut errors);
        let (from, to) = read_span(&query, &mut errors);
        let limit = page::read_limit(query("limit").as_deref(), &mut errors);
        let after = page::read_after(query("cursor").as_deref(), ORDER, start(), &mut errors);
        errors.finish()?;
        Ok(Self { stream_id, user_id, status, from, to, after, limit })
    }
}

/// The position of a video that was made then (RFC 3339).
pub fn position(created_at: &str, id: i64) -> Position {
    vec![Key::Text(created_at.to_owned()), Key::Int(id)]
}

/// The position before the first video: later than any time.
fn start() -> Position {
    vec![Key::Text("~".to_owned()), Key::Int(MAX_INTEGER)]
}

type Query<'a> = &'a dyn Fn(&str) -> Option<String>;

fn read_id(query: Query, name: &'static str, errors: &mut FieldErrors) -> Option<i64> {
    let id = query(name)?.parse().ok().filter(|id| (1..=MAX_INTEGER).contains(id));
    errors.check(id.is_some(), name, "must be an id");
    id
}

fn read_status(query: Query, errors: &mut FieldErrors) -> Option<Status> {
    let status = Status::parse(&query("status")?);
    errors.check(status.is_some(), "status", "must be uploading, processing, ready or failed");
    status
}

fn read_span(query: Query, errors: &mut FieldErrors) -> (Option<Millis>, Option<Millis>) {
    let (from, to) = (read_time(query, "from", errors), read_time(query, "to", errors));
    let is_forward = from.zip(to).is_none_or(|(from, to)| from <= to);
    errors.check(is_forward, "to", "must not be before from");
    (from, to)
}

fn read_time(query: Query, name: &'static str, errors: &mut FieldErrors) -> Option<Millis> {
    let time = Millis::from_rfc3339(&query(name)?);
    errors.check(time.is_some(), name, "must be an RFC 3339 time, like 2026-11-21T18:36:00Z");
    time
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Listing, Problem> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Listing::read(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    }

    fn bad(query: &str) -> Vec<&'static str> {
        let Err(Problem::Invalid(errors)) = read(query) else { return vec![] };
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_list_is_of_everything_unless_it_is_narrowed() {
        let all = read("colour=red").unwrap();
        assert_eq!((all.stream_id, all.status, all.from, all.limit), (None, None, None, 20));
        let some = read(
            "streamId=7&userId=8&status=ready&limit=5&from=1970-01-01T00:00:01Z&to=1970-01-01T00:00:02Z",
        );
        let some = some.unwrap();
        assert_eq!((some.stream_id, some.user_id, some.status), (Some(7), Some(8), Some(Status::Ready)));
        assert_eq!((some.from, some.to, some.limit), (Some(Millis(1000)), Some(Millis(2000)), 5));
    }

    #[test]
    fn every_bad_parameter_is_named() {
        let query = "streamId=0&userId=x&status=lost&from=monday&to=2026&limit=0&cursor=abc";
        assert_eq!(bad(query), ["streamId", "userId", "status", "from", "to", "limit", "cursor"]);
    }

    #[test]
    fn a_span_goes_forward() {
        let (early, late) = ("1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z");
        for (from, to, want) in [(early, late, vec![]), (early, early, vec![]), (late, early, vec!["to"])] {
            assert_eq!(bad(&format!("from={from}&to={to}")), want, "{from} {to}");
        }
    }

    #[test]
    fn a_cursor_leads_to_the_video_after_the_last() {
        let last = position(&Millis(5).to_rfc3339(), 7);
        let cursor = page::write_cursor(ORDER, &last);
        assert_eq!(read(&format!("cursor={cursor}")).unwrap().after, last);
        let other = page::write_cursor("newest", &[Key::Int(7)]);
        assert_eq!(bad(&format!("cursor={other}")), ["cursor"]);
    }

    #[test]
    fn the_list_begins_before_any_video() {
        let (Key::Text(start), Key::Text(last)) =
            (&start()[0], &position(&Millis(i64::MAX).to_rfc3339(), 1)[0])
        else {
            panic!("a time is text")
        };
        assert!(start > last);
    }
}
