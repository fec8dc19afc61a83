//! What failed for good: the lists of it, and how a message is kept.

use super::queues::Queue;
use super::reading::{Query, read_word};
use crate::integer::MAX_INTEGER;
use crate::page::{self, Key, Position};
use crate::problem::{FieldErrors, Problem};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What can fail for good, each in a list of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A message of a queue.
    Job,
    /// A video.
    Video,
    /// A room of the public register.
    Room,
}

impl Kind {
    /// All of them.
    pub const WORDS: [&str; 3] = ["job", "video", "room"];

    /// As it is asked for and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Video => "video",
            Self::Room => "room",
        }
    }

    /// The position before the newest of the list.
    fn start(self) -> Position {
        let late = || Key::Text("~".to_owned());
        match self {
            Self::Job => vec![Key::Int(MAX_INTEGER)],
            Self::Video => vec![late(), Key::Int(MAX_INTEGER)],
            Self::Room => vec![late(), late()],
        }
    }
}

/// What was asked for, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Which list.
    pub kind: Kind,
    /// From this position on.
    pub after: Position,
    /// So many, 1 to 100.
    pub limit: u32,
}

impl Listing {
    /// Reads the query of `GET /ops/failures`; `query` gives a parameter's value.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every bad parameter.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let (query, mut errors): (Query, _) = (&query, FieldErrors::default());
        let kind = match read_word(query, "kind", &Kind::WORDS, &mut errors) {
            Some("video") => Kind::Video,
            Some("room") => Kind::Room,
            _ => Kind::Job,
        };
        let limit = page::read_limit(query("limit").as_deref(), &mut errors);
        let after = page::read_after(query("cursor").as_deref(), kind.as_str(), kind.start(), &mut errors);
        errors.finish()?;
        Ok(Self { kind, after, limit })
    }
}

/// By what the cause of a message's failure is found again: the SHA-256 of its body, in hex.
pub fn digest(body: &str) -> String {
    hex::encode(Sha256::digest(body.as_bytes()))
}

/// A message as it may be kept and shown. Our own hold no secrets; those of Cloudflare Stream hold the addresses and
/// keys of the live input that they are about, which nobody here reads.
pub fn kept(queue: Queue, body: &str) -> String {
    if queue != Queue::StreamEvents {
        return body.to_owned();
    }
    match serde_json::from_str::<Value>(body) {
        Ok(mut message) => {
            strip(&mut message);
            message.to_string()
        }
        Err(_) => "\"[not JSON]\"".to_owned(),
    }
}

/// Members under these names, in whatever case, hold addresses with keys in them, or keys.
const SECRETIVE: [&str; 8] = ["rtmps", "srt", "webrtc", "key", "passphrase", "secret", "token", "password"];

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !is_secretive(name));
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

fn is_secretive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETIVE.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::cloudflare::parse_message;

    const LIVE: &str = r#"{"type":"cf.stream.live_input.connected","source":{"type":"stream"},"payload":{
        "id":"168a3653a2f0394437b7c021cb198414","status":"connected","enabled":true,
        "rtmps":{"url":"rtmps://x","streamKey":"the-stream-key"},"rtmpsPlayback":{"streamKey":"the-play-key"},
        "srt":{"url":"srt://x","streamId":"168a","passphrase":"the-passphrase"},
        "webRTC":{"url":"https://customer-a.cloudflarestream.com/the-whip-secret/webRTC/publish"},
        "outputs":[{"url":"rtmp://y","streamKey":"the-output-key"}]},
        "metadata":{"accountId":"da13","eventSchemaVersion":1,"eventTimestamp":"2026-05-22T04:07:45.611Z"}}"#;
    const VIDEO: &str = r#"{"type":"cf.stream.video_state.error","payload":{"id":"6b9e","liveInput":"168a",
        "status":{"state":"error","errorReasonCode":"ERR_X","errorReasonText":"no"},"duration":3.5}}"#;

    #[test]
    fn no_secret_of_a_live_input_is_kept_and_what_is_kept_means_the_same() {
        let clean = kept(Queue::StreamEvents, LIVE);
        for secret in
            ["the-stream-key", "the-play-key", "the-passphrase", "the-whip-secret", "the-output-key"]
        {
            assert!(!clean.contains(secret), "{secret}: {clean}");
        }
        for text in [LIVE, VIDEO] {
            let clean = kept(Queue::StreamEvents, text);
            assert_eq!(parse_message(clean.as_bytes()), parse_message(text.as_bytes()));
        }
        assert_eq!(kept(Queue::StreamEvents, "streamKey=x"), "\"[not JSON]\"");
    }

    #[test]
    fn our_own_messages_are_kept_as_they_are() {
        let job = r#"{"v":1,"task":"finishVideo","videoId":7}"#;
        assert_eq!(kept(Queue::Jobs, job), job);
        assert_eq!(digest(job).len(), 64);
    }

    #[test]
    fn each_list_reads_its_own_cursor_only() {
        let read = |kind: &'static str, cursor: Option<String>| {
            Listing::read(|name| match name {
                "kind" => Some(kind.to_owned()),
                "cursor" => cursor.clone(),
                _ => None,
            })
        };
        for word in Kind::WORDS {
            let listing = read(word, None).unwrap();
            assert_eq!((listing.kind.as_str(), listing.limit), (word, 20));
            let cursor = page::write_cursor(word, &listing.after);
            for other in Kind::WORDS {
                assert_eq!(read(other, Some(cursor.clone())).is_ok(), word == other, "{word} {other}");
            }
        }
        assert!(read("upload", None).is_err());
    }
}
