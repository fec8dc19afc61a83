//! Whatever arrives, it is answered: as an event within its bounds, or as a refusal that repeats none of it.

use domain::media::event::MediaEvent;
use domain::problem::Problem;
use domain::wire::parse;
use proptest::prelude::*;

/// Words that the parsers know, so that noise gets past the first question.
const WORDS: &[&str] = &[
    "action",
    "event",
    "streamKey",
    "stream",
    "path",
    "protocol",
    "client_id",
    "clientId",
    "eventId",
    "timestamp",
    "viewers",
    "duration",
    "param",
    "query",
    "token",
    "password",
    "id",
    "ip",
    "call",
    "name",
    "key",
    "clientid",
    "flashver",
    "addr",
    "on_publish",
    "on_done",
    "publish",
    "play_done",
    "record_done",
    "api",
    "null",
    "true",
    "-1",
    "1e999",
    "7",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "&",
    "=",
    "?",
    "%",
    "%2",
    "%3F",
    "+",
    "/",
    "sk_",
    "\\u0000",
    "0123456789abcdef0123456789abcdef",
    "é",
    "\u{0}",
    "2026-11-21T18:36:00Z",
];

fn content_type() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(vec![
        None,
        Some("application/json"),
        Some("application/x-www-form-urlencoded"),
        Some("Application/Problem+JSON; a=b"),
        Some("text/plain"),
    ])
}

/// Words in any order.
fn salad() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..60).prop_map(|words| words.concat())
}

/// A form or an object with known names and any values.
fn members() -> impl Strategy<Value = (String, String)> {
    let name = prop::sample::select(WORDS);
    let value = prop_oneof![prop::sample::select(WORDS).prop_map(String::from), any::<String>()];
    prop::collection::vec((name, value), 0..12).prop_map(|members| {
        let object: serde_json::Map<_, _> =
            members.iter().map(|(name, value)| ((*name).to_owned(), guess(value))).collect();
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&members).finish();
        (form, serde_json::Value::Object(object).to_string())
    })
}

/// A number where the text is one.
fn guess(text: &str) -> serde_json::Value {
    text.parse::<i64>().map_or_else(|_| text.into(), serde_json::Value::from)
}

fn is_bounded(event: &MediaEvent) -> bool {
    let texts = event.fields.values().chain(event.client.iter().flat_map(|c| c.addr.iter().chain(&c.agent)));
    let mut ids = event.event_id.iter().chain(event.client.iter().map(|c| &c.id));
    let name = event.name.expose();
    event.fields.len() <= 32
        && texts.into_iter().all(|text| text.len() <= 512)
        && ids.all(|id| id.len() <= 128)
        && (1..=256).contains(&name.len())
        && event.credential.as_ref().is_none_or(|key| (1..=256).contains(&key.expose().len()))
}

fn is_answered(content_type: Option<&str>, body: &[u8]) -> Result<(), TestCaseError> {
    match parse(content_type, body) {
        Ok(event) => prop_assert!(is_bounded(&event), "{event:?}"),
        Err(problem) => prop_assert!(matches!(problem, Problem::Malformed(_) | Problem::Forbidden(_))),
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_answered(content_type in content_type(), body in prop::collection::vec(any::<u8>(), 0..400)) {
        is_answered(content_type, &body)?;
    }

    #[test]
    fn any_known_words_are_answered(content_type in content_type(), body in salad()) {
        is_answered(content_type, body.as_bytes())?;
    }

    #[test]
    fn any_known_members_are_answered((form, json) in members()) {
        is_answered(Some("application/x-www-form-urlencoded"), form.as_bytes())?;
        is_answered(Some("application/json"), json.as_bytes())?;
    }
}
