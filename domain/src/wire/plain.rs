//! The plain JSON of our own contract, for shell hooks and servers that no other parser knows.

use super::draft::Draft;
use super::figures;
use super::json::Object;
use super::{malformed, must_be};
use crate::media::event::{Client, EventKind, MediaEvent, Source};
use crate::problem::Problem;
use crate::time::Millis;

const KEPT: &[&str] = &["clientId", "duration", "event", "eventId", "path", "timestamp", "viewers"];
/// More viewers than this are a mistake.
const MAX_VIEWERS: u32 = 10_000_000;
/// A recording longer than a year is a mistake, in seconds.
const MAX_DURATION_S: f64 = 31_536_000.0;
/// A time stamp from here on is in milliseconds; as seconds this is the year 5138.
const FIRST_MS: f64 = 1e11;

/// Reads one event.
pub(super) fn parse(object: &Object) -> Result<MediaEvent, Problem> {
    let kind = kind(object.needed("event")?)?;
    let mut draft = Draft::new(Source::Plain, kind, "streamKey", object.needed("streamKey")?)?;
    draft.client = object.id("clientId")?.map(Client::new);
    draft.event_id = object.id("eventId")?;
    draft.sent_at = sent_at(object)?;
    draft.viewers = object.count("viewers", MAX_VIEWERS)?;
    draft.duration_ms = duration_ms(object)?;
    if matches!(kind, EventKind::Update | EventKind::Stats) {
        draft.figures = figures::read(object)?;
    }
    draft.fields = object.keep(KEPT);
    Ok(draft.seal())
}

fn kind(event: &str) -> Result<EventKind, Problem> {
    match event {
        "on_publish" => Ok(EventKind::Publish),
        "on_publish_done" => Ok(EventKind::PublishDone),
        "on_done" => Ok(EventKind::Done),
        "on_update" => Ok(EventKind::Update),
        "on_stats" => Ok(EventKind::Stats),
        "on_play" => Ok(EventKind::Play),
        "on_play_done" => Ok(EventKind::PlayDone),
        "on_record_done" => Ok(EventKind::RecordDone),
        _ => Err(malformed(
            "`event` must be on_publish, on_update, on_stats, on_done, on_play, on_play_done or on_record_done",
        )),
    }
}

/// `timestamp`: RFC 3339 text, or Unix time as a number, in seconds or (from 1e11 on) milliseconds.
fn sent_at(object: &Object) -> Result<Option<Millis>, Problem> {
    const WHAT: &str = "an RFC 3339 time or Unix seconds, from 1970 to 9999";
    if let Ok(text) = object.text("timestamp") {
        let read = text.map(|text| Millis::from_rfc3339(text).ok_or_else(|| must_be("timestamp", WHAT)));
        return read.transpose();
    }
    let at = object.number("timestamp").ok().flatten().and_then(unix_time);
    at.map(Some).ok_or_else(|| must_be("timestamp", WHAT))
}

fn unix_time(number: f64) -> Option<Millis> {
    let ms = if number < FIRST_MS { number * 1000.0 } else { number };
    let at = Millis(ms.round() as i64);
    // What the range would change is out of it.
    (number >= 0.0 && at.plus(0) == at).then_some(at)
}

