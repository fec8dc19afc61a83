//! Urlencoded forms and query strings.

use std::borrow::Cow;

/// The fields of a form, decoded, in their order.
///
/// Lenient on purpose: what is not percent-encoded as it should be is taken as it stands.
pub(super) struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Form<'a> {
    /// Splits and decodes a body or a query string; a leading `?` is not part of the first name.
    pub(super) fn read(text: &'a str) -> Self {
        let text = text.strip_prefix('?').unwrap_or(text);
        Self(form_urlencoded::parse(text.as_bytes()).collect())
    }

    /// The first field of this name.
    ///
    /// nginx-rtmp writes its own fields first and appends what the encoder chose to send, so a later field of
    /// the same name is another's word.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_field_of_a_name_counts() {
        let form = Form::read("a=1&b=2&a=3");
        assert_eq!((form.first("a"), form.first("b"), form.first("c")), (Some("1"), Some("2"), None));
    }

    #[test]
    fn decoding_is_lenient() {
        for (text, want) in [
            ("v=FMLE/3.0%20(compatible%3B%20Lavf59.27", "FMLE/3.0 (compatible; Lavf59.27"),
            ("v=rtmp://127.0.0.1:19350/live", "rtmp://127.0.0.1:19350/live"),
            ("v=a+b", "a b"),
            ("v=100%", "100%"),
            ("v=%zz", "%zz"),
            ("v=%ff", "\u{fffd}"),
            ("?v=1", "1"),
            ("&&v=1", "1"),
            ("v=a=b", "a=b"),
            ("v", ""),
        ] {
            assert_eq!(Form::read(text).first("v"), Some(want), "{text}");
        }
    }
}
