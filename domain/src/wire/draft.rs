//! An event as its server wrote it, and the one way from there to an event that may be kept.

use super::must_be;
use super::redact::Redactor;
use crate::media::event::{Client, EventKind, MediaEvent, Source};
use crate::media::figures::{Figures, MAX_CODEC};
use crate::problem::Problem;
use crate::secret::Secret;
use crate::time::Millis;

/// The longest stream name, in bytes; nginx-rtmp itself cuts at 255.
const MAX_NAME: usize = 256;
/// The longest id of a connection or an event, in bytes.
const MAX_ID: usize = 128;
/// The longest address, agent or raw field that is kept, in bytes.
const MAX_VALUE: usize = 512;
/// The most raw fields that are kept.
const MAX_FIELDS: usize = 32;

/// What a parser has read, secrets still in it. Not `Debug`, so that it cannot be printed.
pub(super) struct Draft {
    source: Source,
    kind: EventKind,
    name: String,
    /// What may be a stream key beside the name, most likely first.
    pub(super) keys: Vec<String>,
    pub(super) client: Option<Client>,
    pub(super) event_id: Option<String>,
    pub(super) sent_at: Option<Millis>,
    pub(super) viewers: Option<u32>,
    pub(super) duration_ms: Option<u64>,
    pub(super) figures: Option<Figures>,
    pub(super) fields: Vec<(&'static str, String)>,
}

impl Draft {
    /// Begins an event of the stream called `name`, which the sender calls `field`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when the name is empty, longer than 256 bytes or has control characters.
    pub(super) fn new(
        source: Source,
        kind: EventKind,
        field: &'static str,
        name: &str,
    ) -> Result<Self, Problem> {
        if name.is_empty() || name.len() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(must_be(field, "1 to 256 bytes without control characters"));
        }
        Ok(Self {
            source,
            kind,
            name: name.to_owned(),
            keys: Vec::new(),
            client: None,
            event_id: None,
            sent_at: None,
            viewers: None,
            duration_ms: None,
            figures: None,
            fields: Vec::new(),
        })
    }

    /// The event, its secrets taken out of everything that may be kept or printed.
    pub(super) fn seal(self) -> MediaEvent {
        let redactor = Redactor::new(self.keys.iter().chain([&self.name]));
        MediaEvent {
            source: self.source,
            kind: self.kind,
            client: self.client.map(|client| seal_client(&redactor, client)),
            event_id: self.event_id.map(|id| redactor.id(&id, MAX_ID)),
            sent_at: self.sent_at,
            viewers: self.viewers,
            duration_ms: self.duration_ms,
            figures: self.figures.map(|figures| Box::new(seal_figures(&redactor, figures))),
            fields: seal_fields(&redactor, self.fields),
            credential: self.keys.into_iter().find(|key| is_key(key)).map(Secret::new),
            name: Secret::new(self.name),
        }
    }
}

/// Refuses an id of more than 128 bytes; an empty one is none.
pub(super) fn checked_id(field: &'static str, id: String) -> Result<Option<String>, Problem> {
    if id.len() > MAX_ID {
        return Err(must_be(field, "at most 128 bytes"));
    }
    Ok(Some(id).filter(|id| !id.is_empty()))
}

/// Whether this can be a stream key at all: a player's JWT in the same place is none.
fn is_key(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_NAME
}

fn seal_client(redactor: &Redactor, client: Client) -> Client {
    let value = |text: Option<String>| text.filter(|t| !t.is_empty()).map(|t| redactor.value(&t, MAX_VALUE));
    Client { id: redactor.id(&client.id, MAX_ID), addr: value(client.addr), agent: value(client.agent) }
}

fn seal_figures(redactor: &Redactor, figures: Figures) -> Figures {
    let codec = |name: Option<String>| name.map(|name| redactor.value(&name, MAX_CODEC));
    Figures { video_codec: codec(figures.video_codec), audio_codec: codec(figures.audio_codec), ..figures }
}

fn seal_fields<F: FromIterator<(String, String)>>(
    redactor: &Redactor,
    fields: Vec<(&'static str, String)>,
) -> F {
    let sealed = fields.into_iter().take(MAX_FIELDS);
    sealed.map(|(name, value)| (name.to_owned(), redactor.value(&value, MAX_VALUE))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str) -> Result<Draft, Problem> {
        Draft::new(Source::Plain, EventKind::Publish, "streamKey", name)
    }

    #[test]
    fn a_name_is_short_text_without_control_characters() {
        for (name, ok) in [
            ("k", true),
            ("sk_0123456789abcdef", true),
            ("ключ 1", true),
            (&*"x".repeat(256), true),
            ("", false),
            (&*"x".repeat(257), false),
            ("a\nb", false),
            ("a\0", false),
            ("a\u{85}b", false),
        ] {
            assert_eq!(draft(name).is_ok(), ok, "{name:?}");
        }
    }

    #[test]
    fn the_first_candidate_that_can_be_a_key_is_the_credential() {
        let long = "x".repeat(257);
        for (keys, want) in [
            (vec![], None),
            (vec!["", "a", "b"], Some("a")),
            (vec![&*long, "b"], Some("b")),
            (vec![""], None),
        ] {
            let mut draft = draft("name").unwrap();
            draft.keys = keys.into_iter().map(String::from).collect();
            assert_eq!(draft.seal().credential.as_ref().map(Secret::expose), want);
        }
    }

    #[test]
    fn every_place_that_is_kept_is_sealed() {
        let mut draft = draft("the-stream-key").unwrap();
        draft.keys = vec!["other-key".into()];
        draft.event_id = Some("e the-stream-key".into());
        draft.client = Some(Client {
            id: "c other-key".into(),
            addr: Some("THE-STREAM-KEY".into()),
            agent: Some("obs?x=1".into()),
        });
        draft.fields = vec![("path", "/rec/the-stream-key.flv".into())];
        draft.figures = Some(Figures { video_codec: Some("other-key".into()), ..Figures::default() });
        let event = draft.seal();
        assert_eq!(event.event_id.as_deref(), Some("e [stream key]"));
        assert_eq!(event.fields["path"], "/rec/[stream key].flv");
        assert_eq!(event.figures.unwrap().video_codec.as_deref(), Some("[stream key]"));
        let client = event.client.unwrap();
        assert_eq!(client.id, "c [stream key]");
        assert_eq!((client.addr.as_deref(), client.agent.as_deref()), (Some("[stream key]"), Some("obs")));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut draft = draft("the-stream-key").unwrap();
        draft.fields = ["a"; 40].map(|name| (name, "é".repeat(400))).to_vec();
        draft.client = Some(Client::new("x the-stream-key".repeat(8)));
        let event = draft.seal();
        assert_eq!(event.fields["a"].len(), 512);
        assert!(event.client.unwrap().id.len() <= 128);
    }
}
