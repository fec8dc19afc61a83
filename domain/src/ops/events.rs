//! The log of media events of all streams: what may be looked for in it.

use super::reading::{Query, read_time, read_word};
use crate::integer::MAX_INTEGER;
use crate::page::{self, Key, Position};
use crate::problem::{FieldErrors, Problem};
use crate::time::Millis;

/// The list's word in cursors.
pub const ORDER: &str = "log";

/// Who tells of events.
pub const SOURCES: [&str; 6] = ["nginx-rtmp", "srs", "mediamtx", "plain", "cloudflare", "liveroom"];

/// What is told, as it is kept.
pub const EVENTS: [&str; 13] = [
    "on_publish",
    "on_publish_done",
    "on_done",
    "on_update",
    "on_stats",
    "on_play",
    "on_play_done",
    "on_play_update",
    "on_record_done",
    "on_error",
    "on_ended",
    "ignored",
    "other",
];

/// What became of it.
pub const VERDICTS: [&str; 18] = [
    "started",
    "resumed",
    "already_live",
    "alive",
    "interrupted",
    "publisher_left",
    "ended",
    "viewer_joined",
    "viewer_left",
    "noted",
    "not_the_publisher",
    "late",
    "not_live",
    "repeated",
    "refused_late",
    "refused_over",
    "refused_gone",
    "refused_key",
];

/// What was asked for, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Only events of this stream.
    pub stream_id: Option<i64>,
    /// Only what this one told.
    pub source: Option<&'static str>,
    /// Only events of this kind.
    pub event: Option<&'static str>,
    /// Only events of which this became.
    pub verdict: Option<&'static str>,
    /// Only what was received at this time or later.
    pub from: Option<Millis>,
    /// Only what was received before this time.
    pub to: Option<Millis>,
    /// From this position on: when it was received (RFC 3339), and the id.
    pub after: Position,
    /// So many, 1 to 100.
    pub limit: u32,
}

impl Listing {
    /// Reads the query of `GET /ops/events`; `query` gives a parameter's value.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every bad parameter.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let (query, mut errors): (Query, _) = (&query, FieldErrors::default());
        let listing = Self {
            stream_id: read_id(query, "streamId", &mut errors),
            source: read_word(query, "source", &SOURCES, &mut errors),
            event: read_word(query, "event", &EVENTS, &mut errors),
            verdict: read_word(query, "verdict", &VERDICTS, &mut errors),
            from: read_time(query, "from", &mut errors),
            to: read_time(query, "to", &mut errors),
            limit: page::read_limit(query("limit").as_deref(), &mut errors),
            after: page::read_after(query("cursor").as_deref(), ORDER, start(), &mut errors),
        };
        let is_forward = listing.from.zip(listing.to).is_none_or(|(from, to)| from <= to);
        errors.check(is_forward, "to", "must not be before from");
        errors.finish()?;
        Ok(listing)
    }
}

/// The position of an event that was received then (RFC 3339).
pub fn position(received_at: &str, id: i64) -> Position {
    vec![Key::Text(received_at.to_owned()), Key::Int(id)]
}

/// The position before the newest event: later than any time.
fn start() -> Position {
    vec![Key::Text("~".to_owned()), Key::Int(MAX_INTEGER)]
}

fn read_id(query: Query, name: &'static str, errors: &mut FieldErrors) -> Option<i64> {
    let id = query(name)?.parse().ok().filter(|id| (1..=MAX_INTEGER).contains(id));
    errors.check(id.is_some(), name, "must be an id");
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::event::{EventKind, Source};
    use crate::media::verdict::Verdict;

    fn read(query: &[(&str, &str)]) -> Result<Listing, Problem> {
        Listing::read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_log_is_of_everything_unless_it_is_narrowed() {
        let all = read(&[("colour", "red")]).unwrap();
        assert_eq!((all.stream_id, all.source, all.from, all.limit), (None, None, None, 20));
        let some = read(&[
            ("streamId", "7"),
            ("source", "srs"),
            ("event", "on_ended"),
            ("verdict", "repeated"),
            ("from", "1970-01-01T00:00:01Z"),
            ("to", "1970-01-01T00:00:02Z"),
        ]);
        let some = some.unwrap();
        assert_eq!((some.stream_id, some.source, some.event), (Some(7), Some("srs"), Some("on_ended")));
        assert_eq!(
            (some.verdict, some.from, some.to),
            (Some("repeated"), Some(Millis(1000)), Some(Millis(2000)))
        );
    }

    #[test]
    fn every_bad_parameter_is_named() {
        for (query, want) in [
            (
                &[("streamId", "0"), ("source", "obs"), ("event", "publish"), ("verdict", "fine")][..],
                vec!["streamId", "source", "event", "verdict"],
            ),
            (
                &[("from", "x"), ("to", ""), ("limit", "0"), ("cursor", "x")],
                vec!["from", "to", "limit", "cursor"],
            ),
            (&[("from", "2026-01-02T00:00:00Z"), ("to", "2026-01-01T00:00:00Z")], vec!["to"]),
        ] {
            let Err(Problem::Invalid(errors)) = read(query) else { panic!("{query:?} must be refused") };
            assert_eq!(errors.iter().map(|error| error.field).collect::<Vec<_>>(), want);
        }
    }

    #[test]
    fn a_cursor_leads_to_the_event_after_the_last() {
        let last = position("2026-11-21T18:36:00.000Z", 7);
        let cursor = page::write_cursor(ORDER, &last);
        assert_eq!(read(&[("cursor", cursor.as_str())]).unwrap().after, last);
        assert_eq!(read(&[]).unwrap().after, start());
    }

    #[test]
    fn the_words_are_those_under_which_events_are_kept() {
        for source in [Source::NginxRtmp, Source::Srs, Source::MediaMtx, Source::Plain, Source::Cloudflare] {
            assert!(SOURCES.contains(&source.as_str()));
        }
        for kind in [EventKind::Publish, EventKind::Errored, EventKind::Ignored, EventKind::Other] {
            assert!(EVENTS.contains(&kind.as_str()));
        }
        for word in VERDICTS.into_iter().filter(|word| *word != "repeated") {
            let verdict: Verdict = serde_json::from_value(word.into()).unwrap();
            assert_eq!(verdict.as_str(), word);
        }
    }
}
