//! What separates the parts, named by the content type.

use super::delimiter::Delimiter;
use super::parameters::parameters;
use crate::problem::Problem;

/// Characters of a boundary, at the most (RFC 2046, 5.1.1).
const MAX_CHARS: usize = 70;

/// The boundary of a form: 1 to 70 characters of those that RFC 2046 allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary(String);

impl Boundary {
    /// As the content type names it, without the leading hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands in the body before each part and after the last: a line break, two hyphens, the boundary.
    pub fn delimiter(&self) -> Delimiter {
        Delimiter::new(format!("\r\n--{}", self.0).into_bytes())
    }
}

/// The boundary in a request's `Content-Type`.
///
/// Without quotes it may hold characters that need them (`=`, `:`, `/`): many clients leave them out.
///
/// # Errors
/// [`Problem::UnsupportedMediaType`] when it is not `multipart/form-data`, [`Problem::Malformed`] when its boundary is
/// missing, too long or holds characters that it must not.
pub fn boundary(content_type: &str) -> Result<Boundary, Problem> {
    let (media_type, rest) = content_type.split_once(';').unwrap_or((content_type, ""));
    if !media_type.trim().eq_ignore_ascii_case("multipart/form-data") {
        return Err(Problem::UnsupportedMediaType("the content type must be multipart/form-data"));
    }
    let mut named = parameters(rest).unwrap_or_default().into_iter().filter(|(name, _)| name == "boundary");
    match (named.next(), named.next()) {
        (Some((_, text)), None) if is_boundary(&text) => Ok(Boundary(text)),
        _ => Err(Problem::Malformed("the content type must name one boundary, of 1 to 70 characters".into())),
    }
}

fn is_boundary(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "'()+_,-./:=? ".contains(c);
    (1..=MAX_CHARS).contains(&text.len()) && !text.ends_with(' ') && text.chars().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_stands_in_the_content_type() {
        let longest = format!("multipart/form-data; boundary={}", "a".repeat(70));
        for (content_type, want) in [
            ("multipart/form-data; boundary=abc", "abc"),
            ("Multipart/Form-Data;BOUNDARY=\"a b\"", "a b"),
            (
                "multipart/form-data; charset=utf-8; boundary=----WebKitFormBoundaryX1",
                "----WebKitFormBoundaryX1",
            ),
            ("multipart/form-data; boundary=\"----=_Part_1:2\"; x=y", "----=_Part_1:2"),
            ("multipart/form-data; boundary=----=_Part_1:2/3", "----=_Part_1:2/3"),
            ("multipart/form-data ; boundary = abc ;", "abc"),
            (&longest, &longest[30..]),
        ] {
            let read = boundary(content_type).unwrap();
            assert_eq!(read.as_str(), want, "{content_type}");
        }
    }

    #[test]
    fn anything_else_names_no_boundary() {
        let too_long = format!("multipart/form-data; boundary={}", "a".repeat(71));
        for content_type in [
            "multipart/form-data",
            "multipart/form-data; boundary",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary=\"abc",
            "multipart/form-data; boundary=\"abc \"",
            "multipart/form-data; boundary=ä",
            "multipart/form-data; boundary=a\r\nb",
            "multipart/form-data; boundary=\"a\\\"b\"",
            "multipart/form-data; boundary=a; boundary=b",
            &too_long,
        ] {
            assert!(matches!(boundary(content_type), Err(Problem::Malformed(_))), "{content_type}");
        }
        for content_type in ["", "multipart/mixed; boundary=a", "application/json"] {
            assert!(
                matches!(boundary(content_type), Err(Problem::UnsupportedMediaType(_))),
                "{content_type}"
            );
        }
    }
}
