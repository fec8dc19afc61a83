//! nginx-rtmp: what its `on_*` directives post.
//!
//! Source: `ngx_rtmp_notify_module.c`. A body is the connection's own fields (`app` … `clientid`), then `call`
//! with the fields of that call, then the arguments that the encoder put after the stream name, unchecked.

use super::draft::{Draft, checked_id};
use super::form::Form;
use super::malformed;
use crate::media::event::{Client, EventKind, MediaEvent, Source};
use crate::problem::Problem;

/// Reads a form.
pub(super) fn parse(body: &str) -> Result<MediaEvent, Problem> {
    let form = Form::read(body);
    let (Some(call), Some(name)) = (form.first("call"), form.first("name")) else {
        return Err(malformed(
            "the form has no `call` or no `name`: on_connect and on_disconnect name no stream",
        ));
    };
    let kind = if is_relay(&form) { relays(call) } else { kind(call) };
    // nginx-rtmp cuts the arguments off by itself; a relay in front of it may not.
    let name = name.split('?').next().unwrap_or_default();
    let mut draft = Draft::new(Source::NginxRtmp, kind, "name", name)?;
    draft.keys.extend(form.first("key").map(String::from));
    draft.client = client(&form)?;
    draft.fields = keep(&form, kind);
    Ok(draft.seal())
}

fn kind(call: &str) -> EventKind {
    match call {
        "publish" => EventKind::Publish,
        "publish_done" => EventKind::PublishDone,
        "done" => EventKind::Done,
        "update_publish" => EventKind::Update,
        "play" => EventKind::Play,
        "play_done" => EventKind::PlayDone,
        "update_play" => EventKind::PlayUpdate,
        "record_done" => EventKind::RecordDone,
        _ => EventKind::Other,
    }
}

/// A `push` of the server to itself (into an application that makes HLS, say) is reported like a player. It is the
/// one connection without an application, so no encoder or player can pass for it.
fn is_relay(form: &Form<'_>) -> bool {
    form.first("app") == Some("") && form.first("flashver") == Some("ngx-local-relay")
}

fn relays(call: &str) -> EventKind {
    if call.starts_with("update") { EventKind::Ignored } else { EventKind::Other }
}

fn client(form: &Form<'_>) -> Result<Option<Client>, Problem> {
    let id = checked_id("clientid", form.first("clientid").unwrap_or_default().to_owned())?;
    let text = |name| form.first(name).map(String::from);
    Ok(id.map(|id| Client { id, addr: text("addr"), agent: text("flashver") }))
}

