//! Notifications: an encoder connected to a live input, left it, or sends what cannot be used.

use super::{client, fields, json};
use crate::cloudflare::failure;
use crate::cloudflare::reading::{text, uid};
use crate::media::event::{EventKind, Said, Source};
use crate::problem::Problem;
use crate::time::Millis;
use serde_json::Value;

/// What happened to a live input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which one.
    pub input_id: String,
    /// What makes two tellings of it the same.
    pub event_id: Option<String>,
    /// What its stream's room is told.
    pub said: Said,
}

/// Reads a notification; `None` for one that is about nothing of ours, such as the test that a new destination gets.
///
/// # Errors
/// [`Problem::Malformed`] when it is no JSON.
pub fn parse_live(body: &[u8]) -> Result<Option<Event>, Problem> {
    Ok(read(&json(body)?))
}

fn read(body: &Value) -> Option<Event> {
    let data = body.get("data")?;
    let kind = kind(data.get("event_type")?.as_str()?)?;
    let error = data.get("live_input_errored").cloned().unwrap_or_default();
    let codes = error.get("error").cloned().unwrap_or_default();
    let updated_at = text(data, "updated_at");
    let sent_at = updated_at.as_deref().and_then(Millis::from_rfc3339).or_else(|| unix_s(body.get("ts")?));
    let more = Telling {
        kind,
        sent_at,
        time: updated_at.or_else(|| sent_at.map(Millis::to_rfc3339)),
        code: text(&codes, "code"),
        message: text(&codes, "message"),
        via: "notification",
        codecs: [text(&error, "video_codec"), text(&error, "audio_codec")],
    };
    Some(more.event(uid(data, &["input_id"])?))
}

fn kind(event_type: &str) -> Option<EventKind> {
    match event_type.rsplit_once("live_input.")?.1 {
        "connected" => Some(EventKind::Publish),
        "disconnected" => Some(EventKind::PublishDone),
        "errored" => Some(EventKind::Errored),
        _ => None,
    }
}

/// The kind of event that a type names, whatever stands before it.
pub(super) fn kind_of(event_type: &str) -> Option<EventKind> {
    kind(event_type)
}

fn unix_s(value: &Value) -> Option<Millis> {
    let seconds = value.as_i64().filter(|seconds| (0..=253_402_300_799).contains(seconds))?;
    Some(Millis(seconds * 1_000))
}

/// What either channel tells of an event.
pub(super) struct Telling {
    pub(super) kind: EventKind,
    pub(super) sent_at: Option<Millis>,
    /// The time as it was written, to the nanosecond: it tells one event from the next.
    pub(super) time: Option<String>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) via: &'static str,
    pub(super) codecs: [Option<String>; 2],
}

impl Telling {
    pub(super) fn event(self, input_id: String) -> Event {
        let [video_codec, audio_codec] = self.codecs;
        let reason = self.code.as_deref().and_then(failure::of_broadcast).map(str::to_owned);
        let event_id = self
            .time
            .as_deref()
            .filter(|time| time.len() <= 40)
            .map(|time| format!("{input_id}:{}:{time}", self.kind.as_str()));
        let kept = fields([
            ("inputId", Some(input_id.clone())),
            ("via", Some(self.via.to_owned())),
            ("updatedAt", self.time),
            ("errorCode", self.code),
            ("reason", reason.or_else(|| self.message.clone())),
            ("errorMessage", self.message),
            ("videoCodec", video_codec),
            ("audioCodec", audio_codec),
        ]);
        let said = Said {
            source: Source::Cloudflare,
            kind: self.kind,
            client: Some(client(&input_id)),
            sent_at: self.sent_at,
            viewers: None,
            figures: None,
            fields: kept,
        };
        Event { input_id, event_id, said }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONNECTED: &str = r#"{"name":"Live","text":"Notification type: Stream Live Input","data":{
        "notification_name":"Stream Live Input","input_id":"eb222fcca08eeb1ae84c981ebe8aeeb6",
        "event_type":"live_input.connected","updated_at":"2022-01-13T11:43:41.855717910Z"},"ts":1642074233}"#;

    fn parse(text: &str) -> Option<Event> {
        parse_live(text.as_bytes()).unwrap()
    }

    #[test]
    fn every_event_is_read() {
        for (word, kind) in [
            ("connected", EventKind::Publish),
            ("disconnected", EventKind::PublishDone),
            ("errored", EventKind::Errored),
        ] {
            let event =
                parse(&CONNECTED.replace("live_input.connected", &format!("live_input.{word}"))).unwrap();
            assert_eq!((event.said.kind, event.said.source), (kind, Source::Cloudflare));
            assert_eq!(event.said.sent_at, Some(Millis(1_642_074_221_855)));
            assert_eq!(event.input_id, "eb222fcca08eeb1ae84c981ebe8aeeb6");
        }
    }

    #[test]
    fn one_event_is_told_from_the_next_by_input_kind_and_time() {
        let id = |text: &str| parse(text).unwrap().event_id.unwrap();
        assert_eq!(id(CONNECTED), id(CONNECTED));
        assert_ne!(id(CONNECTED), id(&CONNECTED.replace("connected", "disconnected")));
        assert_ne!(id(CONNECTED), id(&CONNECTED.replace("717910Z", "717911Z")));
        assert_ne!(id(CONNECTED), id(&CONNECTED.replace("eb222", "eb223")));
    }

    #[test]
    fn an_error_says_what_is_to_be_done() {
        let text = r#"{"data":{"input_id":"2c28","event_type":"live_input.errored","updated_at":"2024-07-09T18:07:51.077371662Z",
            "live_input_errored":{"error":{"code":"ERR_GOP_OUT_OF_RANGE","message":"Input GOP size"},"video_codec":"h264","audio_codec":""}}}"#;
        let fields = parse(text).unwrap().said.fields;
        assert_eq!(fields["errorCode"], "ERR_GOP_OUT_OF_RANGE");
        assert!(fields["reason"].contains("keyframe interval"));
        assert_eq!((fields["videoCodec"].as_str(), fields.get("audioCodec")), ("h264", None));
        let unknown = text.replace("ERR_GOP_OUT_OF_RANGE", "ERR_NEW");
        assert_eq!(parse(&unknown).unwrap().said.fields["reason"], "Input GOP size");
    }

    #[test]
    fn what_is_no_event_of_a_live_input_is_none() {
        for text in [
            r#"{"text":"Hello World! This is a test message"}"#,
            r#"{"data":null}"#,
            r#"{"data":{"event_type":"live_input.renamed","input_id":"a"}}"#,
            r#"{"data":{"event_type":"live_input.connected"}}"#,
            r#"{"data":{"event_type":"live_input.connected","input_id":"../x"}}"#,
            r#"{"data":{"event_type":7,"input_id":"a"}}"#,
            "[]",
            "1",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        for bad in [&b""[..], b"{", b"\xff"] {
            assert!(matches!(parse_live(bad), Err(Problem::Malformed(_))));
        }
    }

    #[test]
    fn without_its_time_an_event_takes_that_of_the_notification() {
        let text = r#"{"data":{"input_id":"a","event_type":"live_input.connected"},"ts":1642074233}"#;
        let event = parse(text).unwrap();
        assert_eq!(event.said.sent_at, Some(Millis(1_642_074_233_000)));
        let none = parse(&text.replace(",\"ts\":1642074233", "")).unwrap();
        assert_eq!((none.said.sent_at, none.event_id), (None, None));
    }
}
