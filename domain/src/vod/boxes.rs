//! Boxes: what files of MP4 (ISO/IEC 14496-12, 4.2) and QuickTime are made of.

use super::bytes::{uint, word};

/// Bytes of the longest head.
pub(super) const MAX_HEAD_BYTES: usize = 16;

/// The head of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// What it is.
    pub(super) kind: [u8; 4],
    /// Bytes of the head itself: 8 or 16.
    pub(super) head_bytes: usize,
    /// Bytes of head and content, at least those of the head; `None`: to the end of the file.
    pub(super) size: Option<u64>,
}

/// Why there is no head to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoHead {
    /// The bytes end within it.
    Short,
    /// It contradicts itself.
    Nonsense,
}

/// The head at the beginning of `bytes`.
pub(super) fn head(bytes: &[u8]) -> Result<Head, NoHead> {
    let (size, kind) = uint(bytes, 0, 4).zip(word(bytes, 4)).ok_or(NoHead::Short)?;
    let (head_bytes, size) = match size {
        0 => return Ok(Head { kind, head_bytes: 8, size: None }),
        1 => (16, uint(bytes, 8, 8).ok_or(NoHead::Short)?),
        size => (8, size),
    };
    if size < head_bytes as u64 {
        return Err(NoHead::Nonsense);
    }
    Ok(Head { kind, head_bytes, size: Some(size) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_has_a_short_or_a_long_size_or_none() {
        let read = |bytes: &[u8]| head(bytes).map(|head| (head.head_bytes, head.size));
        for (bytes, want) in [
            (&b"\0\0\0\x08moov"[..], Ok((8, Some(8)))),
            (b"\xff\xff\xff\xffmdat", Ok((8, Some(0xffff_ffff)))),
            (b"\0\0\0\0mdat", Ok((8, None))),
            (b"\0\0\0\x01mdat\0\0\0\x01\0\0\0\0", Ok((16, Some(1 << 32)))),
            (b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x0f", Err(NoHead::Nonsense)),
            (b"\0\0\0\x07free", Err(NoHead::Nonsense)),
            (b"\0\0\0\x01mdat\0\0\0\0", Err(NoHead::Short)),
            (b"\0\0\0\x08moo", Err(NoHead::Short)),
            (b"", Err(NoHead::Short)),
        ] {
            assert_eq!(read(bytes), want, "{bytes:?}");
        }
    }
}
