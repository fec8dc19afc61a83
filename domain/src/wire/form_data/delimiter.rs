//! Finds where a part ends.

use super::window::Window;

/// In a window with more line breaks than this they are no hint any more: random bytes have one in 256.
const MAX_BREAKS: usize = 4_096;

/// How far to move on, for each value of the byte under the delimiter's end.
type Shifts = [u8; 256];

/// What stands between parts, made ready to be looked for: it begins with a line break.
#[derive(Clone, Debug)]
pub struct Delimiter {
    /// All but the last byte.
    front: Vec<u8>,
    last: u8,
    shifts: Box<Shifts>,
}

impl Delimiter {
    /// `bytes` is at most 255 long; an empty one is taken for a line feed.
    pub(super) fn new(mut bytes: Vec<u8>) -> Self {
        let last = bytes.pop().unwrap_or(b'\n');
        let shifts = Box::new(shifts(&bytes));
        Self { front: bytes, last, shifts }
    }

    /// Its length in bytes, never 0. Of a window without the delimiter the last `len - 1` bytes may be its beginning.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.front.len() + 1
    }

    /// Where the delimiter first begins in a window: by its line breaks, which the window's keeper finds fastest, or,
    /// where there are too many of them, by [`Delimiter::find`].
    pub fn find_in(&self, window: &(impl Window + ?Sized)) -> Option<usize> {
        let first = self.front.first().copied().unwrap_or(self.last);
        let mut from = 0;
        for _ in 0..MAX_BREAKS {
            let start = window.find(first, from).filter(|start| start + self.len() <= window.len())?;
            let ends = window.at(start + self.front.len()) == self.last;
            if ends && self.stands_at(start, |index| window.at(index)) {
                return Some(start);
            }
            from = start + 1;
        }
        self.find(window.len() - from, |index| window.at(from + index)).map(|start| from + start)
    }

    /// Where the delimiter first begins in a window of `len` bytes, of which `at` gives one.
    ///
    /// By the algorithm of Boyer, Moore and Horspool: most bytes are never looked at.
    pub fn find(&self, len: usize, at: impl Fn(usize) -> u8) -> Option<usize> {
        let mut start = 0;
        while start < len.saturating_sub(self.front.len()) {
            let under_end = at(start + self.front.len());
            if under_end == self.last && self.stands_at(start, &at) {
                return Some(start);
            }
            start += self.shifts.get(usize::from(under_end)).map_or(1, |shift| usize::from(*shift));
        }
        None
    }

    /// Whether all but the last byte of the delimiter stands at `start`.
    fn stands_at(&self, start: usize, at: impl Fn(usize) -> u8) -> bool {
        self.front.iter().enumerate().rev().all(|(i, byte)| at(start + i) == *byte)
    }
}

/// A byte moves its last place in the front under the end; one that is not there moves all of it past.
fn shifts(front: &[u8]) -> Shifts {
    let whole = u8::try_from(front.len() + 1).unwrap_or(u8::MAX);
    let mut shifts = [whole; 256];
    for (byte, shift) in front.iter().zip((1..whole).rev()) {
        if let Some(entry) = shifts.get_mut(usize::from(*byte)) {
            *entry = shift;
        }
    }
    shifts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    fn find(delimiter: &str, window: &[u8]) -> Option<usize> {
        Delimiter::new(delimiter.into()).find(window.len(), |i| window[i])
    }

    #[test]
    fn the_first_place_is_found() {
        for (window, want) in [
            ("", None),
            ("\r\n--ab", Some(0)),
            ("\r\n--a", None),
            ("x\r\n--ab\r\n--ab", Some(1)),
            ("\r\n--\r\n--ab", Some(4)),
            ("\r\n\r\n--ab", Some(2)),
            ("\r\n--aab", None),
            ("\n--ab", None),
        ] {
            assert_eq!(find("\r\n--ab", window.as_bytes()), want, "{window:?}");
        }
    }

    #[test]
    fn a_window_full_of_line_breaks_is_searched_too() {
        let delimiter = Delimiter::new(b"\r\n--ab".to_vec());
        let window = [vec![b'\r'; 3 * MAX_BREAKS], b"\r\n--ab--".to_vec()].concat();
        assert_eq!(delimiter.find_in(window.as_slice()), Some(3 * MAX_BREAKS));
        assert_eq!(delimiter.find_in(&window[..4 * MAX_BREAKS.min(3_000)]), None);
    }

    #[test]
    fn most_bytes_are_not_looked_at() {
        let (window, looks) = (vec![0; 64 * 1024], Cell::new(0));
        let delimiter = Delimiter::new(b"\r\n------WebKitFormBoundary0123456789abcdef".to_vec());
        let found = delimiter.find(window.len(), |i| {
            looks.set(looks.get() + 1);
            window[i]
        });
        assert_eq!((found, looks.get()), (None, window.len() / delimiter.len()));
    }

    proptest! {
        #[test]
        fn it_finds_what_a_plain_search_finds(delimiter in "[ab]{1,6}", window in "[abc]{0,60}") {
            prop_assert_eq!(find(&delimiter, window.as_bytes()), window.find(&delimiter));
            let made = Delimiter::new(delimiter.as_str().into());
            prop_assert_eq!(made.find_in(window.as_bytes()), window.find(&delimiter));
        }
    }
}
