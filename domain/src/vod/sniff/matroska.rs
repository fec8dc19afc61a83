//! Matroska and WebM, told apart by what the header calls them.

use super::{Container, Sniffed};
use crate::vod::boxes::NoHead;
use crate::vod::elements::{DOC_TYPE, head};

/// The id of the header.
const SIGNATURE: [u8; 4] = [0x1A, 0x45, 0xDF, 0xA3];
/// Elements of the header that may be looked past.
const MAX_ELEMENTS: usize = 32;

pub(super) fn sniff(prefix: &[u8]) -> Sniffed {
    if !prefix.starts_with(&SIGNATURE) {
        return if SIGNATURE.starts_with(prefix) { Sniffed::NeedMore } else { Sniffed::NotVideo };
    }
    doc_type(prefix).unwrap_or_else(|fault| match fault {
        NoHead::Short => Sniffed::NeedMore,
        NoHead::Nonsense => Sniffed::NotVideo,
    })
}

/// Walks the header's elements; whatever follows the header is no `DocType`.
fn doc_type(prefix: &[u8]) -> Result<Sniffed, NoHead> {
    let mut rest = prefix.get(head(prefix)?.head_bytes..).ok_or(NoHead::Short)?;
    for _ in 0..MAX_ELEMENTS {
        let element = head(rest)?;
        let size = element.size.and_then(|size| usize::try_from(size).ok()).ok_or(NoHead::Nonsense)?;
        let end = element.head_bytes.checked_add(size).ok_or(NoHead::Nonsense)?;
        let content = rest.get(element.head_bytes..end).ok_or(NoHead::Short)?;
        if element.id == DOC_TYPE {
            return Ok(by_name(content));
        }
        rest = rest.get(end..).ok_or(NoHead::Short)?;
    }
    Err(NoHead::Nonsense)
}

fn by_name(content: &[u8]) -> Sniffed {
    // Zeros may follow (RFC 8794, 7.4).
    let end = content.iter().position(|byte| *byte == 0).unwrap_or(content.len());
    match content.get(..end) {
        Some(b"webm") => Sniffed::Video(Container::WebM),
        Some(b"matroska") => Sniffed::Video(Container::Mkv),
        _ => Sniffed::NotVideo,
    }
}
