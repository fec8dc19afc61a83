//! What a client may say of a room on Stream, of its outputs, and of a video that it sends there.

use super::reading::is_uid;
use crate::fields::Fields;
use crate::problem::Problem;
use crate::secret::Secret;
use crate::streams::draft::{NewStream, Provider};
use serde_json::{Value, json};

/// The longest name of a host, in characters.
const MAX_HOST_CHARS: usize = 64;
/// Stream takes no longer video by a one-time address, in seconds.
const MAX_UPLOAD_S: f64 = 36_000.0;
/// How long a video may be when nothing is said, in seconds.
const USUAL_UPLOAD_S: f64 = 3_600.0;

/// A room to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRoom {
    /// Its stream.
    pub stream: NewStream,
    /// Who is its host, in the client's words.
    pub host: Option<String>,
}

impl NewRoom {
    /// Reads `POST /api/create`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(request.clone())?;
        let host = fields.text("host", "must be text of at most 64 characters in one line", |text| {
            text.chars().count() <= MAX_HOST_CHARS && !text.chars().any(char::is_control)
        });
        let title = request.get("title").cloned().unwrap_or_default();
        let stream = NewStream::read(json!({"title": title}));
        match (fields.finish(), stream) {
            (Ok(()), Ok(stream)) => {
                let stream = NewStream { provider: Some(Provider::Cloudflare), ..stream };
                Ok(Self { stream, host: host.flatten().filter(|host| !host.trim().is_empty()) })
            }
            (Err(Problem::Invalid(mut errors)), Err(Problem::Invalid(more))) => {
                errors.extend(more);
                Err(Problem::Invalid(errors))
            }
            (Err(problem), _) | (_, Err(problem)) => Err(problem),
        }
    }
}

/// Reads `POST /api/end`: which room.
///
/// # Errors
/// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] without `sessionId`.
pub fn read_session_id(request: Value) -> Result<String, Problem> {
    let mut fields = Fields::of(request)?;
    let id = fields.needed_text("sessionId", "must be the id of a session", |text| !text.is_empty());
    fields.finish()?;
    Ok(id)
}

/// Whether this can be the id of a session: what is none is not looked for.
pub fn is_session_id(text: &str) -> bool {
    is_uid(text)
}

/// Another service to which a broadcast is sent on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOutput {
    /// Its address.
    pub url: String,
    /// Its key; never shown again.
    pub stream_key: Secret,
    /// Whether it is sent to at once.
    pub is_enabled: bool,
}

impl NewOutput {
    /// Reads `POST /streams/:id/outputs`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(request)?;
        let url = fields.needed_text("url", "must be an rtmp, rtmps or srt address", is_target);
        let stream_key =
            fields.needed_text("streamKey", "must be text of 1 to 512 characters in one line", |text| {
                (1..=512).contains(&text.len()) && !text.chars().any(char::is_control)
            });
        let is_enabled = fields.flag("enabled").flatten().unwrap_or(true);
        fields.finish()?;
        Ok(Self { url, stream_key: Secret::new(stream_key), is_enabled })
    }
}

/// An address that Stream sends to. Its user and password would be shown with it, so it has none.
fn is_target(text: &str) -> bool {
    let rest = ["rtmp://", "rtmps://", "srt://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
        && text.len() <= 512
        && !text.contains('@')
        && text.chars().all(|c| c.is_ascii_graphic())
}

/// Reads `PUT /streams/:id/outputs/:outputId`: whether it is sent to.
///
/// # Errors
/// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] without `enabled`.
pub fn read_enabled(request: Value) -> Result<bool, Problem> {
    let mut fields = Fields::of(request)?;
    let is_enabled = fields.flag("enabled").flatten();
    fields.finish()?;
    is_enabled.ok_or_else(|| Problem::field("enabled", "must be true or false"))
}

/// A video that its maker sends to Stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectUpload {
    /// The stream it belongs to.
    pub stream_id: Option<i64>,
    /// At most 255 characters; empty when not given.
    pub title: String,
    /// Whether only its owner may see it.
    pub is_private: bool,
    /// How long it may be at the most.
    pub max_duration_s: u32,
}

impl DirectUpload {
    /// Reads `POST /vod/direct-upload`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(request)?;
        let upload = Self {
            stream_id: fields.id("streamId").flatten(),
            title: crate::vod::draft::title(&mut fields).flatten().unwrap_or_default(),
            is_private: fields.flag("private").flatten().unwrap_or_default(),
            max_duration_s: fields
                .number(
                    "maxDurationSeconds",
                    "must be a whole number of seconds from 1 to 36000",
                    |seconds| (1.0..=MAX_UPLOAD_S).contains(&seconds) && seconds.fract() == 0.0,
                )
                .flatten()
                .unwrap_or(USUAL_UPLOAD_S) as u32,
        };
        fields.finish()?;
        Ok(upload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad_fields(outcome: Result<impl Sized, Problem>) -> Vec<&'static str> {
        match outcome {
            Err(Problem::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn a_room_needs_nothing_and_says_what_is_wrong() {
        let room = NewRoom::read(json!({"title": "Hello", "host": " "})).unwrap();
        assert_eq!((room.stream.title.as_str(), room.host), ("Hello", None));
        assert_eq!(room.stream.provider, Some(Provider::Cloudflare));
        assert!(NewRoom::read(json!({})).is_ok());
        assert_eq!(bad_fields(NewRoom::read(json!({"title": 5, "host": "a\nb"}))), ["host", "title"]);
        assert!(matches!(NewRoom::read(json!([])), Err(Problem::Malformed(_))));
    }

    #[test]
    fn an_output_has_an_address_and_a_key_that_does_not_print() {
        let output = NewOutput::read(json!({"url": "rtmp://a.example/live2", "streamKey": "uzya"})).unwrap();
        assert!(output.is_enabled);
        assert!(!format!("{output:?}").contains("uzya"));
        for url in ["http://a", "rtmp://", "rtmp://user:pass@host/x", "rtmp://a b", "rtmps://-a"] {
            assert_eq!(bad_fields(NewOutput::read(json!({"url": url, "streamKey": "k"}))), ["url"], "{url}");
        }
        assert_eq!(bad_fields(NewOutput::read(json!({"enabled": 1}))), ["url", "streamKey", "enabled"]);
        assert_eq!(read_enabled(json!({"enabled": false})), Ok(false));
        assert_eq!(bad_fields(read_enabled(json!({}))), ["enabled"]);
    }

    #[test]
    fn an_upload_says_how_long_it_may_be() {
        assert_eq!(DirectUpload::read(json!({})).unwrap().max_duration_s, 3_600);
        for (seconds, ok) in [
            (json!(1), true),
            (json!(36_000), true),
            (json!(0), false),
            (json!(36_001), false),
            (json!(1.5), false),
        ] {
            assert_eq!(DirectUpload::read(json!({"maxDurationSeconds": seconds})).is_ok(), ok, "{seconds}");
        }
    }

    #[test]
    fn a_session_is_named() {
        assert_eq!(read_session_id(json!({"sessionId": "f256"})), Ok("f256".to_owned()));
        assert_eq!(bad_fields(read_session_id(json!({"sessionId": 5}))), ["sessionId",]);
        assert!(!is_session_id("a/b"));
    }
}
