//! The messages of Stream's event subscriptions, in both of their versions.

use super::json;
use super::live::{Event, Telling, kind_of};
use crate::cloudflare::reading::{any_text, text, time, uid};
use crate::cloudflare::video::Video;
use crate::media::event::EventKind;
use crate::problem::Problem;
use crate::time::Millis;
use serde_json::Value;

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A live input.
    Live(Event),
    /// A video.
    Video(Box<Video>),
    /// Something else.
    Other,
}

/// Reads a message. A live input's holds its keys: nothing of them is taken.
///
/// # Errors
/// [`Problem::Malformed`] when it is no JSON.
pub fn parse_message(body: &[u8]) -> Result<Message, Problem> {
    let message = json(body)?;
    let kind = message.get("type").and_then(Value::as_str).unwrap_or_default();
    let read = match (kind_of(kind), kind.contains("video_state.")) {
        (Some(kind), _) => live(&message, kind).map(Message::Live),
        (None, true) => message.get("payload").and_then(Video::read).map(Box::new).map(Message::Video),
        (None, false) => None,
    };
    Ok(read.unwrap_or(Message::Other))
}

fn live(message: &Value, kind: EventKind) -> Option<Event> {
    let part = |name: &str| message.get(name).cloned().unwrap_or_default();
    let (payload, source, metadata) = (part("payload"), part("source"), part("metadata"));
    let input_id = uid(&payload, &["id", "uid"]).or_else(|| uid(&source, &["liveInputId"]))?;
    let current = payload.pointer("/status/current").cloned().unwrap_or_default();
    let sent_at = time(&current, "statusEnteredAt").or_else(|| time(&metadata, "eventTimestamp"));
    let telling = Telling {
        kind,
        sent_at,
        time: sent_at.map(Millis::to_rfc3339),
        code: any_text(&payload, &["errorReasonCode", "errReasonCode"]),
        message: any_text(&payload, &["errorReasonText", "errReasonText"])
            .or_else(|| text(&current, "reason")),
        via: "queue",
        codecs: [None, None],
    };
    Some(telling.event(input_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: &str = r#"{"type":"cf.stream.live_input.connected","source":{"type":"stream"},"payload":{
        "id":"168a3653a2f0394437b7c021cb198414","status":"connected","enabled":true,
        "rtmps":{"url":"rtmps://x","streamKey":"the-stream-key"},
        "srt":{"url":"srt://x","streamId":"168a","passphrase":"the-passphrase"},
        "webRTC":{"url":"https://customer-a.cloudflarestream.com/the-whip-secret/webRTC/publish"}},
        "metadata":{"accountId":"da13","eventSchemaVersion":1,"eventTimestamp":"2026-05-22T04:07:45.611Z"}}"#;
    const EARLIER: &str = r#"{"type":"cf.stream.liveInput.live_input.disconnected",
        "source":{"type":"stream.liveInput","liveInputId":"168a"},
        "payload":{"uid":"168a","status":{"current":{"state":"disconnected","reason":"client_disconnect",
        "statusEnteredAt":"2026-05-22T04:07:45.611Z"}}}}"#;

    fn event(text: &str) -> Event {
        match parse_message(text.as_bytes()).unwrap() {
            Message::Live(event) => event,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn both_versions_are_read() {
        let (new, old) = (event(LIVE), event(EARLIER));
        assert_eq!((new.said.kind, old.said.kind), (EventKind::Publish, EventKind::PublishDone));
        assert_eq!(
            (new.input_id.as_str(), old.input_id.as_str()),
            ("168a3653a2f0394437b7c021cb198414", "168a")
        );
        assert_eq!(new.said.sent_at, old.said.sent_at);
        assert!(new.event_id.is_some_and(|id| id.len() <= 128));
    }

    #[test]
    fn no_secret_of_a_message_is_taken() {
        let printed = format!("{:?}", parse_message(LIVE.as_bytes()));
        for secret in ["the-stream-key", "the-passphrase", "the-whip-secret"] {
            assert!(!printed.contains(secret), "{secret}");
        }
    }

    #[test]
    fn a_video_is_read_and_the_rest_is_left() {
        let video =
            r#"{"type":"cf.stream.video_state.ready","payload":{"id":"6b9e","status":{"state":"ready"}}}"#;
        assert!(matches!(parse_message(video.as_bytes()), Ok(Message::Video(video)) if video.uid == "6b9e"));
        for text in [
            "{}",
            r#"{"type":"cf.stream.caption.created","payload":{"id":"a"}}"#,
            r#"{"type":"cf.stream.live_input.connected","payload":{}}"#,
            r#"{"type":"cf.stream.video_state.ready"}"#,
            r#"{"type":7}"#,
        ] {
            assert_eq!(parse_message(text.as_bytes()), Ok(Message::Other), "{text}");
        }
        assert!(matches!(parse_message(b"no"), Err(Problem::Malformed(_))));
    }
}
