//! The web pages: where each is, and what a browser is told with it.

/// A page. What it shows beyond that, its script reads from the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Who is live, what comes, what was.
    Home,
    /// A stream with its chat.
    Watch,
    /// A stream's chat alone.
    Chat,
    /// A stream inside somebody else's page.
    Embed,
    /// One's own streams.
    Studio,
    /// One of them: how to publish it, how it fares, its chat.
    StudioStream,
    /// One's own videos.
    StudioVideos,
    /// One's sessions.
    StudioAccount,
    /// What goes on, for admins.
    Admin,
    /// The contract, to be read.
    Docs,
    /// There is nothing at this address.
    Missing,
}

impl Page {
    /// The asset that holds it.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Home => "pages/home.html",
            Self::Watch => "pages/watch.html",
            Self::Chat => "pages/chat.html",
            Self::Embed => "pages/embed.html",
            Self::Studio => "pages/studio.html",
            Self::StudioStream => "pages/studio-stream.html",
            Self::StudioVideos => "pages/studio-videos.html",
            Self::StudioAccount => "pages/studio-account.html",
            Self::Admin => "pages/admin.html",
            Self::Docs => "pages/docs.html",
            Self::Missing => "pages/missing.html",
        }
    }

    /// The status that it is answered with.
    pub const fn status(self) -> u16 {
        match self {
            Self::Missing => 404,
            _ => 200,
        }
    }

    /// Who may show it in a frame. Nobody is logged in there: the session's cookie stays at home.
    const fn frame_ancestors(self) -> &'static str {
        match self {
            Self::Embed => "*",
            _ => "'none'",
        }
    }

    /// What its scripts may ask the browser for.
    const fn permissions(self) -> &'static str {
        match self {
            Self::StudioStream => {
                "accelerometer=(), camera=(self), display-capture=(self), geolocation=(), microphone=(self), payment=(), usb=()"
            }
            _ => {
                "accelerometer=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
            }
        }
    }
}

/// The headers of a page. `media_origins` are the places that pictures and video come from beside our own; styles
/// that scripts write carry the `nonce`, which is another each time.
pub fn headers(page: Page, media_origins: &[String], nonce: &str) -> Vec<(&'static str, String)> {
    vec![
        ("content-type", "text/html; charset=utf-8".to_owned()),
        ("cache-control", "no-store".to_owned()),
        ("content-security-policy", policy(page, media_origins, nonce)),
        ("referrer-policy", "strict-origin-when-cross-origin".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("permissions-policy", page.permissions().to_owned()),
        ("cross-origin-opener-policy", "same-origin".to_owned()),
    ]
}

fn policy(page: Page, media_origins: &[String], nonce: &str) -> String {
    let media: String = media_origins.iter().map(|origin| format!(" {origin}")).collect();
    [
        "default-src 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        format!("connect-src 'self'{media}"),
        "form-action 'self'".to_owned(),
        format!("frame-ancestors {}", page.frame_ancestors()),
        format!("img-src 'self'{media}"),
        // A player hands the video its pieces as a blob, and captions a track that is empty at first.
        format!("media-src 'self' blob: data:{media}"),
        "script-src 'self'".to_owned(),
        format!("style-src 'self' 'nonce-{nonce}'"),
    ]
    .join("; ")
}

/// Scheme, host and port of an address, as a policy names them; `None` for what could mean anything else there.
pub fn origin_of(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let is_origin = matches!(scheme, "http" | "https") && !host.is_empty() && host.bytes().all(is_host);
    is_origin.then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Page; 11] = [
        Page::Home,
        Page::Watch,
        Page::Chat,
        Page::Embed,
        Page::Studio,
        Page::StudioStream,
        Page::StudioVideos,
        Page::StudioAccount,
        Page::Admin,
        Page::Docs,
        Page::Missing,
    ];

    fn header_of(page: Page, name: &str) -> String {
        let headers = headers(page, &["https://play.example".to_owned()], "n0");
        headers.into_iter().find(|(header, _)| *header == name).unwrap().1
    }

    fn policy_of(page: Page) -> String {
        header_of(page, "content-security-policy")
    }

    #[test]
    fn only_the_page_that_goes_live_gets_camera_and_microphone() {
        for page in ALL {
            let permissions = header_of(page, "permissions-policy");
            for device in ["camera", "microphone", "display-capture"] {
                let is_allowed = permissions.contains(&format!("{device}=(self)"));
                assert_eq!(is_allowed, page == Page::StudioStream, "{page:?} {device}");
                assert!(is_allowed || permissions.contains(&format!("{device}=()")), "{page:?} {device}");
            }
        }
    }

    #[test]
    fn no_page_runs_a_script_that_is_not_ours() {
        for page in ALL {
            let policy = policy_of(page);
            assert!(policy.contains("; script-src 'self';"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
        }
    }

    #[test]
    fn only_the_page_that_is_made_for_it_can_be_framed() {
        for page in ALL {
            let is_framable = policy_of(page).contains("frame-ancestors *;");
            assert_eq!(is_framable, page == Page::Embed, "{page:?}");
        }
    }

    #[test]
    fn video_and_pictures_come_from_where_the_configuration_says() {
        let policy = policy_of(Page::Watch);
        for directive in [
            "connect-src 'self' https://play.example;",
            "img-src 'self' https://play.example;",
            "media-src 'self' blob: data: https://play.example;",
            "style-src 'self' 'nonce-n0'",
        ] {
            assert!(policy.contains(directive), "{policy}");
        }
    }

    #[test]
    fn an_origin_is_what_stands_before_the_path() {
        for (address, want) in [
            ("https://play.example/hls/{name}.m3u8", Some("https://play.example")),
            ("http://127.0.0.1:19351/hls", Some("http://127.0.0.1:19351")),
            ("http://[::1]:80?a", Some("http://[::1]:80")),
            ("https://a.example", Some("https://a.example")),
            ("https://a.example; script-src *", None),
            ("https://a b/", None),
            ("https://*", None),
            ("https:///x", None),
            ("rtmp://a.example", None),
            ("a.example", None),
        ] {
            assert_eq!(origin_of(address).as_deref(), want, "{address}");
        }
    }
}
