//! What a look at a stream's HLS playlist tells of its publisher.

/// The outcome of one look at the playback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// There is a playlist; the text changes when the picture moves on.
    Picture(String),
    /// There is none, or the server is not there.
    Nothing,
}

/// A playlist, read as far as a probe needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Playlist {
    /// A list of renditions: the address of the first.
    Master(String),
    /// A list of segments: its position, which moves while the publisher sends.
    Media(String),
}

/// Reads an HLS playlist (RFC 8216); `None` when it is not one.
pub fn read_playlist(text: &str) -> Option<Playlist> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if lines.next()? != "#EXTM3U" {
        return None;
    }
    let lines: Vec<&str> = lines.collect();
    let addresses = || lines.iter().filter(|line| !line.starts_with('#'));
    if lines.iter().any(|line| line.starts_with("#EXT-X-STREAM-INF")) {
        return addresses().next().map(|address| Playlist::Master((*address).to_owned()));
    }
    let sequence = lines.iter().find(|line| line.starts_with("#EXT-X-MEDIA-SEQUENCE")).copied().unwrap_or("");
    let last = addresses().next_back().copied().unwrap_or("");
    Some(Playlist::Media(format!("{sequence} {last}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playlist_is_read_as_far_as_a_probe_needs_it() {
        for (text, want) in [
            (
                "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:2,\na-7.ts\n#EXTINF:2,\na-8.ts\n",
                Some(Playlist::Media("#EXT-X-MEDIA-SEQUENCE:7 a-8.ts".into())),
            ),
            (
                "#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=1\r\nlow/index.m3u8\r\n",
                Some(Playlist::Master("low/index.m3u8".into())),
            ),
            ("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n", None),
            ("#EXTM3U\n", Some(Playlist::Media(" ".into()))),
            ("<html>not found</html>", None),
            ("", None),
        ] {
            assert_eq!(read_playlist(text), want, "{text}");
        }
    }
}
