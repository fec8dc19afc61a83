//! Whether there is a picture: a look at the playlist, or a question to Cloudflare Stream.

use crate::config;
use crate::platform::{fetch, random};
use domain::cloudflare::address::Place;
use domain::cloudflare::state::{read_lifecycle, read_views};
use domain::media::probe::{Look, Playlist, read_playlist};
use worker::Env;

/// How long a look may take.
const LIMIT_MS: u64 = 5_000;
/// Playlists are a few kilobytes.
const MAX_BYTES: usize = 262_144;

/// What a look showed.
pub(super) struct Seen {
    /// The picture; `None` when it could not be found out.
    pub(super) look: Option<Look>,
    /// How many watch, where whoever plays it tells.
    pub(super) viewers: Option<u32>,
}

/// Looks at what is played under this name; a name that is an address is a live input's place at Cloudflare Stream.
pub(super) async fn look(env: &Env, playback_name: &str) -> Seen {
    if playback_name.contains("://") {
        return look_at_stream(&Place::at(playback_name)).await;
    }
    Seen { look: Some(look_at_playlist(env, playback_name).await), viewers: None }
}

/// Asks Stream itself, by the addresses that are open to everyone. No answer proves nothing.
async fn look_at_stream(place: &Place) -> Seen {
    let lifecycle = fetch::get(&place.lifecycle(), LIMIT_MS, MAX_BYTES).await.ok();
    let viewers = fetch::get(&place.views(), LIMIT_MS, MAX_BYTES).await.ok();
    let is_live = lifecycle.as_deref().and_then(read_lifecycle);
    Seen {
        // A text of its own each time: who is on air moves.
        look: is_live.map(|is_live| if is_live { Look::Picture(random::id()) } else { Look::Nothing }),
        viewers: viewers.as_deref().and_then(read_views),
    }
}

/// Looks at the playlist of what a media server of ours plays under this name.
async fn look_at_playlist(env: &Env, playback_name: &str) -> Look {
    let Ok(config) = config::of(env) else { return Look::Nothing };
    let mut url = config.playback_hls_url.replace("{name}", playback_name);
    // A master playlist leads to a media playlist, and no further.
    for _ in 0..2 {
        let Ok(body) = fetch::get(&url, LIMIT_MS, MAX_BYTES).await else { return Look::Nothing };
        match read_playlist(&String::from_utf8_lossy(&body)) {
            Some(Playlist::Media(picture)) => return Look::Picture(picture),
            Some(Playlist::Master(address)) => url = beside(&url, &address),
            None => return Look::Nothing,
        }
    }
    Look::Nothing
}

/// The address that a playlist at `url` means by `address`.
fn beside(url: &str, address: &str) -> String {
    if address.contains("://") {
        return address.to_owned();
    }
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (scheme, rest) = path.split_once("://").unwrap_or(("https", path));
    let base = if address.starts_with('/') {
        rest.split('/').next()
    } else {
        rest.rsplit_once('/').map(|(dir, _)| dir)
    };
    format!("{scheme}://{}/{}", base.unwrap_or(rest), address.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playlists_addresses_are_relative_to_it() {
        for (address, want) in [
            ("low.m3u8", "http://a:1/hls/low.m3u8"),
            ("x/low.m3u8?b", "http://a:1/hls/x/low.m3u8?b"),
            ("/low.m3u8", "http://a:1/low.m3u8"),
            ("https://b/low.m3u8", "https://b/low.m3u8"),
        ] {
            assert_eq!(beside("http://a:1/hls/name.m3u8?t=1", address), want);
        }
    }
}
