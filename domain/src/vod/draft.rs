//! What a client may say of a video, when it is made and when it is changed.

use crate::fields::{Fields, Given, is_web_address};
use crate::integer::MAX_INTEGER;
use crate::problem::{FieldErrors, Problem};
use serde_json::Value;

/// Longest title, in characters.
const MAX_TITLE_CHARS: usize = 255;
const TITLE: &str = "must be text of at most 255 characters in one line";
/// Longest duration, in seconds: a year.
const MAX_DURATION_S: f64 = 366.0 * 24.0 * 60.0 * 60.0;

/// A file that is elsewhere, to be registered as a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// The stream it belongs to.
    pub stream_id: Option<i64>,
    /// At most 255 characters; empty when not given.
    pub title: String,
    /// Where it is; an address of the web, not judged yet: see [`super::address`].
    pub url: String,
    /// Milliseconds, up to a year.
    pub duration_ms: Option<u64>,
    /// Address of a picture, https.
    pub thumbnail: Option<String>,
    /// Whether only its owner may see it.
    pub is_private: bool,
    /// Whether Cloudflare Stream is to fetch it, so that it is no link.
    pub is_for_stream: bool,
}

impl NewLink {
    /// Reads the JSON of `POST /vod/upload`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(request)?;
        let provider =
            fields.text("provider", "must be cloudflare, or left out", |word| word == "cloudflare");
        let link = Self {
            stream_id: fields.id("streamId").flatten(),
            title: title(&mut fields).flatten().unwrap_or_default(),
            url: fields.needed_text(
                "url",
                "must be an https address of at most 2048 characters",
                is_web_address,
            ),
            duration_ms: duration_ms(&mut fields),
            thumbnail: thumbnail(&mut fields).flatten(),
            is_private: fields.flag("private").flatten().unwrap_or_default(),
            is_for_stream: provider.flatten().is_some(),
        };
        fields.finish()?;
        Ok(link)
    }
}

/// A change of a video: what is left out stays, null clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The new title.
    pub title: Option<String>,
    /// Whether only its owner may see it.
    pub is_private: Option<bool>,
    /// The stream it belongs to.
    pub stream_id: Given<i64>,
    /// Address of a picture, https.
    pub thumbnail: Given<String>,
}

impl Change {
    /// Reads `PUT /vod/:id`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(request)?;
        let change = Self {
            title: title(&mut fields).map(Option::unwrap_or_default),
            is_private: fields.flag("private").flatten(),
            stream_id: fields.id("streamId"),
            thumbnail: thumbnail(&mut fields),
        };
        fields.finish()?;
        Ok(change)
    }
}

/// What comes beside a file, in the fields of a form or the metadata of a resumable upload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The stream it belongs to.
    pub stream_id: Option<i64>,
    /// At most 255 characters; not empty.
    pub title: Option<String>,
    /// Whether only its owner may see it.
    pub is_private: Option<bool>,
    /// The awaited recording that the file is.
    pub video_id: Option<i64>,
}

impl Beside {
    /// Reads the fields `streamId`, `title`, `private` (`true` or `false`) and `videoId`; `field` gives a field's
    /// text. An empty one is one that was not filled in.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every bad field.
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let mut errors = FieldErrors::default();
        let filled = |name: &str| field(name).filter(|text| !text.is_empty());
        let stream_id = filled("streamId").and_then(|text| id("streamId", &text, &mut errors));
        let title = filled("title").inspect(|text| errors.check(is_title(text), "title", TITLE));
        let is_private = filled("private").and_then(|text| flag("private", &text, &mut errors));
        let video_id = filled("videoId").and_then(|text| id("videoId", &text, &mut errors));
        errors.finish()?;
        Ok(Self { stream_id, title, is_private, video_id })
    }
}

fn id(name: &'static str, text: &str, errors: &mut FieldErrors) -> Option<i64> {
    let id = text.parse().ok().filter(|id| (1..=MAX_INTEGER).contains(id));
    errors.check(id.is_some(), name, "must be an id");
    id
}

fn flag(name: &'static str, text: &str, errors: &mut FieldErrors) -> Option<bool> {
    let flag = text.parse().ok();
    errors.check(flag.is_some(), name, "must be true or false");
    flag
}

pub(crate) fn title(fields: &mut Fields) -> Given<String> {
    fields.text("title", TITLE, is_title)
}

fn is_title(text: &str) -> bool {
    text.chars().count() <= MAX_TITLE_CHARS && !text.chars().any(char::is_control)
}

fn thumbnail(fields: &mut Fields) -> Given<String> {
    fields.text("thumbnail", "must be an https address of at most 2048 characters", |text| {
        text.starts_with("https://") && is_web_address(text)
    })
}

