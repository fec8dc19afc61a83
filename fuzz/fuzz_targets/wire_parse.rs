//! A media server's webhook: the first byte picks the content type, the rest is the body.
#![no_main]

use domain::media::event::MediaEvent;
use libfuzzer_sys::fuzz_target;

const CONTENT_TYPES: [Option<&str>; 5] = [
    None,
    Some("application/x-www-form-urlencoded"),
    Some("application/json"),
    Some("application/cloudevents+json; charset=utf-8"),
    Some("text/plain"),
];

fuzz_target!(|data: &[u8]| {
    let Some((pick, body)) = data.split_first() else { return };
    let content_type = CONTENT_TYPES[usize::from(*pick) % CONTENT_TYPES.len()];
    match domain::wire::parse(content_type, body) {
        Ok(event) => check(&event),
        Err(problem) => assert!(problem.to_string().len() < 128),
    }
});

/// The name is in no value that is kept, unless that value is nothing but the placeholder.
fn check(event: &MediaEvent) {
    let name = event.name.expose().to_ascii_lowercase();
    let ids = event.client.iter().map(|client| &client.id).chain(&event.event_id);
    let texts = event.client.iter().flat_map(|client| client.addr.iter().chain(&client.agent));
    for value in ids.chain(texts).chain(event.fields.values()) {
        let holds = name.len() >= 6 && value.to_ascii_lowercase().contains(&name);
        assert!(!holds || value == "[stream key]", "{value:?}");
        assert!(value.len() <= 512);
    }
}
