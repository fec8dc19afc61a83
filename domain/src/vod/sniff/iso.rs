//! MP4 and QuickTime.

use super::{Container, Sniffed};
use crate::vod::boxes::{NoHead, head};
use crate::vod::bytes::word;

/// Boxes that may be looked past.
const MAX_PADDING: usize = 8;

/// First brands of pictures, sound and other things that share the form of MP4.
const NOT_VIDEO: &[&[u8; 4]] = &[
    b"mif1", b"mif2", b"msf1", b"miaf", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm",
    b"hevs", b"avif", b"avis", b"avci", b"avcs", b"jpeg", b"jpgs", b"crx ", b"jp2 ", b"jpx ", b"jpm ",
    b"jxl ", b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ", b"mjp2", b"mj2s", b"aax ", b"aaxc",
];

/// Brands of video; those that only begin so are in [`is_video`].
const VIDEO: &[&[u8; 4]] = &[
    b"avc1", b"av01", b"hvc1", b"hev1", b"dash", b"msdh", b"mmp4", b"MSNV", b"M4V ", b"M4VH", b"M4VP",
    b"F4V ", b"F4P ", b"f4v ", b"XAVC", b"dby1", b"msix", b"CAEP", b"piff",
];

/// What a box at the beginning makes of the file.
enum Begin {
    Is(Sniffed),
    /// Nothing; so many bytes on there is another.
    Padding(usize),
}

/// Looks past padding for the first box that says something.
pub(super) fn sniff(prefix: &[u8]) -> Sniffed {
    let mut rest = prefix;
    for _ in 0..MAX_PADDING {
        match begin(rest) {
            Begin::Is(verdict) => return verdict,
            Begin::Padding(bytes) => match rest.get(bytes..) {
                Some(next) => rest = next,
                None => return Sniffed::NeedMore,
            },
        }
    }
    Sniffed::NotVideo
}

fn begin(bytes: &[u8]) -> Begin {
    let head = match head(bytes) {
        Ok(head) => head,
        Err(NoHead::Short) => return Begin::Is(Sniffed::NeedMore),
        Err(NoHead::Nonsense) => return Begin::Is(Sniffed::NotVideo),
    };
    let size = head.size.map(|size| usize::try_from(size).unwrap_or(usize::MAX));
    match (&head.kind, size) {
        (b"ftyp", Some(size)) => Begin::Is(by_brands(bytes.get(..size).unwrap_or(bytes), size)),
        (b"wide" | b"free" | b"skip" | b"pnot", Some(size)) => Begin::Padding(size),
        (b"moov", Some(_)) => Begin::Is(by_first_child(bytes, head.head_bytes)),
        (b"mdat", _) => Begin::Is(by_size(bytes)),
        _ => Begin::Is(Sniffed::NotVideo),
    }
}

/// The first brand tells, or else any of those that the file is compatible with.
fn by_brands(bytes: &[u8], size: usize) -> Sniffed {
    let Some(major) = word(bytes, 8) else {
        return if size < 12 { Sniffed::NotVideo } else { Sniffed::NeedMore };
    };
    if &major == b"qt  " {
        return Sniffed::Video(Container::Mov);
    }
    let is_other = NOT_VIDEO.contains(&&major);
    let others = bytes.get(16..).unwrap_or_default().chunks_exact(4);
    if !is_other && (is_video(&major) || others.into_iter().any(is_video)) {
        return Sniffed::Video(Container::Mp4);
    }
    if is_other || bytes.len() >= size { Sniffed::NotVideo } else { Sniffed::NeedMore }
}

fn is_video(brand: &[u8]) -> bool {
    // isom to isoz, iso2 to iso9; mp41, mp42, mp71; 3gp4 and on; CMAF.
    let families: [&[u8]; 5] = [b"iso", b"mp4", b"3gp", b"3g2", b"cmf"];
    VIDEO.iter().any(|word| *word == brand) || families.iter().any(|family| brand.starts_with(family))
}

/// Old files of QuickTime begin with the film itself.
fn by_first_child(bytes: &[u8], at: usize) -> Sniffed {
    match word(bytes, at + 4).as_ref() {
        Some(b"mvhd" | b"cmov" | b"rmra") => Sniffed::Video(Container::Mov),
        Some(_) => Sniffed::NotVideo,
        None => Sniffed::NeedMore,
    }
}

/// Or with its frames. A size that is readable as text makes it text that has the word in it.
fn by_size(bytes: &[u8]) -> Sniffed {
    let is_text = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let all_text = bytes.iter().take(4).all(is_text);
    if all_text { Sniffed::NotVideo } else { Sniffed::Video(Container::Mov) }
}