fn duration_ms(fields: &mut Fields) -> Option<u64> {
    let is_fine = |seconds: f64| (0.0..=MAX_DURATION_S).contains(&seconds);
    let seconds =
        fields.number("duration", "must be a number of seconds from 0 to a year", is_fine).flatten()?;
    Some((seconds * 1000.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bad_fields(outcome: Result<impl Sized, Problem>) -> Vec<&'static str> {
        match outcome {
            Err(Problem::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            _ => vec![],
        }
    }

    fn beside(fields: &[(&str, &str)]) -> Result<Beside, Problem> {
        Beside::read(|name| fields.iter().find(|(key, _)| *key == name).map(|(_, text)| (*text).to_owned()))
    }

    #[test]
    fn a_link_needs_an_address_and_nothing_else() {
        let link = NewLink::read(json!({"url": "https://cdn.example/a.mp4", "colour": "red"})).unwrap();
        let want = NewLink {
            stream_id: None,
            title: String::new(),
            url: "https://cdn.example/a.mp4".into(),
            duration_ms: None,
            thumbnail: None,
            is_private: false,
            is_for_stream: false,
        };
        assert_eq!(link, want);
        let copied = NewLink::read(json!({"url": "https://cdn.example/a.mp4", "provider": "cloudflare"}));
        assert!(copied.is_ok_and(|link| link.is_for_stream));
        for request in [json!({}), json!({"url": null}), json!({"url": 5}), json!({"url": "file:///etc"})] {
            assert_eq!(bad_fields(NewLink::read(request.clone())), ["url"], "{request}");
        }
    }

    #[test]
    fn all_that_is_said_of_a_link_is_read() {
        let request = json!({
            "streamId": 7, "title": "A", "url": "https://a/b", "duration": 1.2345, "private": true,
            "thumbnail": "https://a/c.jpg",
        });
        let link = NewLink::read(request).unwrap();
        assert_eq!((link.stream_id, link.duration_ms, link.is_private), (Some(7), Some(1235), true));
        assert_eq!((link.title.as_str(), link.thumbnail.as_deref()), ("A", Some("https://a/c.jpg")));
    }

    #[test]
    fn every_bad_field_of_a_link_is_named() {
        let request = json!({
            "streamId": "7", "title": "a\nb", "url": "https://a b", "duration": -1, "thumbnail": "http://a/b.jpg",
            "private": "yes",
        });
        let want = ["streamId", "title", "url", "duration", "thumbnail", "private"];
        assert_eq!(bad_fields(NewLink::read(request)), want);
        assert!(matches!(NewLink::read(json!([])), Err(Problem::Malformed(_))));
    }

    #[test]
    fn a_duration_is_seconds_up_to_a_year() {
        for (duration, want) in [
            (json!(0), Some(Some(0))),
            (json!(31_622_400), Some(Some(31_622_400_000))),
            (json!(null), Some(None)),
            (json!(31_622_401), None),
            (json!(1e300), None),
            (json!("1"), None),
        ] {
            let link = NewLink::read(json!({"url": "https://a/b", "duration": duration}));
            assert_eq!(link.ok().map(|link| link.duration_ms), want, "{duration}");
        }
    }

    #[test]
    fn a_change_tells_left_out_from_cleared() {
        assert_eq!(Change::read(json!({})), Ok(Change::default()));
        let change =
            Change::read(json!({"title": null, "private": null, "streamId": null, "thumbnail": null}));
        let want = Change {
            title: Some(String::new()),
            is_private: None,
            stream_id: Some(None),
            thumbnail: Some(None),
        };
        assert_eq!(change, Ok(want));
        let request = json!({"title": "a\u{0}", "private": 1, "streamId": 0, "thumbnail": "x"});
        assert_eq!(bad_fields(Change::read(request)), ["title", "private", "streamId", "thumbnail"]);
    }

    #[test]
    fn what_comes_beside_a_file_is_text() {
        let fields = [("streamId", "7"), ("title", "A"), ("private", "true"), ("videoId", "9"), ("x", "y")];
        let want =
            Beside { stream_id: Some(7), title: Some("A".into()), is_private: Some(true), video_id: Some(9) };
        assert_eq!(beside(&fields), Ok(want));
        let empty = [("streamId", ""), ("title", ""), ("private", ""), ("videoId", "")];
        assert_eq!((beside(&empty), beside(&[])), (Ok(Beside::default()), Ok(Beside::default())));
    }

    #[test]
    fn every_bad_field_beside_a_file_is_named() {
        let title = "x".repeat(256);
        let fields =
            [("streamId", "-1"), ("title", &title), ("private", "yes"), ("videoId", "9007199254740992")];
        assert_eq!(bad_fields(beside(&fields)), ["streamId", "title", "private", "videoId"]);
    }
}
