//! Matroska and WebM (RFC 9559): `Info` and `Tracks` stand before the first frames.

use super::facts::whole;
use super::{Facts, Step};
use crate::vod::boxes::NoHead;
use crate::vod::bytes::uint;
use crate::vod::elements::{self, Head};

const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_A966;
const TIMESTAMP_SCALE: u64 = 0x2A_D7B1;
const DURATION: u64 = 0x4489;
const TRACKS: u64 = 0x1654_AE6B;
const TRACK_ENTRY: u64 = 0xAE;
const VIDEO: u64 = 0xE0;
const PIXEL_WIDTH: u64 = 0xB0;
const PIXEL_HEIGHT: u64 = 0xBA;
const CLUSTER: u64 = 0x1F43_B675;

/// Nanoseconds in a tick, unless the file says otherwise.
const DEFAULT_SCALE_NS: u64 = 1_000_000;

/// A walk through the elements. It goes into those that hold what is wanted, whatever their size, and past all others.
#[derive(Default)]
pub(super) struct Matroska {
    scale_ns: Option<u64>,
    duration: Option<f64>,
    width: Option<u64>,
    height: Option<u64>,
}

impl Matroska {
    /// `bytes` begin at the offset `at`, at an element.
    pub(super) fn step(&mut self, at: u64, bytes: &[u8]) -> Step {
        let head = match elements::head(bytes) {
            Ok(head) => head,
            Err(NoHead::Short) => return Step::Short,
            Err(NoHead::Nonsense) => return Step::Done,
        };
        let content_at = at.saturating_add(head.head_bytes as u64);
        match head.id {
            SEGMENT | INFO | TRACKS | TRACK_ENTRY | VIDEO => return Step::To(content_at),
            CLUSTER => return Step::Done,
            TIMESTAMP_SCALE | DURATION | PIXEL_WIDTH | PIXEL_HEIGHT if !self.read(&head, bytes) => {
                return Step::Short;
            }
            _ => {}
        }
        head.size.and_then(|size| content_at.checked_add(size)).map_or(Step::Done, Step::To)
    }

    /// Reads a number; `false` when `bytes` end within it. One that is wider than numbers are says nothing.
    fn read(&mut self, head: &Head, bytes: &[u8]) -> bool {
        let Some(size) = head.size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= 8)
        else {
            return true;
        };
        let Some(number) = uint(bytes, head.head_bytes, size) else { return false };
        match head.id {
            TIMESTAMP_SCALE => self.scale_ns = Some(number),
            DURATION => self.duration = float(number, size),
            // Of several pictures the first.
            PIXEL_WIDTH => self.width = self.width.or(Some(number)),
            _ => self.height = self.height.or(Some(number)),
        }
        true
    }

    pub(super) fn facts(&self) -> Facts {
        let scale_ns = self.scale_ns.unwrap_or(DEFAULT_SCALE_NS) as f64;
        let duration_ms = self.duration.and_then(|ticks| whole(ticks * scale_ns / 1e6));
        Facts::new(duration_ms, self.width.zip(self.height))
    }
}

/// A float of 4 or 8 bytes, by its bits.
fn float(bits: u64, size: usize) -> Option<f64> {
    match size {
        4 => u32::try_from(bits).ok().map(|bits| f32::from_bits(bits).into()),
        8 => Some(f64::from_bits(bits)),
        _ => None,
    }
}
