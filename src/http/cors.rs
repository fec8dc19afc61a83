//! Which pages may call from a browser.

/// What a page may read of an answer beside what every page may: ranges of videos, the progress of uploads.
const EXPOSED: &str = "location, retry-after, x-request-id, www-authenticate, accept-ranges, content-length, \
     content-range, etag, tus-checksum-algorithm, tus-extension, tus-max-size, tus-resumable, tus-version, \
     upload-expires, upload-length, upload-metadata, upload-offset";
/// What a page may send beside what every page may.
const ALLOWED: &str = "authorization, content-type, if-match, if-modified-since, if-none-match, if-range, \
     if-unmodified-since, range, tus-resumable, upload-checksum, upload-length, upload-metadata, upload-offset, \
     x-http-method-override, x-request-id, x-requested-with";

/// The headers of an answer to a request from `origin`, when the configuration lets it in.
pub fn headers(allowed: &[String], origin: Option<&str>) -> Vec<(&'static str, String)> {
    let Some(origin) = origin.filter(|origin| allows(allowed, origin)) else { return Vec::new() };
    vec![
        ("access-control-allow-origin", origin.to_owned()),
        ("access-control-expose-headers", EXPOSED.to_owned()),
        ("vary", "origin".to_owned()),
    ]
}

/// The headers that a preflight is answered with beside those.
pub const PREFLIGHT: [(&str, &str); 3] = [
    ("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
    ("access-control-allow-headers", ALLOWED),
    ("access-control-max-age", "86400"),
];

fn allows(allowed: &[String], origin: &str) -> bool {
    allowed.iter().any(|entry| entry == "*" || entry == origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_configured_origins_are_let_in() {
        let some = vec!["https://a.example".to_owned(), "http://localhost:3000".to_owned()];
        let any = vec!["*".to_owned()];
        for (allowed, origin, want) in [
            (&some, Some("https://a.example"), true),
            (&some, Some("https://a.example.evil"), false),
            (&some, Some("null"), false),
            (&some, None, false),
            (&any, Some("https://b.example"), true),
            (&Vec::new(), Some("https://a.example"), false),
        ] {
            assert_eq!(!headers(allowed, origin).is_empty(), want, "{origin:?}");
        }
    }
}