/// The fields that the server itself writes for this call, so that no argument of the encoder poses as one.
fn keep(form: &Form<'_>, kind: EventKind) -> Vec<(&'static str, String)> {
    const OF_ALL: &[&str] = &["app", "flashver", "addr", "clientid", "call"];
    let of_call: &[&str] = match kind {
        EventKind::Publish => &["type"],
        EventKind::Play => &["start", "duration", "reset"],
        EventKind::Update | EventKind::PlayUpdate => &["time", "timestamp"],
        EventKind::RecordDone => &["recorder", "path"],
        _ => &[],
    };
    let names = OF_ALL.iter().chain(of_call);
    names.filter_map(|name| Some((*name, form.first(name)?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    /// What nginx-rtmp 1.2.2 writes before `call` for ffmpeg on the same machine.
    const SESSION: &str = "app=live&flashver=FMLE/3.0%20(compatible%3B%20Lavf59.27&swfurl=\
                           &tcurl=rtmp://127.0.0.1:1935/live&pageurl=&addr=127.0.0.1&clientid=7";

    fn event(call: &str) -> MediaEvent {
        parse(&format!("{SESSION}&{call}")).unwrap()
    }

    #[test]
    fn the_servers_relay_to_itself_is_no_viewer() {
        const RELAY: &str = "app=&flashver=ngx-local-relay&addr=127.0.0.1:1935/packager&clientid=5";
        for (call, want) in [
            ("play", EventKind::Other),
            ("update_play", EventKind::Ignored),
            ("play_done", EventKind::Other),
            ("done", EventKind::Other),
        ] {
            let event = parse(&format!("{RELAY}&call={call}&name=play-1")).unwrap();
            assert_eq!(event.kind, want, "{call}");
        }
        let pretender = parse("app=live&flashver=ngx-local-relay&clientid=6&call=play&name=play-1").unwrap();
        assert_eq!(pretender.kind, EventKind::Play);
    }

    #[test]
    fn every_call_is_told_apart() {
        for (call, want) in [
            ("call=publish&name=n-a-m-e&type=live", EventKind::Publish),
            ("call=publish_done&name=n-a-m-e", EventKind::PublishDone),
            ("call=done&name=n-a-m-e", EventKind::Done),
            ("call=update_publish&time=10&timestamp=9500&name=n-a-m-e", EventKind::Update),
            ("call=play&name=n-a-m-e&start=4294965296&duration=0&reset=0", EventKind::Play),
            ("call=play_done&name=n-a-m-e", EventKind::PlayDone),
            ("call=update_play&time=10&timestamp=9500&name=n-a-m-e", EventKind::PlayUpdate),
            ("call=record_done&recorder=all&name=n-a-m-e&path=/rec/x.flv", EventKind::RecordDone),
            ("call=update&time=1&timestamp=1&name=n-a-m-e", EventKind::Other),
            ("call=PUBLISH&name=n-a-m-e", EventKind::Other),
        ] {
            let event = event(call);
            assert_eq!((event.kind, event.name.expose()), (want, "n-a-m-e"), "{call}");
            assert_eq!((event.source, event.event_id, event.sent_at), (Source::NginxRtmp, None, None));
        }
    }

    #[test]
    fn the_connection_is_known_by_id_address_and_agent() {
        let client = event("call=publish&name=n").client.unwrap();
        assert_eq!((&*client.id, client.addr.as_deref()), ("7", Some("127.0.0.1")));
        assert_eq!(client.agent.as_deref(), Some("FMLE/3.0 (compatible; Lavf59.27"));
        for body in ["call=done&name=n", "clientid=&call=done&name=n"] {
            assert_eq!(parse(body).unwrap().client, None);
        }
        assert_eq!(parse("clientid=1&flashver=&call=done&name=n").unwrap().client, Some(Client::new("1")));
    }

    #[test]
    fn the_servers_own_fields_come_before_the_encoders_arguments() {
        let event =
            event("call=play&name=n1&start=0&duration=0&reset=0&call=publish&name=n2&clientid=9&addr=::1");
        let client = event.client.unwrap();
        assert_eq!((event.kind, event.name.expose()), (EventKind::Play, "n1"));
        assert_eq!((&*client.id, client.addr.as_deref()), ("7", Some("127.0.0.1")));
    }

    #[test]
    fn an_argument_does_not_pose_as_a_field_of_another_call() {
        let event = event("call=publish&name=n&type=live&path=/etc/passwd&recorder=r&foo=bar");
        let names: Vec<_> = event.fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["addr", "app", "call", "clientid", "flashver", "type"]);
    }

    #[test]
    fn a_key_may_be_given_beside_the_name() {
        for (args, want) in
            [("", None), ("&key=k1&key=k2", Some("k1")), ("&key=", None), ("&x=1&key=k%201", Some("k 1"))]
        {
            let event = event(&format!("call=publish&name=playback&type=live{args}"));
            assert_eq!(event.credential.as_ref().map(Secret::expose), want);
        }
    }

    #[test]
    fn the_path_of_a_recording_is_kept_without_the_key() {
        let event = event("call=record_done&recorder=&name=abc-def&path=/rec/abc-def-1700000000.flv&key=k");
        assert_eq!(event.fields["path"], "/rec/[stream key]-1700000000.flv");
    }

    #[test]
    fn a_name_ends_at_the_question_mark() {
        assert_eq!(event("call=publish&name=n?key=k").name.expose(), "n");
        assert_eq!(event("call=publish&name=n%3Fkey=k").name.expose(), "n");
    }

    #[test]
    fn what_is_no_event_of_a_stream_is_refused() {
        let long = format!("clientid={}&call=done&name=n", "1".repeat(129));
        for body in [
            "",
            "call=publish",
            "name=n",
            "call=publish&name=",
            "call=publish&name=&type=live&name=victim",
            "call=publish&name=?key=k",
            "call=publish&name=a%0Ab",
            "app=live&addr=::1&epoch=1&call=connect",
            &long,
        ] {
            assert!(matches!(parse(body), Err(Problem::Malformed(_))), "{body}");
        }
    }
}
