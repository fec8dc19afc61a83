//! Where things of Stream are played and looked at.

use serde_json::{Value, json};

/// A playback place: the account's own playback host, and the id of a live input or a video, or a token in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// The place of `id` on `origin`, like `https://customer-abc.cloudflarestream.com`.
    pub fn new(origin: &str, id: &str) -> Self {
        Self(format!("{origin}/{id}"))
    }

    /// Takes an address over that is one already.
    pub fn at(base: &str) -> Self {
        Self(base.to_owned())
    }

    /// The place itself.
    pub fn base(&self) -> &str {
        &self.0
    }

    fn below(&self, path: &str) -> String {
        format!("{}/{path}", self.0)
    }

    /// HLS.
    pub fn hls(&self) -> String {
        self.below("manifest/video.m3u8")
    }

    /// DASH.
    pub fn dash(&self) -> String {
        self.below("manifest/video.mpd")
    }

    /// WHEP: plays what comes in by WHIP.
    pub fn whep(&self) -> String {
        self.below("webRTC/play")
    }

    /// A player to be put into a page.
    pub fn iframe(&self) -> String {
        self.below("iframe")
    }

    /// A picture.
    pub fn thumbnail(&self) -> String {
        self.below("thumbnails/thumbnail.jpg")
    }

    /// Whether a live input is on, as public JSON.
    pub fn lifecycle(&self) -> String {
        self.below("lifecycle")
    }

    /// How many watch a live input, as public JSON.
    pub fn views(&self) -> String {
        self.below("views")
    }

    /// Where clips of a running or recorded broadcast are, of its video: whoever wants one fills in the seconds.
    pub fn clips(&self) -> Value {
        json!({
            "preview": self.below("manifest/video.m3u8?duration=5m"),
            "hls": self.below("manifest/clip.m3u8?time={time}s&duration={duration}s"),
            "mp4": self.below("clip.mp4?time={time}s&duration={duration}s"),
        })
    }
}

/// Scheme and host of an address; `None` when it has none.
pub fn origin_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty() && !host.contains('@'))?;
    matches!(scheme, "https" | "http").then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_a_place_begins_with_it() {
        let place = Place::new("https://customer-a.cloudflarestream.com", "b");
        let clips = place.clips();
        let all = [place.hls(), place.dash(), place.whep(), place.iframe(), place.thumbnail(), place.views()];
        for address in
            all.iter().map(String::as_str).chain([place.lifecycle().as_str(), clips["mp4"].as_str().unwrap()])
        {
            assert!(address.starts_with("https://customer-a.cloudflarestream.com/b/"), "{address}");
        }
        assert_eq!(Place::at(place.base()), place);
    }

    #[test]
    fn the_playback_host_is_read_from_any_address_on_it() {
        for (url, want) in [
            (
                "https://customer-a.cloudflarestream.com/b/webRTC/play",
                Some("https://customer-a.cloudflarestream.com"),
            ),
            ("http://127.0.0.1:1/x?y", Some("http://127.0.0.1:1")),
            ("rtmps://live.cloudflare.com:443/live/", None),
            ("https://user@host/x", None),
            ("https:///x", None),
            ("nothing", None),
        ] {
            assert_eq!(origin_of(url).as_deref(), want, "{url}");
        }
    }
}
