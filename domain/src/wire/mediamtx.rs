//! MediaMTX: what it asks at `authHTTPAddress`.
//!
//! Source: `internal/auth/manager.go`. These are questions before the fact: that a stream began or ended comes
//! from its `runOn…` hooks, as plain JSON.

use super::draft::Draft;
use super::form::Form;
use super::json::Object;
use super::malformed;
use crate::media::event::{Client, EventKind, MediaEvent, Source};
use crate::problem::Problem;

/// What may be kept. `path`, `query`, `user`, `password` and `token` may hold keys.
const KEPT: &[&str] = &["action", "id", "ip", "protocol"];

/// Reads one question.
pub(super) fn parse(object: &Object) -> Result<MediaEvent, Problem> {
    let kind = kind(object.needed("action")?)?;
    let path = object.needed("path")?;
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut draft = Draft::new(Source::MediaMtx, kind, "path", name)?;
    draft.keys = keys(object)?;
    draft.client = client(object)?;
    draft.fields = object.keep(KEPT);
    Ok(draft.seal())
}

/// A reader is no event: it may still be refused by what comes after us. `runOnRead` tells that it plays.
fn kind(action: &str) -> Result<EventKind, Problem> {
    match action {
        "publish" => Ok(EventKind::Publish),
        "read" | "playback" => Ok(EventKind::Other),
        "api" | "metrics" | "pprof" => Err(Problem::Forbidden("only stream actions are allowed here".into())),
        _ => Err(malformed("`action` is none of MediaMTX's")),
    }
}

/// Where an encoder may have put its key: the query, a bearer token, the password.
fn keys(object: &Object) -> Result<Vec<String>, Problem> {
    let query = object.text("query")?.and_then(|query| Form::read(query).first("key").map(String::from));
    let token = object.text("token")?.map(String::from);
    let password = object.text("password")?.map(String::from);
    Ok([query, token, password].into_iter().flatten().collect())
}

fn client(object: &Object) -> Result<Option<Client>, Problem> {
    let addr = object.text("ip")?.map(String::from);
    let agent = object.text("protocol")?.map(String::from);
    Ok(object.id("id")?.map(|id| Client { id, addr, agent }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn read(json: &str) -> Result<MediaEvent, Problem> {
        parse(&Object::read(json)?)
    }

    fn question(action: &str, path: &str) -> Result<MediaEvent, Problem> {
        read(&format!(r#"{{"action":"{action}","path":"{path}","protocol":"rtmp"}}"#))
    }

    #[test]
    fn only_publish_is_an_event_of_the_broadcast() {
        for (action, want) in
            [("publish", EventKind::Publish), ("read", EventKind::Other), ("playback", EventKind::Other)]
        {
            let event = question(action, "live/n").unwrap();
            assert_eq!((event.source, event.kind, event.name.expose()), (Source::MediaMtx, want, "n"));
        }
    }

    #[test]
    fn its_own_api_is_not_ours_to_open() {
        for action in ["api", "metrics", "pprof"] {
            assert!(matches!(question(action, ""), Err(Problem::Forbidden(_))));
            assert!(matches!(question(action, "n"), Err(Problem::Forbidden(_))));
        }
    }

    #[test]
    fn the_name_is_the_last_part_of_the_path() {
        for (path, want) in [
            ("n", Some("n")),
            ("live/n", Some("n")),
            ("/a/b/n", Some("n")),
            ("n?x", Some("n?x")),
            ("live/", None),
            ("", None),
        ] {
            let event = question("publish", path).ok();
            assert_eq!(event.as_ref().map(|event| event.name.expose()), want, "{path}");
        }
    }

    #[test]
    fn the_key_is_in_the_query_the_token_or_the_password() {
        for (query, token, password, want) in [
            ("key=q", "t", "p", Some("q")),
            ("?x=1&key=q", "t", "p", Some("q")),
            ("x=1", "t", "p", Some("t")),
            ("key=", "", "p", Some("p")),
            ("", "", "", None),
        ] {
            let json = format!(
                r#"{{"user":"u","password":"{password}","token":"{token}","ip":"::1","action":"publish",
                "path":"n","protocol":"srt","id":"i","query":"{query}"}}"#
            );
            assert_eq!(read(&json).unwrap().credential.as_ref().map(Secret::expose), want, "{json}");
        }
    }

    #[test]
    fn a_question_of_version_1_is_read_without_keeping_its_secrets() {
        let event = read(
            r#"{"user":"obs","password":"a-pass-word","token":"a-to-ken","ip":"127.0.0.1","action":"publish",
            "path":"live/the-key","protocol":"rtmp","id":"5e7ed4d1-e7b5-4a62-8d4d-a9ea5c7d3f9c","query":"a=the-key"}"#,
        )
        .unwrap();
        let client = event.client.unwrap();
        assert_eq!(client.id, "5e7ed4d1-e7b5-4a62-8d4d-a9ea5c7d3f9c");
        assert_eq!((client.addr.as_deref(), client.agent.as_deref()), (Some("127.0.0.1"), Some("rtmp")));
        let names: Vec<_> = event.fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["action", "id", "ip", "protocol"]);
    }

    #[test]
    fn a_question_may_have_no_connection() {
        for id in ["null", "\"\""] {
            let json = format!(r#"{{"action":"read","path":"n","protocol":"hls","id":{id}}}"#);
            assert_eq!(read(&json).unwrap().client, None);
        }
    }

    #[test]
    fn what_is_no_question_of_a_stream_is_refused() {
        for json in [
            r#"{"action":"publish","protocol":"rtmp"}"#,
            r#"{"action":"delete","path":"n","protocol":"rtmp"}"#,
            r#"{"action":"publish","path":1,"protocol":"rtmp"}"#,
            r#"{"action":"publish","path":"n","protocol":1}"#,
            r#"{"action":"publish","path":"n","query":["key=k"]}"#,
            r#"{"action":"publish","path":"n","id":true}"#,
        ] {
            assert!(matches!(read(json), Err(Problem::Malformed(_))), "{json}");
        }
    }
}
