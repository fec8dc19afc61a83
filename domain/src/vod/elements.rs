//! Elements: what files of Matroska and WebM are made of (EBML, RFC 8794).

use super::boxes::NoHead;
use super::bytes::uint;

/// Text in the header: which kind of EBML the file is.
pub(super) const DOC_TYPE: u64 = 0x4282;

/// The head of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// What it is; the length marker is part of it, as the specifications write it.
    pub(super) id: u64,
    /// Bytes of the head itself: 2 to 12.
    pub(super) head_bytes: usize,
    /// Bytes of the content; `None`: unknown, as in a live stream.
    pub(super) size: Option<u64>,
}

/// The head at the beginning of `bytes`.
pub(super) fn head(bytes: &[u8]) -> Result<Head, NoHead> {
    let id_bytes = width(bytes, 0, 4)?;
    let id = uint(bytes, 0, id_bytes).ok_or(NoHead::Short)?;
    let size_bytes = width(bytes, id_bytes, 8)?;
    let marked = uint(bytes, id_bytes, size_bytes).ok_or(NoHead::Short)?;
    let all_ones = (1 << (7 * size_bytes)) - 1;
    let size = marked & all_ones;
    Ok(Head { id, head_bytes: id_bytes + size_bytes, size: (size != all_ones).then_some(size) })
}

/// A number's first byte tells its width by the zeros that it begins with.
fn width(bytes: &[u8], at: usize, max: usize) -> Result<usize, NoHead> {
    let first = bytes.get(at).ok_or(NoHead::Short)?;
    let width = first.leading_zeros() as usize + 1;
    if width > max { Err(NoHead::Nonsense) } else { Ok(width) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_an_id_and_a_size_of_any_width() {
        for (bytes, want) in [
            (&b"\xEC\x80"[..], Ok((0xEC, 2, Some(0)))),
            (b"\x1A\x45\xDF\xA3\x9f", Ok((0x1A45_DFA3, 5, Some(31)))),
            (b"\x42\x82\x40\x7f", Ok((DOC_TYPE, 4, Some(127)))),
            (b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", Ok((0x1853_8067, 12, None))),
            (b"\x18\x53\x80\x67\xff", Ok((0x1853_8067, 5, None))),
            (b"\xEC\x01\xff\xff\xff\xff\xff\xff\xfe", Ok((0xEC, 9, Some((1 << 56) - 2)))),
            (b"\x08\xff\xff\xff\xff\xff", Err(NoHead::Nonsense)),
            (b"\xEC\x00", Err(NoHead::Nonsense)),
            (b"\x1A\x45", Err(NoHead::Short)),
            (b"\xEC", Err(NoHead::Short)),
            (b"\xEC\x40", Err(NoHead::Short)),
            (b"", Err(NoHead::Short)),
        ] {
            assert_eq!(head(bytes).map(|head| (head.id, head.head_bytes, head.size)), want, "{bytes:?}");
        }
    }
}
