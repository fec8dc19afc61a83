//! Cloudflare Stream: notifications of live inputs, webhooks of videos, and the messages of its queue events.
//!
//! What is kept of them is chosen member by member: queue messages hold the keys of the input that they are about.

mod live;
mod queue;

pub use live::{Event, parse_live};
pub use queue::{Message, parse_message};

use super::malformed;
use crate::cloudflare::video::Video;
use crate::media::event::{Client, EventKind, Said, Source};
use crate::problem::Problem;
use serde_json::Value;
use std::collections::BTreeMap;

/// The longest value that is kept, in characters.
const MAX_VALUE_CHARS: usize = 300;

/// Reads the body of a webhook about a video.
///
/// # Errors
/// [`Problem::Malformed`] when it is about none.
pub fn parse_video(body: &[u8]) -> Result<Video, Problem> {
    Video::read(&json(body)?).ok_or_else(|| malformed("the body is no video of Cloudflare Stream"))
}

/// What a video's telling says to its stream's room.
pub fn said_of(video: &Video) -> Said {
    let number = |number: Option<u64>| number.map(|number| number.to_string());
    Said {
        source: Source::Cloudflare,
        kind: if video.reason.is_some() { EventKind::Errored } else { EventKind::RecordDone },
        client: None,
        sent_at: video.modified,
        viewers: None,
        figures: None,
        fields: fields([
            ("videoId", Some(video.uid.clone())),
            ("inputId", video.live_input.clone()),
            ("state", Some(video.state.clone())),
            ("reason", video.reason.clone()),
            ("durationMs", number(video.duration_ms)),
            ("size", number(video.size_bytes)),
        ]),
    }
}

fn json(body: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(body).map_err(|_| malformed("the body is not JSON"))
}

/// The fields that are there, each cut to its longest.
fn fields<const N: usize>(fields: [(&str, Option<String>); N]) -> BTreeMap<String, String> {
    let kept = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), kept(&value?))));
    kept.filter(|(_, value)| !value.is_empty()).collect()
}

fn kept(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(MAX_VALUE_CHARS).collect()
}

/// All connections to a live input are one to us: the input's. By its times it is told which came first.
fn client(input_id: &str) -> Client {
    Client::new(input_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_video_tells_its_room_what_became_of_it() {
        let ready = br#"{"uid":"6b9e","liveInput":"f256","status":{"state":"ready"},"duration":5.5,"size":10,
            "modified":"2022-06-30T17:53:21.774299Z"}"#;
        let said = said_of(&parse_video(ready).unwrap());
        assert_eq!((said.kind, said.sent_at.is_some()), (EventKind::RecordDone, true));
        assert_eq!(said.fields["durationMs"], "5500");
        let failed = br#"{"uid":"6b9e","status":{"state":"error","errReasonCode":"ERR_NON_VIDEO"}}"#;
        let said = said_of(&parse_video(failed).unwrap());
        assert_eq!((said.kind, said.fields["reason"].as_str()), (EventKind::Errored, "the file is no video"));
        for bad in [&b""[..], b"{}", b"[]", b"\xff", b"{\"uid\":7}"] {
            assert!(matches!(parse_video(bad), Err(Problem::Malformed(_))));
        }
    }

    fn is_bounded(said: &Said) -> bool {
        let is_fine =
            |value: &String| value.chars().count() <= MAX_VALUE_CHARS && !value.chars().any(char::is_control);
        said.fields.values().all(is_fine)
    }

    proptest! {
        #[test]
        fn no_body_panics(body in any::<Vec<u8>>()) {
            let _ = (parse_live(&body), parse_video(&body), parse_message(&body));
        }

        #[test]
        fn whatever_an_event_says_what_is_kept_is_short(
            word in "(connected|disconnected|errored|x)", code in ".*", message in ".*", updated_at in ".*", ts in any::<i64>(),
        ) {
            let error = json!({"error": {"code": code, "message": message.repeat(9)}, "video_codec": message});
            let data = json!({"input_id": "f256", "event_type": format!("live_input.{word}"), "updated_at": updated_at,
                "live_input_errored": error});
            let body = json!({"data": data, "ts": ts}).to_string();
            let event = parse_live(body.as_bytes()).unwrap();
            prop_assert_eq!(event.is_some(), word != "x");
            prop_assert!(event.is_none_or(|event| is_bounded(&event.said) && event.event_id.is_none_or(|id| id.len() < 200)));
        }

        #[test]
        fn no_member_of_a_queue_message_but_the_chosen_is_kept(secret in "[a-z]{12,40}", key in "[a-z]{1,8}") {
            let payload = json!({"id": "f256", "status": "connected", "rtmps": {"streamKey": secret}, "x": {&key: secret},
                "srt": {"passphrase": secret}, "meta": {"name": secret}});
            let body = json!({"type": "cf.stream.live_input.connected", "payload": payload}).to_string();
            let printed = format!("{:?}", parse_message(body.as_bytes()));
            prop_assert!(!printed.contains(&secret));
        }
    }
}
