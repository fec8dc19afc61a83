//! The refresh token of our own pages, in a cookie that no script can read.

use crate::secret::Secret;

/// `__Host-`: no other host of the same site, and no page without TLS, can set or replace it.
const NAME: &str = "__Host-liveroom";
const ATTRIBUTES: &str = "Path=/; HttpOnly; Secure; SameSite=Strict";

/// `Set-Cookie` that keeps a token for so many seconds.
pub fn keep(token: &Secret, max_age_s: i64) -> String {
    format!("{NAME}={}; Max-Age={max_age_s}; {ATTRIBUTES}", token.expose())
}

/// `Set-Cookie` that takes it away.
pub fn drop() -> String {
    format!("{NAME}=; Max-Age=0; {ATTRIBUTES}")
}

/// The token in a `Cookie` header.
pub fn read(header: &str) -> Option<&str> {
    let mut pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == NAME && !value.is_empty()).map(|(_, value)| value)
}

/// Whether a page of ours sent the request. Browsers say which `site` it comes from, older ones the `origin` alone;
/// `own` is ours. Neither can be set by a page.
pub fn is_own_page(site: Option<&str>, origin: Option<&str>, own: &str) -> bool {
    match site {
        Some(site) => site == "same-origin",
        None => origin == Some(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_can_be_read_and_no_script_can() {
        let cookie = keep(&Secret::new("rt1.a"), 60);
        assert_eq!(cookie, "__Host-liveroom=rt1.a; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Strict");
        assert_eq!(read(cookie.split(';').next().unwrap()), Some("rt1.a"));
        assert!(drop().starts_with("__Host-liveroom=; Max-Age=0; "));
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        for (header, want) in [
            ("__Host-liveroom=a", Some("a")),
            ("x=1; __Host-liveroom=a=b; y=2", Some("a=b")),
            ("x=1;__Host-liveroom=a", Some("a")),
            ("liveroom=a; my__Host-liveroom=b", None),
            ("__Host-liveroom=", None),
            ("__Host-liveroom", None),
            ("", None),
        ] {
            assert_eq!(read(header), want, "{header}");
        }
    }

    #[test]
    fn only_our_own_pages_are_heard() {
        for (site, origin, want) in [
            (Some("same-origin"), None, true),
            (Some("same-origin"), Some("https://a.example"), true),
            (Some("same-site"), Some("https://a.example"), false),
            (Some("cross-site"), Some("https://a.example"), false),
            (Some("none"), None, false),
            (None, Some("https://a.example"), true),
            (None, Some("https://b.example"), false),
            (None, Some("null"), false),
            (None, None, false),
        ] {
            assert_eq!(is_own_page(site, origin, "https://a.example"), want, "{site:?} {origin:?}");
        }
    }
}
