//! SRS: what its `http_hooks` post.
//!
//! Source: the HTTP callback page of SRS 5 and `srs_app_http_hooks.cpp`.

use super::draft::Draft;
use super::form::Form;
use super::json::Object;
use super::malformed;
use crate::media::event::{Client, EventKind, MediaEvent, Source};
use crate::problem::Problem;

/// What may be kept. `stream`, `stream_url`, `tcUrl`, `pageUrl` and `param` may hold keys.
const KEPT: &[&str] = &[
    "action",
    "app",
    "client_id",
    "cwd",
    "duration",
    "file",
    "ip",
    "server_id",
    "service_id",
    "stream_id",
    "vhost",
];

/// Reads one hook's JSON.
pub(super) fn parse(object: &Object) -> Result<MediaEvent, Problem> {
    let kind = kind(object.needed("action")?);
    let Some(stream) = object.text("stream")? else {
        return Err(malformed("there is no `stream`: on_connect and on_close name none"));
    };
    let mut draft = Draft::new(Source::Srs, kind, "stream", stream)?;
    draft
        .keys
        .extend(object.text("param")?.and_then(|param| Form::read(param).first("key").map(String::from)));
    let addr = object.text("ip")?.map(String::from);
    draft.client = object.id("client_id")?.map(|id| Client { id, addr, agent: None });
    draft.fields = object.keep(KEPT);
    Ok(draft.seal())
}

fn kind(action: &str) -> EventKind {
    match action {
        "on_publish" => EventKind::Publish,
        "on_unpublish" => EventKind::PublishDone,
        "on_play" => EventKind::Play,
        "on_stop" => EventKind::PlayDone,
        "on_dvr" => EventKind::RecordDone,
        _ => EventKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn read(json: &str) -> Result<MediaEvent, Problem> {
        parse(&Object::read(json)?)
    }

    #[test]
    fn every_action_is_told_apart() {
        for (action, want) in [
            ("on_publish", EventKind::Publish),
            ("on_unpublish", EventKind::PublishDone),
            ("on_play", EventKind::Play),
            ("on_stop", EventKind::PlayDone),
            ("on_dvr", EventKind::RecordDone),
            ("on_hls", EventKind::Other),
            ("on_forward", EventKind::Other),
        ] {
            let event = read(&format!(r#"{{"action":"{action}","client_id":"c","stream":"n"}}"#)).unwrap();
            assert_eq!((event.source, event.kind), (Source::Srs, want));
        }
    }

    #[test]
    fn a_hook_of_srs_5_is_read_without_keeping_its_key() {
        let event = read(
            r#"{"server_id":"vid-0xk989d","service_id":"382a","action":"on_publish","client_id":"341w361a",
            "ip":"10.0.0.9","vhost":"__defaultVhost__","app":"live",
            "tcUrl":"rtmp://10.0.0.1:1935/live?vhost=__defaultVhost__&key=the-stream-key","stream":"room-9-play",
            "param":"?vhost=__defaultVhost__&key=the-stream-key","stream_url":"/live/room-9-play","stream_id":"vid-124q9y3"}"#,
        )
        .unwrap();
        assert_eq!(event.name.expose(), "room-9-play");
        assert_eq!(event.credential.as_ref().map(Secret::expose), Some("the-stream-key"));
        let client = Client { addr: Some("10.0.0.9".into()), ..Client::new("341w361a") };
        assert_eq!(event.client, Some(client));
        let names: Vec<_> = event.fields.keys().map(String::as_str).collect();
        let want = ["action", "app", "client_id", "ip", "server_id", "service_id", "stream_id", "vhost"];
        assert_eq!(names, want);
    }

    #[test]
    fn the_client_id_of_older_versions_is_a_number() {
        let event = read(r#"{"action":"on_stop","client_id":1985,"stream":"n"}"#).unwrap();
        assert_eq!(event.client, Some(Client::new("1985")));
        assert_eq!(read(r#"{"action":"on_stop","stream":"n"}"#).unwrap().client, None);
    }

    #[test]
    fn only_key_is_a_credential() {
        for (param, want) in [
            ("?key=k", Some("k")),
            ("key=k", Some("k")),
            ("?a=b&key=k&key=l", Some("k")),
            ("?secret=k&token=k", None),
            ("", None),
        ] {
            let json = format!(r#"{{"action":"on_publish","client_id":"c","stream":"n","param":"{param}"}}"#);
            assert_eq!(read(&json).unwrap().credential.as_ref().map(Secret::expose), want, "{param}");
        }
    }

    #[test]
    fn a_recording_has_its_file() {
        let event = read(
            r#"{"action":"on_dvr","client_id":"c","stream":"the-key","cwd":"/usr/local/srs",
            "file":"./objs/nginx/html/live/the-key.1420254068776.flv"}"#,
        )
        .unwrap();
        assert_eq!(event.fields["file"], "./objs/nginx/html/live/[stream key].1420254068776.flv");
    }

    #[test]
    fn what_is_no_event_of_a_stream_is_refused() {
        let long = format!(r#"{{"action":"on_publish","stream":"n","client_id":"{}"}}"#, "c".repeat(129));
        for json in [
            r#"{"action":"on_connect","client_id":"c","vhost":"v","app":"live"}"#,
            r#"{"action":1,"client_id":"c","stream":"n"}"#,
            r#"{"action":"on_publish","client_id":"c","stream":""}"#,
            r#"{"action":"on_publish","client_id":"c","stream":7}"#,
            r#"{"action":"on_publish","client_id":1.5,"stream":"n"}"#,
            r#"{"action":"on_publish","client_id":[],"stream":"n"}"#,
            r#"{"action":"on_publish","client_id":"c","stream":"n","param":{}}"#,
            r#"{"action":"on_publish","stream":"a","stream":"b"}"#,
            &long,
        ] {
            assert!(matches!(read(json), Err(Problem::Malformed(_))), "{json}");
        }
    }
}
