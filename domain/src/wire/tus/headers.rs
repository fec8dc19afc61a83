//! The headers that are a word or a number.

use super::VERSION;
use crate::integer::MAX_INTEGER;
use crate::problem::Problem;

/// Numbers are JavaScript's on the other side: 2^53 - 1 at the most.
const MAX_NUMBER: u64 = MAX_INTEGER.unsigned_abs();

/// The method that a request means: a client that cannot send it says it in `X-HTTP-Method-Override`.
///
/// Only a `POST` may mean another, and only one of those that uploads have.
pub fn method<'a>(method: &'a str, instead: Option<&str>) -> &'a str {
    let instead = instead.map(|word| word.trim().to_ascii_uppercase());
    match (method, instead.as_deref()) {
        ("POST", Some("PATCH")) => "PATCH",
        ("POST", Some("DELETE")) => "DELETE",
        ("POST", Some("HEAD")) => "HEAD",
        _ => method,
    }
}

/// Whether `Tus-Resumable` is the version that is spoken; every request but `OPTIONS` must say it.
///
/// # Errors
/// [`Problem::PreconditionFailed`] when it is missing or another. The answer needs `Tus-Version`.
pub fn check_version(header: Option<&str>) -> Result<(), Problem> {
    match header.map(str::trim) {
        Some(VERSION) => Ok(()),
        _ => Err(Problem::PreconditionFailed("Tus-Resumable must be 1.0.0".into())),
    }
}

/// Whether `Content-Type` is that of `PATCH`.
///
/// # Errors
/// [`Problem::UnsupportedMediaType`] when it is missing or another.
pub fn check_content_type(header: Option<&str>) -> Result<(), Problem> {
    let media_type = header.and_then(|header| header.split(';').next()).unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case("application/offset+octet-stream") {
        return Ok(());
    }
    Err(Problem::UnsupportedMediaType("the content type must be application/offset+octet-stream"))
}

/// `Upload-Length` of a new upload, in bytes, up to 2^53 - 1. It must be known from the start.
///
/// # Errors
/// [`Problem::Malformed`] when it is missing or no number.
pub fn length(header: Option<&str>) -> Result<u64, Problem> {
    number(header).ok_or_else(|| Problem::Malformed("Upload-Length must be a number of bytes".into()))
}

/// `Upload-Offset`, in bytes, up to 2^53 - 1.
///
/// # Errors
/// [`Problem::Malformed`] when it is missing or no number.
pub fn offset(header: Option<&str>) -> Result<u64, Problem> {
    number(header).ok_or_else(|| Problem::Malformed("Upload-Offset must be a number of bytes".into()))
}

fn number(header: Option<&str>) -> Option<u64> {
    let digits = header?.trim();
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| are_digits && *number <= MAX_NUMBER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_post_may_mean_another_method() {
        for (sent, instead, want) in [
            ("POST", None, "POST"),
            ("POST", Some("PATCH"), "PATCH"),
            ("POST", Some(" delete "), "DELETE"),
            ("POST", Some("HEAD"), "HEAD"),
            ("POST", Some("PUT"), "POST"),
            ("POST", Some(""), "POST"),
            ("GET", Some("DELETE"), "GET"),
            ("PATCH", Some("DELETE"), "PATCH"),
        ] {
            assert_eq!(method(sent, instead), want, "{sent} {instead:?}");
        }
    }

    #[test]
    fn one_version_is_spoken() {
        for (header, fine) in [
            (Some("1.0.0"), true),
            (Some(" 1.0.0 "), true),
            (Some("0.2.2"), false),
            (Some(""), false),
            (None, false),
        ] {
            assert_eq!(check_version(header).is_ok(), fine, "{header:?}");
        }
        assert_eq!(check_version(None).unwrap_err().parts().0, 412);
    }

    #[test]
    fn bytes_come_as_bytes() {
        for (header, fine) in [
            (Some("application/offset+octet-stream"), true),
            (Some("Application/Offset+Octet-Stream; x=y"), true),
            (Some("application/octet-stream"), false),
            (None, false),
        ] {
            assert_eq!(check_content_type(header).is_ok(), fine, "{header:?}");
        }
    }

    #[test]
    fn a_length_is_a_number_of_bytes() {
        for (header, want) in [
            (Some("0"), Some(0)),
            (Some(" 12 "), Some(12)),
            (Some("007"), Some(7)),
            (Some("9007199254740991"), Some(MAX_NUMBER)),
            (Some("9007199254740992"), None),
            (Some("99999999999999999999"), None),
            (Some("-1"), None),
            (Some("+1"), None),
            (Some("1.5"), None),
            (Some("1, 1"), None),
            (Some(""), None),
            (None, None),
        ] {
            assert_eq!((length(header).ok(), offset(header).ok()), (want, want), "{header:?}");
        }
    }
}
