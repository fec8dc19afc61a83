//! How long a video is and how large its picture: read from the few places of the file that say so.
//!
//! The file stays where it is stored. [`Probe::next`] says which bytes are wanted, whoever calls it brings them to
//! [`Probe::feed`], and so on until nothing more is wanted. What a file says of itself is believed only where it makes
//! sense; a file that lies, or is cut short, has fewer facts.

mod facts;
mod flv;
mod iso;
mod matroska;

pub use facts::Facts;

use super::sniff::Container;
use iso::Iso;
use matroska::Matroska;

/// Bytes of one read, at the most.
pub const MAX_READ_BYTES: u64 = 64 * 1024;
/// Reads of one file, at the most.
pub const MAX_READS: u32 = 16;

/// Where the walk through a file goes next.
enum Step {
    /// To this offset from the beginning of the file; always forward.
    To(u64),
    /// Nowhere yet: more bytes from here on are needed.
    Short,
    /// Nowhere: everything is said, or nothing more can be made of it.
    Done,
}

/// What a walk knows of its kind of file.
enum Walk {
    Iso(Iso),
    Matroska(Matroska),
    Flv(Facts),
    /// The file does not say.
    None,
}

/// The reading of one file.
pub struct Probe {
    walk: Walk,
    size: u64,
    at: u64,
    reads: u32,
}

impl Probe {
    /// For a file of `size` bytes.
    pub fn new(container: Container, size: u64) -> Self {
        let walk = match container {
            Container::Mp4 | Container::Mov => Walk::Iso(Iso::default()),
            Container::WebM | Container::Mkv => Walk::Matroska(Matroska::default()),
            Container::Flv => Walk::Flv(Facts::default()),
            Container::MpegTs | Container::M2ts => Walk::None,
        };
        let at = if matches!(walk, Walk::None) { size } else { 0 };
        Self { walk, size, at, reads: 0 }
    }

    /// Offset and length, in bytes, of what is wanted next; `None` when all is known that will be. Within the file, at
    /// most [`MAX_READ_BYTES`] long, and at most [`MAX_READS`] times.
    pub fn next(&self) -> Option<(u64, u64)> {
        let left = self.size.checked_sub(self.at).filter(|left| *left > 0 && self.reads < MAX_READS)?;
        Some((self.at, left.min(MAX_READ_BYTES)))
    }

    /// Takes the bytes that [`Probe::next`] wanted.
    pub fn feed(&mut self, bytes: &[u8]) {
        let begin = self.at;
        self.reads += 1;
        self.at = loop {
            let ahead = usize::try_from(self.at - begin).unwrap_or(usize::MAX);
            let Some(rest) = bytes.get(ahead..).filter(|rest| !rest.is_empty()) else { break self.at };
            match self.walk.step(self.at, rest) {
                Step::To(to) if to > self.at => self.at = to,
                // Another read would begin at the same place and end at the same.
                Step::Short if self.at > begin => break self.at,
                _ => break self.size,
            }
        };
        if self.at == begin {
            self.at = self.size;
        }
    }

    /// What is known so far.
    pub fn facts(&self) -> Facts {
        match &self.walk {
            Walk::Iso(walk) => walk.facts(),
            Walk::Matroska(walk) => walk.facts(),
            Walk::Flv(facts) => *facts,
            Walk::None => Facts::default(),
        }
    }
}

impl Walk {
    fn step(&mut self, at: u64, bytes: &[u8]) -> Step {
        match self {
            Self::Iso(walk) => walk.step(at, bytes),
            Self::Matroska(walk) => walk.step(at, bytes),
            Self::Flv(facts) => {
                *facts = flv::facts(bytes);
                Step::Done
            }
            Self::None => Step::Done,
        }
    }
}
