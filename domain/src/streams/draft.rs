//! What a client may say of a stream, when it is made and when it is changed.

use crate::fields::{Fields, Given, is_web_address};
use crate::problem::Problem;
use crate::time::Millis;
use serde_json::Value;

/// Who takes the video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// A media server of one's own.
    Selfhosted,
    /// Cloudflare Stream.
    Cloudflare,
}

impl Provider {
    /// The word of contract and column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Selfhosted => "selfhosted",
            Self::Cloudflare => "cloudflare",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Selfhosted, Self::Cloudflare].into_iter().find(|provider| provider.as_str() == word)
    }
}

/// A stream to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStream {
    /// At most 255 characters; empty when not given.
    pub title: String,
    /// At most 5,000 characters; empty when not given.
    pub description: String,
    /// When it is announced for.
    pub scheduled_at: Option<Millis>,
    /// Address of a picture.
    pub thumbnail: Option<String>,
    /// `None`: as configured.
    pub provider: Option<Provider>,
    /// Whether playing it takes a token; on Cloudflare Stream alone.
    pub is_signed: bool,
}

impl NewStream {
    /// Reads `POST /streams`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(request)?;
        let (title, description) = (title(&mut fields), description(&mut fields));
        let (scheduled_at, thumbnail) = (fields.time("scheduledAt"), thumbnail(&mut fields));
        let provider = fields
            .text("provider", "must be selfhosted or cloudflare", |word| Provider::parse(word).is_some());
        let is_signed = fields.flag("signed").flatten().unwrap_or_default();
        fields.finish()?;
        Ok(Self {
            title: title.flatten().unwrap_or_default(),
            description: description.flatten().unwrap_or_default(),
            scheduled_at: scheduled_at.flatten(),
            thumbnail: thumbnail.flatten(),
            provider: provider.flatten().as_deref().and_then(Provider::parse),
            is_signed,
        })
    }
}

/// A change of a stream: what is left out stays, null clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The new title.
    pub title: Option<String>,
    /// The new description.
    pub description: Option<String>,
    /// When it is announced for.
    pub scheduled_at: Given<Millis>,
    /// Address of a picture.
    pub thumbnail: Given<String>,
    /// The status that is asked for: `live` or `ended`.
    pub status: Option<String>,
    /// Whether the stream is among the featured ones.
    pub featured: Option<bool>,
    /// Whether playing it takes a token; on Cloudflare Stream alone.
    pub is_signed: Option<bool>,
}

impl Change {
    /// Reads `PUT /streams/:id`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when it is no object, [`Problem::Invalid`] with every bad field.
    pub fn read(request: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(request)?;
        let change = Self {
            title: title(&mut fields).map(Option::unwrap_or_default),
            description: description(&mut fields).map(Option::unwrap_or_default),
            scheduled_at: fields.time("scheduledAt"),
            thumbnail: thumbnail(&mut fields),
            status: fields
                .text("status", "must be live or ended", |word| matches!(word, "live" | "ended"))
                .flatten(),
            featured: fields.flag("featured").flatten(),
            is_signed: fields.flag("signed").flatten(),
        };
        fields.finish()?;
        Ok(change)
    }

    /// Whether it touches what only the owner may change.
    pub fn is_owners(&self) -> bool {
        *self != Self { featured: self.featured, ..Self::default() }
    }

    /// Whether it changes anything but the status.
    pub fn has_columns(&self) -> bool {
        *self != Self { status: self.status.clone(), ..Self::default() }
    }
}

fn title(fields: &mut Fields) -> Given<String> {
    fields.text("title", "must be text of at most 255 characters in one line", |text| {
        text.chars().count() <= 255 && !text.chars().any(char::is_control)
    })
}

fn description(fields: &mut Fields) -> Given<String> {
    fields.text("description", "must be text of at most 5000 characters", |text| {
        text.chars().count() <= 5000
            && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    })
}

fn thumbnail(fields: &mut Fields) -> Given<String> {
    fields.text("thumbnail", "must be an http or https address of at most 2048 characters", is_web_address)
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

    #[test]
    fn a_new_stream_needs_nothing_and_ignores_what_it_does_not_know() {
        let stream = NewStream::read(json!({"colour": "red", "title": null})).unwrap();
        assert_eq!((stream.title.as_str(), stream.provider), ("", None));
    }

    #[test]
    fn every_bad_field_of_a_new_stream_is_named() {
        let request = json!({
            "title": "x".repeat(256), "description": "y".repeat(5001), "scheduledAt": "soon",
            "thumbnail": "javascript:alert(1)", "provider": "youtube",
        });
        assert_eq!(
            bad_fields(NewStream::read(request)),
            ["title", "description", "scheduledAt", "thumbnail", "provider"]
        );
        let request = json!({"title": 5, "description": ["a"], "scheduledAt": 12});
        assert_eq!(bad_fields(NewStream::read(request)), ["title", "description", "scheduledAt"]);
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let request = json!({"title": "ä".repeat(255), "description": "語".repeat(5000)});
        assert!(NewStream::read(request).is_ok());
    }

    #[test]
    fn a_title_is_one_line_and_a_description_may_have_more() {
        assert_eq!(bad_fields(NewStream::read(json!({"title": "a\nb", "description": "a\nb"}))), ["title"]);
        assert_eq!(bad_fields(NewStream::read(json!({"description": "a\u{0}b"}))), ["description"]);
    }

    #[test]
    fn a_change_tells_left_out_from_cleared() {
        let change = Change::read(json!({"title": null, "scheduledAt": null})).unwrap();
        assert_eq!(
            (change.title.as_deref(), change.scheduled_at, change.thumbnail),
            (Some(""), Some(None), None)
        );
    }

    #[test]
    fn a_change_says_whose_it_is() {
        for (request, owners, columns) in [
            (json!({}), false, false),
            (json!({"featured": true}), false, true),
            (json!({"featured": true, "title": "x"}), true, true),
            (json!({"status": "ended"}), true, false),
            (json!({"status": "ended", "thumbnail": null}), true, true),
        ] {
            let change = Change::read(request.clone()).unwrap();
            assert_eq!((change.is_owners(), change.has_columns()), (owners, columns), "{request}");
        }
    }

    #[test]
    fn a_status_is_live_or_ended_and_a_flag_is_a_flag() {
        assert_eq!(
            bad_fields(Change::read(json!({"status": "paused", "featured": 1}))),
            ["status", "featured"]
        );
    }
}
