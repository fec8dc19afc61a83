//! How we want a live input to be, and whether Stream made it so: it leaves out what it does not like, and says so
//! nowhere but in its answer.

use super::live_input::REFERENCE;
use serde_json::{Value, json};

/// The settings of a live input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How the dashboard and the recordings call it.
    pub name: String,
    /// Who is its host, in the words of whoever made it.
    pub host: Option<String>,
    /// What we know it by.
    pub reference: String,
    /// Whether playing it takes a token.
    pub is_signed: bool,
    /// After how many days a recording goes, 30 to 1096.
    pub recording_days: u32,
    /// How long an encoder may be away, in seconds; then a new recording begins.
    pub timeout_s: u32,
}

impl Wish {
    /// The body that asks for it.
    pub fn body(&self) -> Value {
        let mut meta = json!({"name": self.name, REFERENCE: self.reference});
        if let (Some(meta), Some(host)) = (meta.as_object_mut(), &self.host) {
            meta.insert("host".to_owned(), host.as_str().into());
        }
        json!({"meta": meta, "deleteRecordingAfterDays": self.recording_days, "recording": self.recording()})
    }

    /// The whole of `recording`: whether Stream keeps what a part leaves out is written nowhere.
    pub fn recording(&self) -> Value {
        json!({
            "mode": "automatic",
            "requireSignedURLs": self.is_signed,
            "allowedOrigins": null,
            "hideLiveViewerCount": false,
            "timeoutSeconds": self.timeout_s,
        })
    }

    /// What Stream's answer has otherwise, in words for the owner.
    pub fn differences(&self, answer: &Value) -> Vec<String> {
        let asked = self.body();
        [
            "/deleteRecordingAfterDays",
            "/recording/mode",
            "/recording/requireSignedURLs",
            "/recording/timeoutSeconds",
        ]
        .into_iter()
        .filter_map(|path| {
            let null = Value::Null;
            let (want, got) = (asked.pointer(path)?, answer.pointer(path).unwrap_or(&null));
            (!is_same(want, got)).then(|| difference(path, want, got))
        })
        .collect()
    }
}

fn difference(path: &str, want: &Value, got: &Value) -> String {
    let name = path.trim_start_matches('/').replace('/', ".");
    let got: String = got.to_string().chars().take(32).collect();
    format!("{name}: Cloudflare Stream was asked for {want} and has {got}")
}

/// A number is the same as text and as a fraction that is none.
fn is_same(want: &Value, got: &Value) -> bool {
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
    match (want, number(want), number(got)) {
        (Value::Number(_), want, got) => want == got,
        (Value::Bool(false), ..) if got.is_null() => true,
        _ => want == got,
    }
}

/// How long Stream is to hold a broadcast, in seconds, so that it and we end it at the same time: it adds about three
/// seconds to what it is told.
pub fn timeout_s(reconnect_window_ms: i64) -> u32 {
    const ADDED_S: i64 = 3;
    u32::try_from((reconnect_window_ms / 1_000 - ADDED_S).clamp(1, 86_400)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish() -> Wish {
        Wish {
            name: "room 42".into(),
            host: Some("Ann".into()),
            reference: "r-1".into(),
            is_signed: false,
            recording_days: 45,
            timeout_s: 17,
        }
    }

    #[test]
    fn an_input_records_and_its_recordings_go_in_time() {
        let body = wish().body();
        assert_eq!(body["meta"], json!({"name": "room 42", "liveroom": "r-1", "host": "Ann"}));
        assert_eq!(
            (&body["deleteRecordingAfterDays"], &body["recording"]["mode"]),
            (&json!(45), &json!("automatic"))
        );
    }

    #[test]
    fn what_stream_did_not_take_is_told() {
        assert_eq!(wish().differences(&wish().body()), [""; 0]);
        let lenient = json!({"deleteRecordingAfterDays": "45", "recording": {"mode": "automatic", "timeoutSeconds": 17.0}});
        assert_eq!(wish().differences(&lenient), [""; 0]);
        let other = json!({"recording": {"mode": "off", "requireSignedURLs": true, "timeoutSeconds": null}});
        let told = wish().differences(&other);
        assert_eq!(told.len(), 4);
        assert_eq!(told[3], "recording.timeoutSeconds: Cloudflare Stream was asked for 17 and has null");
    }

    #[test]
    fn both_end_a_broadcast_at_the_same_time() {
        for (window_ms, want) in [(20_000, 17), (2_500, 1), (0, 1), (86_400_000, 86_397), (i64::MAX, 86_400)]
        {
            assert_eq!(timeout_s(window_ms), want, "{window_ms}");
        }
    }
}
