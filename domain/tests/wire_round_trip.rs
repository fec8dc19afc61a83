//! What a server writes well is read as it was meant, and what an encoder appends changes none of it.

use domain::media::event::{Client, EventKind, MediaEvent, Source};
use domain::secret::Secret;
use domain::wire::parse;
use proptest::prelude::*;
use serde_json::{Value, json};

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const JSON: Option<&str> = Some("application/json");

/// A stream's name: not a word of the other fields, so that redaction leaves those alone.
fn name() -> impl Strategy<Value = String> {
    "Z[A-Za-z0-9 _.é&=+%-]{11,40}"
}

fn key() -> impl Strategy<Value = Option<String>> {
    prop::option::of("Q[A-Za-z0-9_&=+%-]{11,40}")
}

fn client() -> impl Strategy<Value = (String, String, String)> {
    ("[a-y0-9-]{1,36}", "(10\\.0\\.0\\.[0-9]|2001:db8::[0-9a-f])", "[a-y]{3,8}/[0-9]\\.[0-9] \\([a-y]{1,9};")
}

const CALLS: &[(&str, EventKind)] = &[
    ("publish", EventKind::Publish),
    ("publish_done", EventKind::PublishDone),
    ("done", EventKind::Done),
    ("update_publish", EventKind::Update),
    ("play", EventKind::Play),
    ("play_done", EventKind::PlayDone),
    ("update_play", EventKind::PlayUpdate),
    ("record_done", EventKind::RecordDone),
];

const ACTIONS: &[(&str, EventKind)] = &[
    ("on_publish", EventKind::Publish),
    ("on_unpublish", EventKind::PublishDone),
    ("on_play", EventKind::Play),
    ("on_stop", EventKind::PlayDone),
    ("on_dvr", EventKind::RecordDone),
    ("on_hls", EventKind::Other),
];

const EVENTS: &[(&str, EventKind)] = &[
    ("on_publish", EventKind::Publish),
    ("on_done", EventKind::Done),
    ("on_play", EventKind::Play),
    ("on_play_done", EventKind::PlayDone),
    ("on_record_done", EventKind::RecordDone),
];

/// Percent-encodes as nginx does for arguments, a little more of it.
fn escape(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

fn form(call: &str, name: &str, (id, addr, agent): &(String, String, String)) -> String {
    format!(
        "app=live&flashver={}&swfurl=&tcurl=rtmp://h/live&pageurl=&addr={addr}&clientid={id}&call={call}&name={}",
        escape(agent),
        escape(name),
    )
}

fn read(content_type: Option<&str>, body: &str) -> Result<MediaEvent, TestCaseError> {
    parse(content_type, body.as_bytes()).map_err(|problem| TestCaseError::fail(problem.to_string()))
}

fn read_json(value: &Value) -> Result<MediaEvent, TestCaseError> {
    read(JSON, &value.to_string())
}

fn exposed(event: &MediaEvent) -> (&str, Option<&str>) {
    (event.name.expose(), event.credential.as_ref().map(Secret::expose))
}

proptest! {
    #[test]
    fn a_form_of_nginx_rtmp_is_read_as_it_was_meant(
        (call, kind) in prop::sample::select(CALLS), name in name(), key in key(), client in client(),
    ) {
        let key_arg = key.as_ref().map(|key| format!("&key={}", escape(key))).unwrap_or_default();
        let event = read(FORM, &format!("{}{key_arg}", form(call, &name, &client)))?;
        let (id, addr, agent) = client;
        prop_assert_eq!((event.source, event.kind), (Source::NginxRtmp, kind));
        prop_assert_eq!(exposed(&event), (&*name, key.as_deref()));
        prop_assert_eq!(event.client, Some(Client { id, addr: Some(addr), agent: Some(agent) }));
    }

    #[test]
    fn what_the_encoder_appends_overrides_nothing(
        (call, _) in prop::sample::select(CALLS),
        client in client(),
        lies in prop::collection::vec(
            (prop::sample::select(vec!["call", "name", "clientid", "addr", "flashver", "app", "path", "x"]), any::<String>()),
            0..8,
        ),
    ) {
        let honest = format!("{}&path=/rec/a.flv", form(call, "the-name", &client));
        let lies = form_urlencoded::Serializer::new(String::new()).extend_pairs(&lies).finish();
        prop_assert_eq!(read(FORM, &format!("{honest}&{lies}"))?, read(FORM, &honest)?);
    }

    #[test]
    fn a_hook_of_srs_is_read_as_it_was_meant(
        (action, kind) in prop::sample::select(ACTIONS), name in name(), key in key(), client in client(),
    ) {
        let (id, addr, _) = client;
        let param = key.as_ref().map(|key| format!("?vhost=v&key={}", escape(key))).unwrap_or_default();
        let event = read_json(&json!({
            "action": action, "client_id": id, "ip": addr, "vhost": "v", "app": "live", "stream": name, "param": param,
        }))?;
        prop_assert_eq!((event.source, event.kind), (Source::Srs, kind));
        prop_assert_eq!(exposed(&event), (&*name, key.as_deref()));
        prop_assert_eq!(event.client, Some(Client { id, addr: Some(addr), agent: None }));
    }

    #[test]
    fn a_question_of_mediamtx_is_read_as_it_was_meant(
        name in name(), key in key(), place in 0..3_u8, client in client(),
    ) {
        let (id, addr, _) = client;
        let given = key.clone().unwrap_or_default();
        let at = |n: u8| if place == n { &*given } else { "" };
        let event = read_json(&json!({
            "user": "", "password": at(0), "token": at(1), "ip": addr, "action": "publish",
            "path": format!("live/{name}"), "protocol": "rtmp", "id": id, "query": format!("key={}", escape(at(2))),
        }))?;
        prop_assert_eq!((event.source, event.kind), (Source::MediaMtx, EventKind::Publish));
        prop_assert_eq!(exposed(&event), (&*name, key.as_deref()));
        prop_assert_eq!(event.client, Some(Client { id, addr: Some(addr), agent: Some("rtmp".into()) }));
    }

    #[test]
    fn a_plain_event_is_read_as_it_was_meant(
        (word, kind) in prop::sample::select(EVENTS),
        name in name(),
        id in "[a-y0-9-]{1,36}",
        ms in 0..253_402_300_799_999_i64,
        viewers in 0..=10_000_000_u32,
        duration_ms in 0..31_536_000_000_u64,
    ) {
        let sent_at = domain::time::Millis(ms);
        let event = read_json(&json!({
            "event": word, "streamKey": name, "clientId": id, "eventId": id, "viewers": viewers,
            "timestamp": sent_at.to_rfc3339(), "duration": duration_ms as f64 / 1000.0,
        }))?;
        prop_assert_eq!((event.source, event.kind), (Source::Plain, kind));
        prop_assert_eq!(exposed(&event), (&*name, None));
        prop_assert_eq!((event.client, event.event_id), (Some(Client::new(&*id)), Some(id)));
        prop_assert_eq!((event.sent_at, event.viewers), (Some(sent_at), Some(viewers)));
        prop_assert_eq!(event.duration_ms, Some(duration_ms));
    }
}
