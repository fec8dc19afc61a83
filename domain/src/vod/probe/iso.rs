//! MP4 and QuickTime (ISO/IEC 14496-12): everything is in the box `moov`, which may be first or last.

use super::{Facts, Step};
use crate::vod::boxes::{self, MAX_HEAD_BYTES, NoHead};
use crate::vod::bytes::{uint, word};

/// Bytes of a box that are read, at the most: of a track's header in its longer form all that counts.
const MAX_CONTENT_BYTES: usize = 96;

/// A walk through the boxes. It goes into those that hold what is wanted and past all others.
#[derive(Default)]
pub(super) struct Iso {
    /// Where `moov` ends, once inside.
    moov_end: Option<u64>,
    /// Ticks a second, and how many the film has.
    film: Option<(u64, u64)>,
    /// Ticks of a film in fragments.
    fragments: Option<u64>,
    /// The track that the walk is in.
    track: Track,
    picture: Option<(u64, u64)>,
}

#[derive(Default)]
struct Track {
    /// Width and height in pixels.
    picture: Option<(u64, u64)>,
    is_video: bool,
}

impl Iso {
    /// `bytes` begin at the offset `at`, at a box.
    pub(super) fn step(&mut self, at: u64, bytes: &[u8]) -> Step {
        if self.moov_end.is_some_and(|end| at >= end) {
            return Step::Done;
        }
        match boxes::head(bytes) {
            Ok(head) => self.visit(&head, at, bytes),
            Err(NoHead::Short) => Step::Short,
            Err(NoHead::Nonsense) => Step::Done,
        }
    }

    fn visit(&mut self, head: &boxes::Head, at: u64, bytes: &[u8]) -> Step {
        let end = head.size.and_then(|size| at.checked_add(size));
        if self.enters(&head.kind, end) {
            return Step::To(at.saturating_add(head.head_bytes as u64));
        }
        if self.moov_end.is_some() && !self.read(head, bytes) {
            return Step::Short;
        }
        end.map_or(Step::Done, Step::To)
    }

    /// Whether the walk goes into a box that ends at `end`, or at the end of the file.
    fn enters(&mut self, kind: &[u8; 4], end: Option<u64>) -> bool {
        match (kind, self.moov_end) {
            (b"moov", None) => self.moov_end = Some(end.unwrap_or(u64::MAX)),
            (b"trak", Some(_)) => self.track = Track::default(),
            (b"mdia" | b"mvex", Some(_)) => {}
            _ => return false,
        }
        true
    }

    /// Reads a box, if it is one of those that say something; `false` when `bytes` end within it.
    fn read(&mut self, head: &boxes::Head, bytes: &[u8]) -> bool {
        if !matches!(&head.kind, b"mvhd" | b"tkhd" | b"hdlr" | b"mehd") {
            return true;
        }
        let size = head.size.and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
        let wanted = size.min(MAX_HEAD_BYTES + MAX_CONTENT_BYTES);
        let Some(content) = bytes.get(head.head_bytes..wanted) else { return false };
        match &head.kind {
            b"mvhd" => self.film = film(content),
            b"mehd" => self.fragments = uint(content, 4, longer(content, 4, 8)),
            b"tkhd" => self.track.picture = picture(content),
            _ => self.track.is_video = word(content, 8) == Some(*b"vide"),
        }
        if self.track.is_video {
            // The first picture is the film; others may be covers and previews.
            self.picture = self.picture.or(self.track.picture);
        }
        true
    }

    pub(super) fn facts(&self) -> Facts {
        let duration_ms = self.film.and_then(|(a_second, ticks)| {
            let ticks = self.fragments.unwrap_or(0).max(ticks);
            let ms = (u128::from(ticks) * 1000 + u128::from(a_second) / 2).checked_div(a_second.into())?;
            u64::try_from(ms).ok()
        });
        Facts::new(duration_ms, self.picture)
    }
}

/// The width of a field in a box of version 0, or of any later version.
fn longer(content: &[u8], short: usize, long: usize) -> usize {
    if content.first() == Some(&0) { short } else { long }
}

/// Ticks a second and ticks of `mvhd`. All ones mean that the film's length is unknown.
fn film(content: &[u8]) -> Option<(u64, u64)> {
    let width = longer(content, 4, 8);
    // Version and flags, when made, when changed.
    let at = 4 + 2 * width;
    let (a_second, ticks) = uint(content, at, 4).zip(uint(content, at + 4, width))?;
    let unknown = if width == 4 { u32::MAX.into() } else { u64::MAX };
    Some((a_second, if ticks == unknown { 0 } else { ticks }))
}

/// Width and height of `tkhd` in pixels, as shown: the matrix may turn the picture a quarter.
fn picture(content: &[u8]) -> Option<(u64, u64)> {
    let width = longer(content, 4, 8);
    // Version and flags, when made, when changed, number and a gap, duration, what is no picture's.
    let matrix = 4 + 2 * width + 8 + width + 16;
    let (a, b) = uint(content, matrix, 4).zip(uint(content, matrix + 4, 4))?;
    // 16.16 fixed point.
    let side = |at: usize| uint(content, matrix + at, 4).map(|pixels| pixels >> 16);
    let (width, height) = side(36).zip(side(40))?;
    Some(if a == 0 && b != 0 { (height, width) } else { (width, height) })
}
