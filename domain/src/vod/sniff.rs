//! What kind of file it is, by its first bytes: what a client says of it is not believed.

mod iso;
mod matroska;
mod tags;
mod transport;

/// So many first bytes are always enough to decide.
pub const PREFIX_BYTES: usize = 4096;

/// The kinds of file that are taken as video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// MP4 and its kin: 3GP, F4V, fragmented for DASH or CMAF.
    Mp4,
    /// QuickTime.
    Mov,
    /// Matroska as browsers take it.
    WebM,
    /// Matroska.
    Mkv,
    /// MPEG transport stream, packets of 188 bytes.
    MpegTs,
    /// The same as cameras and discs have it: packets of 192 bytes, each with a time stamp.
    M2ts,
    /// Flash video.
    Flv,
}

impl Container {
    /// The media type to serve it as.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
            Self::WebM => "video/webm",
            Self::Mkv => "video/x-matroska",
            Self::MpegTs | Self::M2ts => "video/mp2t",
            Self::Flv => "video/x-flv",
        }
    }

    /// The usual end of its files' names, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::WebM => "webm",
            Self::Mkv => "mkv",
            Self::MpegTs => "ts",
            Self::M2ts => "m2ts",
            Self::Flv => "flv",
        }
    }
}

/// What the first bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// A video of this kind.
    Video(Container),
    /// Anything else: a page, a picture, sound, a document.
    NotVideo,
    /// They are too few; never with [`PREFIX_BYTES`] of them, nor with the whole file.
    NeedMore,
}

/// The kind of the file that begins with `prefix`; `is_whole` says that it is the whole file.
pub fn sniff(prefix: &[u8], is_whole: bool) -> Sniffed {
    let whole = is_whole || prefix.len() >= PREFIX_BYTES;
    let verdicts =
        [iso::sniff(prefix), matroska::sniff(prefix), transport::sniff(prefix, whole), tags::sniff(prefix)];
    let video = verdicts.into_iter().find(|verdict| matches!(verdict, Sniffed::Video(_)));
    video.unwrap_or_else(|| {
        if !whole && verdicts.contains(&Sniffed::NeedMore) { Sniffed::NeedMore } else { Sniffed::NotVideo }
    })
}
