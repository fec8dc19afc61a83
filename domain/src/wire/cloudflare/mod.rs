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
}
