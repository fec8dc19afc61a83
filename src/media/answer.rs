//! What a media server is answered, each in its own way.

use domain::media::event::{EventKind, Source};
use domain::media::verdict::Verdict;
use serde_json::{Value, json};

/// An answer, before it is one of the platform's.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    /// The publisher goes on under another name: nginx-rtmp renames the stream to `Location`. That is how the key
    /// of the publish URL never shows up in a play URL.
    Rename(String),
    /// nginx-rtmp reads the status only.
    Text(&'static str),
    /// SRS wants `code` 0; the rest is for whoever writes plain JSON.
    Json(Value),
    /// Refused, for this reason.
    Refuse(&'static str),
}

/// The answer to an event of `source` that got this verdict; `video_id` is the video that a recording becomes.
pub(super) fn render(
    source: Source,
    kind: EventKind,
    verdict: Verdict,
    playback_name: &str,
    video_id: Option<i64>,
) -> Answer {
    if !verdict.accepts() {
        return Answer::Refuse(verdict.refusal());
    }
    match (source, kind) {
        (Source::NginxRtmp, EventKind::Publish) => Answer::Rename(playback_name.to_owned()),
        (Source::NginxRtmp, _) => Answer::Text("ok\n"),
        _ => Answer::Json(match video_id {
            Some(id) => json!({"code": 0, "verdict": verdict, "videoId": id}),
            None => json!({"code": 0, "verdict": verdict}),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_answered_with_its_video() {
        let render = |source| render(source, EventKind::RecordDone, Verdict::Noted, "abc", Some(7));
        assert_eq!(render(Source::Plain), Answer::Json(json!({"code": 0, "verdict": "noted", "videoId": 7})));
        assert_eq!(render(Source::NginxRtmp), Answer::Text("ok\n"));
    }

    #[test]
    fn each_server_is_answered_in_its_own_way() {
        for (source, kind, verdict, want) in [
            (Source::NginxRtmp, EventKind::Publish, Verdict::Started, Answer::Rename("abc".into())),
            (Source::NginxRtmp, EventKind::Done, Verdict::Interrupted, Answer::Text("ok\n")),
            (
                Source::Srs,
                EventKind::Publish,
                Verdict::Started,
                Answer::Json(json!({"code": 0, "verdict": "started"})),
            ),
            (
                Source::Plain,
                EventKind::Done,
                Verdict::Late,
                Answer::Json(json!({"code": 0, "verdict": "late"})),
            ),
            (
                Source::NginxRtmp,
                EventKind::Publish,
                Verdict::RefusedGone,
                Answer::Refuse("this stream is deleted"),
            ),
        ] {
            assert_eq!(render(source, kind, verdict, "abc", None), want);
        }
    }
}
