//! Wire formats: what media servers send, read into one [`MediaEvent`].

pub mod cloudflare;
mod draft;
pub mod engine_io;
mod figures;
mod form;
pub mod form_data;
mod json;
mod mediamtx;
mod nginx_rtmp;
mod plain;
mod redact;
pub mod socket_io;
mod srs;
pub mod tus;

use crate::media::event::MediaEvent;
use crate::problem::Problem;
use json::Object;

/// The two syntaxes that media servers write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Form,
    Json,
}

/// Reads the body of a media server's webhook, whichever server sent it.
///
/// The content type decides between form and JSON; without one, the first byte does. A form is nginx-rtmp's;
/// JSON is told apart by its members. The event's secrets are apart from everything that may be kept.
///
/// # Errors
/// [`Problem::Malformed`] for anything that cannot be read as an event of a stream, and [`Problem::Forbidden`]
/// when MediaMTX asks about its own API. Neither repeats a word of the body, which may hold a key.
pub fn parse(content_type: Option<&str>, body: &[u8]) -> Result<MediaEvent, Problem> {
    let text = std::str::from_utf8(body).map_err(|_| malformed("the body is not UTF-8"))?;
    match format(content_type, text)? {
        Format::Form => nginx_rtmp::parse(text),
        Format::Json => by_shape(&Object::read(text)?),
    }
}

/// The syntax, by content type (parameters and case do not matter) or else by the first byte.
fn format(content_type: Option<&str>, text: &str) -> Result<Format, Problem> {
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    match media_type.to_ascii_lowercase().as_str() {
        "" if text.trim_start().starts_with('{') => Ok(Format::Json),
        "" | "application/x-www-form-urlencoded" => Ok(Format::Form),
        "application/json" => Ok(Format::Json),
        other if other.contains('/') && other.ends_with("+json") => Ok(Format::Json),
        _ => Err(malformed("the content type must be application/json or application/x-www-form-urlencoded")),
    }
}

/// Which server's JSON this is.
fn by_shape(object: &Object) -> Result<MediaEvent, Problem> {
    let any = |names: &[&str]| names.iter().any(|name| object.has(name));
    match (object.has("action"), object.has("event")) {
        (true, _) if any(&["client_id", "stream", "vhost"]) => srs::parse(object),
        (true, _) if any(&["protocol", "path"]) => mediamtx::parse(object),
        (_, true) => plain::parse(object),
        _ => Err(malformed("the JSON is not an event of SRS or MediaMTX, nor has it an `event`")),
    }
}

/// A refusal in constant words: the body may hold a key, so nothing of it may be repeated.
fn malformed(detail: &'static str) -> Problem {
    Problem::Malformed(detail.into())
}

/// The same for one field, named by us.
fn must_be(field: &'static str, what: &str) -> Problem {
    Problem::Malformed(format!("`{field}` must be {what}").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::event::Source;

    const FORM: &str = "call=publish&name=n";
    const PLAIN: &str = r#"{"event":"on_publish","streamKey":"n"}"#;

    #[test]
    fn the_content_type_chooses_the_syntax() {
        for (content_type, body, want) in [
            (Some("application/x-www-form-urlencoded"), FORM, Some(Source::NginxRtmp)),
            (Some("Application/X-WWW-Form-Urlencoded; charset=utf-8"), FORM, Some(Source::NginxRtmp)),
            (Some("application/json"), PLAIN, Some(Source::Plain)),
            (Some("APPLICATION/JSON;charset=UTF-8"), PLAIN, Some(Source::Plain)),
            (Some("application/cloudevents+json"), PLAIN, Some(Source::Plain)),
            (None, FORM, Some(Source::NginxRtmp)),
            (None, PLAIN, Some(Source::Plain)),
            (None, " \r\n\t{\"event\":\"on_done\",\"streamKey\":\"n\"}", Some(Source::Plain)),
            (Some(""), PLAIN, Some(Source::Plain)),
            (Some("application/json"), FORM, None),
            (Some("application/x-www-form-urlencoded"), PLAIN, None),
            (Some("text/plain"), PLAIN, None),
            (Some("+json"), PLAIN, None),
            (Some("multipart/form-data; boundary=x"), FORM, None),
            (None, "", None),
        ] {
            let source = parse(content_type, body.as_bytes()).ok().map(|event| event.source);
            assert_eq!(source, want, "{content_type:?} {body}");
        }
    }

    #[test]
    fn the_members_tell_whose_json_it_is() {
        for (body, want) in [
            (r#"{"action":"on_publish","client_id":"c","stream":"n"}"#, Some(Source::Srs)),
            (r#"{"action":"on_publish","stream":"n"}"#, Some(Source::Srs)),
            (r#"{"action":"on_publish","stream":"n","path":"p"}"#, Some(Source::Srs)),
            (r#"{"action":"publish","path":"live/n","protocol":"rtmp"}"#, Some(Source::MediaMtx)),
            (r#"{"action":"publish","path":"n","stream":null}"#, Some(Source::MediaMtx)),
            (r#"{"event":"on_publish","streamKey":"n","action":"whatever"}"#, Some(Source::Plain)),
            (r#"{"action":"publish"}"#, None),
            (r#"{"streamKey":"n"}"#, None),
            (r#"{"event":null,"streamKey":"n"}"#, None),
            ("{}", None),
            ("[]", None),
            ("null", None),
            ("{", None),
        ] {
            let source = parse(Some("application/json"), body.as_bytes()).ok().map(|event| event.source);
            assert_eq!(source, want, "{body}");
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_refused() {
        assert!(matches!(parse(None, b"call=publish&name=\xff"), Err(Problem::Malformed(_))));
    }
}
