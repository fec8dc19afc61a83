//! Frames of the JSON door, put together from parts that are JSON already: what goes to thousands is written once.

use super::refusal::Refusal;
use crate::time::Millis;
use std::fmt::Write;

/// The frame of one message, given as its JSON.
pub fn chat_message(json: &str) -> String {
    typed("chat_message", json)
}

/// The frame of several messages, each given as its JSON.
pub fn chat_messages(jsons: &[impl AsRef<str>]) -> String {
    const HEAD: &str = r#"{"type":"chat_messages","messages":["#;
    let length: usize = jsons.iter().map(|json| json.as_ref().len() + 1).sum();
    let mut frame = String::with_capacity(HEAD.len() + length + 2);
    frame.push_str(HEAD);
    for (at, json) in jsons.iter().enumerate() {
        frame.push_str(if at == 0 { "" } else { "," });
        frame.push_str(json.as_ref());
    }
    frame.push_str("]}");
    frame
}

/// The frame that tells a sender that their message is stored.
pub fn ack(client_id: Option<&str>, seq: i64, timestamp: Millis) -> String {
    let mut frame = String::from(r#"{"type":"ack""#);
    member(&mut frame, "clientId", client_id);
    // Writing to a String cannot fail.
    let _ = write!(frame, r#","seq":{seq},"timestamp":"{}"}}"#, timestamp.to_rfc3339());
    frame
}

/// The frame that tells a sender why not.
pub fn error(refusal: &Refusal, client_id: Option<&str>) -> String {
    let mut frame = String::from(r#"{"type":"error""#);
    member(&mut frame, "code", Some(refusal.code()));
    member(&mut frame, "detail", Some(&refusal.detail()));
    if let Some(seconds) = refusal.retry_after_s() {
        let _ = write!(frame, r#","retryAfter":{seconds}"#);
    }
    member(&mut frame, "clientId", client_id);
    frame.push('}');
    frame
}

/// The frame of an event: `payload_json`, the text of one JSON object, with `type` in front. `name` is a plain word.
pub fn typed(name: &str, payload_json: &str) -> String {
    let members = payload_json.trim_start().strip_prefix('{').unwrap_or("}").trim_start();
    let comma = if members.starts_with('}') { "" } else { "," };
    format!(r#"{{"type":"{name}"{comma}{members}"#)
}

fn member(frame: &mut String, name: &str, text: Option<&str>) {
    if let Some(json) = text.and_then(|text| serde_json::to_string(text).ok()) {
        let _ = write!(frame, r#","{name}":{json}"#);
    }
}