/// `duration`: seconds, with a fraction if the sender likes.
fn duration_ms(object: &Object) -> Result<Option<u64>, Problem> {
    let Some(seconds) = object.number("duration")? else { return Ok(None) };
    if !(0.0..=MAX_DURATION_S).contains(&seconds) {
        return Err(must_be("duration", "seconds, from 0 to a year"));
    }
    Ok(Some((seconds * 1000.0).round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<MediaEvent, Problem> {
        parse(&Object::read(json)?)
    }

    /// An event with one more member.
    fn with(member: &str) -> Result<MediaEvent, Problem> {
        read(&format!(r#"{{"event":"on_done","streamKey":"n",{member}}}"#))
    }

    #[test]
    fn every_event_is_told_apart() {
        for (event, want) in [
            ("on_publish", Some(EventKind::Publish)),
            ("on_publish_done", Some(EventKind::PublishDone)),
            ("on_done", Some(EventKind::Done)),
            ("on_update", Some(EventKind::Update)),
            ("on_stats", Some(EventKind::Stats)),
            ("on_play", Some(EventKind::Play)),
            ("on_play_done", Some(EventKind::PlayDone)),
            ("on_record_done", Some(EventKind::RecordDone)),
            ("On_Publish", None),
            ("", None),
        ] {
            let read = read(&format!(r#"{{"event":"{event}","streamKey":"n"}}"#));
            assert_eq!(read.ok().map(|event| event.kind), want, "{event}");
        }
    }

    #[test]
    fn every_member_is_read() {
        let event = with(
            r#""clientId":7,"eventId":"e-1","timestamp":1700000000.25,"viewers":12,"duration":61.5,
            "path":"/rec/n.mp4?sig=s","color":"red""#,
        )
        .unwrap();
        assert_eq!((event.source, event.name.expose(), event.credential), (Source::Plain, "n", None));
        assert_eq!((event.client, event.event_id.as_deref()), (Some(Client::new("7")), Some("e-1")));
        assert_eq!((event.viewers, event.duration_ms), (Some(12), Some(61_500)));
        assert_eq!(event.sent_at, Some(Millis(1_700_000_000_250)));
        let names: Vec<_> = event.fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["clientId", "duration", "event", "eventId", "path", "timestamp", "viewers"]);
        assert_eq!(event.fields["path"], "/rec/[stream key].mp4");
    }

    #[test]
    fn null_and_an_empty_id_are_absent() {
        let nulls =
            r#""clientId":null,"eventId":null,"timestamp":null,"viewers":null,"duration":null,"path":null"#;
        for members in [nulls, r#""clientId":"","eventId":"""#, r#""x":1"#] {
            let event = with(members).unwrap();
            assert_eq!((event.client, event.event_id, event.sent_at), (None, None, None));
            assert_eq!((event.viewers, event.duration_ms), (None, None));
        }
    }

    #[test]
    fn a_time_is_text_or_seconds_or_milliseconds() {
        for (json, want) in [
            ("\"2026-11-21T19:36:00.5+01:00\"", Some(1_795_286_160_500)),
            ("0", Some(0)),
            ("1700000000", Some(1_700_000_000_000)),
            ("1700000000.1234", Some(1_700_000_000_123)),
            ("1700000000123", Some(1_700_000_000_123)),
            ("99999999999.999", Some(99_999_999_999_999)),
            ("100000000000", Some(100_000_000_000)),
            ("253402300799999", Some(253_402_300_799_999)),
            ("253402300800000", None),
            ("1e300", None),
            ("-1", None),
            ("-0.0001", None),
            ("\"1700000000\"", None),
            ("\"now\"", None),
            ("\"\"", None),
            ("true", None),
            ("[0]", None),
        ] {
            let event = with(&format!(r#""timestamp":{json}"#)).ok();
            assert_eq!(event.and_then(|event| event.sent_at), want.map(Millis), "{json}");
        }
    }

    #[test]
    fn figures_have_their_range() {
        for (member, ok) in [
            (r#""viewers":0"#, true),
            (r#""viewers":10000000"#, true),
            (r#""viewers":10000001"#, false),
            (r#""viewers":-1"#, false),
            (r#""viewers":1.5"#, false),
            (r#""viewers":"1""#, false),
            (r#""duration":0"#, true),
            (r#""duration":31536000"#, true),
            (r#""duration":31536000.1"#, false),
            (r#""duration":-0.1"#, false),
            (r#""duration":"1""#, false),
            (r#""clientId":1.5"#, false),
            (r#""eventId":{}"#, false),
        ] {
            assert_eq!(with(member).is_ok(), ok, "{member}");
        }
    }

    #[test]
    fn an_event_needs_the_stream_it_is_about() {
        for json in [
            r#"{"event":"on_done"}"#,
            r#"{"event":"on_done","streamKey":""}"#,
            r#"{"event":"on_done","streamKey":null}"#,
            r#"{"event":"on_done","streamKey":1}"#,
            r#"{"event":1,"streamKey":"n"}"#,
        ] {
            assert!(matches!(read(json), Err(Problem::Malformed(_))), "{json}");
        }
    }
}
