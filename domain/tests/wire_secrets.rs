//! A stream key never gets out of the event that brings it, wherever in the body it stands and however it is
//! spelled.

use domain::wire::parse;
use proptest::prelude::*;
use serde_json::{Map, Value};

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const JSON: Option<&str> = Some("application/json");

/// How a server's body is built.
#[derive(Clone, Copy, Debug)]
struct Shape {
    /// What it calls the stream's name.
    name: &'static str,
    /// Its other members; the first three have no part in saying which key counts.
    others: &'static [&'static str],
    /// What makes it this server's.
    fixed: &'static [(&'static str, &'static str)],
}

const PLAIN: Shape = Shape {
    name: "streamKey",
    others: &["clientId", "eventId", "path", "event", "timestamp", "viewers"],
    fixed: &[("event", "on_record_done")],
};
const SRS: Shape = Shape {
    name: "stream",
    others: &[
        "ip",
        "file",
        "app",
        "vhost",
        "server_id",
        "service_id",
        "client_id",
        "cwd",
        "stream_id",
        "tcUrl",
    ],
    fixed: &[("action", "on_dvr"), ("client_id", "c")],
};
const MEDIAMTX: Shape = Shape {
    name: "path",
    others: &["protocol", "ip", "id", "user", "query", "action"],
    fixed: &[("action", "publish"), ("protocol", "srt")],
};
const NGINX_RTMP: Shape = Shape {
    name: "name",
    others: &["app", "flashver", "addr", "clientid", "recorder", "path", "call"],
    fixed: &[("call", "record_done")],
};

fn shape() -> impl Strategy<Value = Shape> {
    prop::sample::select(vec![PLAIN, SRS, MEDIAMTX, NGINX_RTMP])
}

/// One of our own keys.
fn own_key() -> impl Strategy<Value = String> {
    "sk_[0-9a-f]{32}"
}

/// Any key that is long enough to be told from a word.
fn any_key() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_.~ é%-]{12,40}".prop_filter("not white space alone", |key| !key.trim().is_empty())
}

/// Text with the key in it, in one of its spellings.
fn text_with(key: String) -> impl Strategy<Value = String> {
    ("[a-z/.?&=%-]{0,8}", 0..6_u8, "[a-z/.?&=%-]{0,8}")
        .prop_map(move |(before, spelling, after)| format!("{before}{}{after}", spell(&key, spelling)))
}

fn spell(key: &str, spelling: u8) -> String {
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    match spelling {
        0 => key.to_ascii_uppercase(),
        1 => encode(key),
        2 => encode(key).to_ascii_lowercase(),
        3 => encode(&encode(key)),
        4 => form_urlencoded::byte_serialize(key.as_bytes()).collect(),
        _ => key.to_owned(),
    }
}

/// A body of one of the servers, the stream's name in its place and texts in some of the others; and whether
/// it is a form.
fn body(shape: Shape, name: &str, texts: &[(usize, String)], extra: &[(&str, &str)]) -> (bool, String) {
    let mut members = Map::new();
    members.extend(shape.fixed.iter().chain(extra).map(|(n, v)| ((*n).to_owned(), Value::from(*v))));
    for (at, text) in texts {
        let other = shape.others.iter().cycle().nth(at % shape.others.len());
        members.extend(other.map(|other| ((*other).to_owned(), Value::from(text.clone()))));
    }
    members.insert(shape.name.to_owned(), Value::from(name));
    if shape.name != NGINX_RTMP.name {
        return (false, Value::Object(members).to_string());
    }
    let pairs = members.iter().map(|(n, v)| (n, v.as_str().unwrap_or_default()));
    (true, form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

/// Everything of the answer that may be printed or kept.
fn seen((is_form, body): &(bool, String)) -> String {
    match parse(if *is_form { FORM } else { JSON }, body.as_bytes()) {
        Ok(event) => format!("{event:?} {:?} {:?}", event.fields, serde_json::to_string(&event.client).ok()),
        Err(problem) => format!("{problem} {problem:?}"),
    }
}

/// Whether the text holds the key, read as it is or decoded.
fn shows(text: &str, key: &str) -> bool {
    let mut text = text.to_owned();
    (0..4).any(|_| {
        let found = text.to_ascii_lowercase().contains(&key.to_ascii_lowercase());
        text = form_urlencoded::parse(format!("x={}", text.replace(['&', '='], "")).as_bytes())
            .map(|(_, value)| value.into_owned())
            .collect();
        found
    })
}

fn texts(key: String) -> impl Strategy<Value = Vec<(usize, String)>> {
    prop::collection::vec((any::<usize>(), text_with(key)), 0..6)
}

proptest! {
    #[test]
    fn a_key_of_ours_does_not_get_out_of_any_member(
        (key, texts) in own_key().prop_flat_map(|key| (Just(key.clone()), texts(key))),
        name in "[a-z]{1,12}",
        shape in shape(),
    ) {
        let seen = seen(&body(shape, &name, &texts, &[]));
        prop_assert!(!shows(&seen, &key), "{seen}");
    }

    #[test]
    fn the_name_of_the_stream_does_not_get_out(
        (key, texts) in any_key().prop_flat_map(|key| (Just(key.clone()), texts(key))),
        shape in shape(),
    ) {
        let seen = seen(&body(shape, &key, &texts, &[]));
        prop_assert!(!shows(&seen, &key), "{seen}");
    }

    #[test]
    fn a_key_beside_the_name_does_not_get_out(
        (key, texts) in "[A-Za-z0-9_-]{12,40}".prop_flat_map(|key: String| (Just(key.clone()), texts(key))),
        field in prop::sample::select(vec!["token", "password", "query", "param", "key"]),
    ) {
        let shape = match field { "param" => SRS, "key" => NGINX_RTMP, _ => MEDIAMTX };
        let value = if matches!(field, "query" | "param") { format!("?a=b&key={key}") } else { key.clone() };
        // The texts stay out of the places that say which key counts.
        let texts: Vec<_> = texts.into_iter().map(|(at, text)| (at % 3, text)).collect();
        let seen = seen(&body(shape, "playback-name", &texts, &[(field, &value)]));
        prop_assert!(!shows(&seen, &key), "{seen}");
    }

    #[test]
    fn a_refusal_repeats_nothing(
        key in own_key(),
        before in any::<String>(),
        after in any::<String>(),
        content_type in prop::sample::select(vec![None, FORM, JSON]),
    ) {
        if let Err(problem) = parse(content_type, format!("{before}{key}{after}").as_bytes()) {
            let text = format!("{problem} {problem:?}");
            prop_assert!(!shows(&text, &key));
        }
    }
}
