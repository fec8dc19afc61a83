//! Flash video.

use super::{Container, Sniffed};

/// Signature and version, the flags, and the length of this header.
pub(super) fn sniff(prefix: &[u8]) -> Sniffed {
    let (signature, length) = (b"FLV\x01".as_slice(), [0, 0, 0, 9].as_slice());
    let agrees =
        |at: usize, wanted: &[u8]| prefix.iter().skip(at).zip(wanted).all(|(byte, wanted)| byte == wanted);
    if !agrees(0, signature) || !agrees(5, length) {
        return Sniffed::NotVideo;
    }
    if prefix.len() < 9 { Sniffed::NeedMore } else { Sniffed::Video(Container::Flv) }
}
