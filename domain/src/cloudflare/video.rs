//! A video as Stream answers it, sends it by webhook, or puts it into a queue.

use super::failure;
use super::reading::{any_text, flag, known_count, text, time, uid};
use crate::time::Millis;
use serde_json::Value;

/// The longest reason that is kept, in characters.
const MAX_REASON_CHARS: usize = 300;

/// How far a video has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its file was not sent yet.
    Awaited,
    /// It is being fetched or encoded.
    Working,
    /// It is a broadcast that is on air.
    Live,
    /// It can be watched.
    Ready,
    /// It never will be.
    Failed,
    /// In a state that is not known.
    Unknown,
}

/// A video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// Its id.
    pub uid: String,
    /// The live input that it is a broadcast of.
    pub live_input: Option<String>,
    /// How far it has come.
    pub stage: Stage,
    /// Stream's word for that.
    pub state: String,
    /// Why it failed, in words.
    pub reason: Option<String>,
    /// HLS.
    pub hls: Option<String>,
    /// A picture.
    pub thumbnail: Option<String>,
    /// How long it plays.
    pub duration_ms: Option<u64>,
    /// In bytes.
    pub size_bytes: Option<u64>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// When it began: of a recording, when the broadcast did.
    pub created: Option<Millis>,
    /// When it last changed.
    pub modified: Option<Millis>,
    /// Whether playing it takes a token.
    pub is_signed: bool,
}

impl Video {
    /// Reads one, by the names of the API or by those of queue messages; `None` when it is none.
    pub fn read(value: &Value) -> Option<Self> {
        let part = |name: &str| value.get(name).cloned().unwrap_or_default();
        let (status, playback, input) = (part("status"), part("playback"), part("input"));
        let state = status.as_str().map(str::to_owned).or_else(|| text(&status, "state")).unwrap_or_default();
        let state: String = state.chars().filter(|c| c.is_ascii_graphic()).take(32).collect();
        let stage = stage(&state);
        let address = |text: Option<String>| text.filter(|text| crate::fields::is_web_address(text));
        Some(Self {
            uid: uid(value, &["uid", "id"])?,
            live_input: uid(value, &["liveInput", "liveInputId"]),
            reason: (stage == Stage::Failed).then(|| reason(&status)),
            stage,
            state,
            hls: address(text(&playback, "hls").or_else(|| text(value, "hlsPlaybackUrl"))),
            thumbnail: address(text(value, "thumbnail")),
            duration_ms: known_count(value, "duration", 1_000.0),
            size_bytes: known_count(value, "size", 1.0),
            width: known_count(&input, "width", 1.0).and_then(|pixels| u32::try_from(pixels).ok()),
            height: known_count(&input, "height", 1.0).and_then(|pixels| u32::try_from(pixels).ok()),
            created: time(value, "created"),
            modified: time(value, "modified"),
            is_signed: flag(value, "requireSignedURLs"),
        })
    }

    /// Whether nothing more will become of it.
    pub fn is_settled(&self) -> bool {
        matches!(self.stage, Stage::Ready | Stage::Failed)
    }

    /// What makes two tellings of it the same.
    pub fn event_id(&self) -> String {
        format!("video:{}:{}", self.uid, self.state)
    }
}

fn stage(state: &str) -> Stage {
    match state {
        "pendingupload" => Stage::Awaited,
        "downloading" | "queued" | "inprogress" => Stage::Working,
        "live-inprogress" => Stage::Live,
        "ready" => Stage::Ready,
        "error" => Stage::Failed,
        _ => Stage::Unknown,
    }
}

/// Our words for the codes that we know, else Stream's.
fn reason(status: &Value) -> String {
    let code = any_text(status, &["errorReasonCode", "errReasonCode"]).unwrap_or_default();
    let theirs = any_text(status, &["errorReasonText", "errReasonText"]);
    let words = failure::of_video(&code).map(str::to_owned).or(theirs);
    let words = words.unwrap_or_else(|| "Cloudflare Stream could not make a video of it".to_owned());
    words.chars().filter(|c| !c.is_control()).take(MAX_REASON_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_ready_video_is_read_by_either_set_of_names() {
        let by_api = json!({
            "uid": "6b9e", "liveInput": "f256", "status": {"state": "ready"}, "size": 383_631, "duration": 5.5,
            "input": {"width": 560, "height": "320"}, "created": "2022-06-30T17:53:12.512033Z",
            "playback": {"hls": "https://customer-a.cloudflarestream.com/6b9e/manifest/video.m3u8"},
            "thumbnail": "https://customer-a.cloudflarestream.com/6b9e/thumbnails/thumbnail.jpg",
        });
        let by_queue = json!({
            "id": "6b9e", "liveInputId": "f256", "status": "ready", "size": 383_631, "duration": 5.5,
            "input": {"width": 560, "height": 320}, "created": "2022-06-30T17:53:12.512Z",
            "hlsPlaybackUrl": "https://customer-a.cloudflarestream.com/6b9e/manifest/video.m3u8",
            "thumbnail": "https://customer-a.cloudflarestream.com/6b9e/thumbnails/thumbnail.jpg",
        });
        let video = Video::read(&by_api).unwrap();
        assert_eq!(Video::read(&by_queue), Some(video.clone()));
        assert_eq!((video.stage, video.duration_ms, video.height), (Stage::Ready, Some(5_500), Some(320)));
        assert_eq!(video.event_id(), "video:6b9e:ready");
        assert!(video.is_settled());
    }

    #[test]
    fn a_failure_is_told_in_words_however_its_keys_are_spelt() {
        for (status, want) in [
            (
                json!({"state": "error", "errorReasonCode": "ERR_NON_VIDEO", "errorReasonText": "x"}),
                "the file is no video",
            ),
            (json!({"state": "error", "errReasonCode": "ERR_NON_VIDEO"}), "the file is no video"),
            (json!({"state": "error", "errReasonCode": "ERR_UNKNOWN", "errReasonText": "a\nb"}), "ab"),
            (json!({"state": "error"}), "Cloudflare Stream could not make a video of it"),
        ] {
            let video = Video::read(&json!({"uid": "a", "status": status})).unwrap();
            assert_eq!((video.stage, video.reason.as_deref()), (Stage::Failed, Some(want)));
        }
    }

    #[test]
    fn what_is_not_known_yet_is_not_there() {
        let live = json!({
            "uid": "a", "status": {"state": "live-inprogress"}, "duration": -1, "size": 0,
            "input": {"width": -1, "height": 0}, "thumbnail": "javascript:x", "liveInput": "",
        });
        let video = Video::read(&live).unwrap();
        assert_eq!((video.stage, video.duration_ms, video.size_bytes), (Stage::Live, None, None));
        assert_eq!((video.width, video.height, video.thumbnail, video.live_input), (None, None, None, None));
        for bad in [json!({}), json!({"uid": "a/b"}), json!([]), json!("a")] {
            assert_eq!(Video::read(&bad), None);
        }
    }

    proptest! {
        #[test]
        fn any_state_is_read(state in ".*", duration in any::<f64>(), size in any::<i64>()) {
            let video = Video::read(&json!({"uid": "a", "status": {"state": state}, "duration": duration, "size": size})).unwrap();
            prop_assert!(video.state.len() <= 32);
            prop_assert_eq!(video.reason.is_some(), video.stage == Stage::Failed);
        }
    }
}
