//! Reads a form step by step from a window over its body.

use super::{Boundary, Delimiter, MAX_FIELD_BYTES, MAX_HEAD_BYTES, MAX_PARTS, Part, Window};
use crate::problem::Problem;

/// What the window shows. The caller drops the `used` first bytes of the window before it asks again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The window is too short: append to it.
    More,
    /// A part begins.
    Part {
        /// What its head says.
        part: Part,
        /// Bytes of the window that are read.
        used: usize,
    },
    /// The first bytes of the window are content of the part.
    Content {
        /// So many; 0 only at the end of a part.
        bytes: usize,
        /// Whether the part ends behind them.
        is_last: bool,
        /// Bytes of the window that are read: the content and the delimiter behind it.
        used: usize,
    },
    /// The form is complete; what may follow is not part of it.
    End,
}

/// Where the window begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the first delimiter.
    Preamble,
    /// Right behind a delimiter.
    Head,
    /// In a file.
    File,
    /// In a field, with so many bytes of it read.
    Field(usize),
}

/// Reads one form.
///
/// Whoever calls it holds a window over the body and calls [`Reader::step`] until it says [`Step::End`]. The window
/// need not hold more than twice [`MAX_HEAD_BYTES`] and what came in last.
#[derive(Clone, Debug)]
pub struct Reader {
    delimiter: Delimiter,
    place: Place,
    parts: usize,
}

impl Reader {
    /// A reader at the beginning of a body.
    pub fn new(boundary: &Boundary) -> Self {
        Self { delimiter: boundary.delimiter(), place: Place::Preamble, parts: 0 }
    }

    /// What a window shows; `is_whole` says that nothing follows it.
    ///
    /// # Errors
    /// [`Problem::Malformed`] for a body that is no form, ends too early or is beyond the limits of this module.
    pub fn step(&mut self, window: &(impl Window + ?Sized), is_whole: bool) -> Result<Step, Problem> {
        let at = |index| window.at(index);
        let step = match self.place {
            Place::Preamble => self.preamble(window.len(), at)?,
            Place::Head => self.head(window.len(), at)?,
            Place::File => self.content(window),
            Place::Field(before) => self.field(before, window)?,
        };
        if is_whole && step == Step::More {
            return Err(malformed("the form ends before its last boundary"));
        }
        Ok(step)
    }

    /// The first delimiter may stand at the very beginning, so the window is read as if it had a line break before it.
    fn preamble(&mut self, len: usize, at: impl Fn(usize) -> u8) -> Result<Step, Problem> {
        let behind_break = |i: usize| match i {
            0 => b'\r',
            1 => b'\n',
            _ => at(i - 2),
        };
        let Some(start) = self.delimiter.find(len.min(MAX_HEAD_BYTES) + 2, behind_break) else {
            return more_below(MAX_HEAD_BYTES, len, "the form does not begin with its boundary");
        };
        let skipped = start + self.delimiter.len() - 2;
        self.place = Place::Head;
        self.head(len - skipped, |i| at(i + skipped)).map(|step| shifted(step, skipped)).inspect(|step| {
            // Nothing is dropped yet, so the preamble will be found again.
            if *step == Step::More {
                self.place = Place::Preamble;
            }
        })
    }

    fn head(&mut self, len: usize, at: impl Fn(usize) -> u8) -> Result<Step, Problem> {
        let head: Vec<u8> = (0..len.min(MAX_HEAD_BYTES)).map(at).collect();
        if head.starts_with(b"--") {
            return Ok(Step::End);
        }
        let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") else {
            return more_below(MAX_HEAD_BYTES, len, "the head of a part is too long");
        };
        let part = Part::read(lines(head.get(..end).unwrap_or_default())?)?;
        self.begin(&part)?;
        Ok(Step::Part { part, used: end + 4 })
    }

    fn begin(&mut self, part: &Part) -> Result<(), Problem> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err(malformed("the form has too many parts"));
        }
        self.place = if part.filename.is_some() { Place::File } else { Place::Field(0) };
        Ok(())
    }

    fn field(&mut self, before: usize, window: &(impl Window + ?Sized)) -> Result<Step, Problem> {
        let step = self.content(window);
        let Step::Content { bytes, is_last, .. } = step else { return Ok(step) };
        let length = before.saturating_add(bytes);
        if length > MAX_FIELD_BYTES {
            return Err(malformed("a field of the form is too long"));
        }
        if !is_last {
            self.place = Place::Field(length);
        }
        Ok(step)
    }

    fn content(&mut self, window: &(impl Window + ?Sized)) -> Step {
        if let Some(bytes) = self.delimiter.find_in(window) {
            self.place = Place::Head;
            return Step::Content { bytes, is_last: true, used: bytes + self.delimiter.len() };
        }
        // The last bytes may be the beginning of a delimiter.
        match window.len().saturating_sub(self.delimiter.len() - 1) {
            0 => Step::More,
            bytes => Step::Content { bytes, is_last: false, used: bytes },
        }
    }
}

/// What stands between a delimiter and the end of the head: blanks, a line break, the lines.
fn lines(head: &[u8]) -> Result<&[u8], Problem> {
    let blanks = head.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let lines = head.get(blanks..).unwrap_or_default();
    // Without any line, the line break after the delimiter is the beginning of the empty line.
    if lines.is_empty() { Ok(lines) } else { lines.strip_prefix(b"\r\n").ok_or_else(no_break) }
}

fn no_break() -> Problem {
    malformed("a boundary of the form is not followed by a line break")
}

fn more_below(limit: usize, len: usize, otherwise: &'static str) -> Result<Step, Problem> {
    if len < limit { Ok(Step::More) } else { Err(malformed(otherwise)) }
}

fn shifted(step: Step, by: usize) -> Step {
    match step {
        Step::Part { part, used } => Step::Part { part, used: used + by },
        other => other,
    }
}

fn malformed(detail: &'static str) -> Problem {
    Problem::Malformed(detail.into())
}
