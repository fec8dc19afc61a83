//! Whether somebody broadcasts to a live input, in the three shapes in which Stream says so.

use super::reading::{text, time, uid};
use crate::time::Millis;
use serde_json::Value;

/// Whether an encoder is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is.
    On,
    /// It is not.
    Off,
    /// Nothing is said, or a word that is not known: that is no reason to end a broadcast.
    Unknown,
}

/// What is said of an encoder's connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Stream's own word; empty for none.
    pub word: String,
    /// What it means.
    pub phase: Phase,
    /// Since when, by Stream's clock.
    pub since: Option<Millis>,
}

impl State {
    /// Reads `status` of a live input: null, a word, or an object with `current`.
    pub fn read(status: &Value) -> Self {
        let current = status.get("current").unwrap_or(status);
        let word = status.as_str().map(str::to_owned).or_else(|| text(current, "state")).unwrap_or_default();
        let word: String = word.chars().filter(|c| c.is_ascii_graphic()).take(64).collect();
        Self { phase: phase(&word), word, since: time(current, "statusEnteredAt") }
    }
}

fn phase(word: &str) -> Phase {
    match word {
        "connected" | "reconnected" => Phase::On,
        "disconnected"
        | "client_disconnect"
        | "ttl_exceeded"
        | "failed_to_connect"
        | "failed_to_reconnect" => Phase::Off,
        _ => Phase::Unknown,
    }
}

/// Reads `lifecycle` of a live input: whether it is on; `None` when that is not said.
pub fn read_lifecycle(body: &[u8]) -> Option<bool> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    answer.get("live")?.as_bool()
}

/// Reads which video the running broadcast is, from `lifecycle`.
pub fn read_running_video(body: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    uid(&answer, &["videoUID"])
}

/// Reads `views` of a live input: how many watch it by HLS or DASH; `None` when that is hidden.
pub fn read_views(body: &[u8]) -> Option<u32> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    u32::try_from(answer.get("liveViewers")?.as_u64()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_shape_of_a_status_is_understood() {
        let since = "2026-09-13T10:00:00.000Z";
        for (status, word, phase, has_time) in [
            (json!(null), "", Phase::Unknown, false),
            (json!("connected"), "connected", Phase::On, false),
            (json!("client_disconnect"), "client_disconnect", Phase::Off, false),
            (
                json!({"current": {"state": "reconnected", "statusEnteredAt": since}}),
                "reconnected",
                Phase::On,
                true,
            ),
            (
                json!({"current": {"state": "disconnected", "reason": null}}),
                "disconnected",
                Phase::Off,
                false,
            ),
            (
                json!({"state": "reconnecting", "statusEnteredAt": since}),
                "reconnecting",
                Phase::Unknown,
                true,
            ),
            (json!({"current": null, "history": []}), "", Phase::Unknown, false),
            (json!("a_word_to_come"), "a_word_to_come", Phase::Unknown, false),
            (json!(7), "", Phase::Unknown, false),
        ] {
            let state = State::read(&status);
            assert_eq!(
                (state.word.as_str(), state.phase, state.since.is_some()),
                (word, phase, has_time),
                "{status}"
            );
        }
    }

    #[test]
    fn the_public_answers_are_read() {
        for (body, live, video) in [
            (r#"{"isInput":true,"videoUID":"55b9","live":true}"#, Some(true), Some("55b9")),
            (r#"{"isInput":true,"videoUID":null,"live":false}"#, Some(false), None),
            ("{}", None, None),
            ("<html>", None, None),
        ] {
            assert_eq!(
                (read_lifecycle(body.as_bytes()), read_running_video(body.as_bytes()).as_deref()),
                (live, video)
            );
        }
        for (body, want) in
            [(r#"{"liveViewers":113}"#, Some(113)), ("{}", None), (r#"{"liveViewers":-1}"#, None)]
        {
            assert_eq!(read_views(body.as_bytes()), want);
        }
    }
}
