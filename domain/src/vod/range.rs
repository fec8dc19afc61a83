//! `Range`: which bytes of a file are wanted (RFC 9110, 14.2).

/// What of the file is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it: no range, or one that is passed over because it is not understood.
    Whole,
    /// These bytes, both included, within the file.
    Part {
        /// Offset of the first byte.
        first: u64,
        /// Offset of the last byte, at least `first`.
        last: u64,
    },
    /// Bytes that the file does not have.
    Unsatisfiable,
}

/// What a `Range` wants of a file of `size` bytes.
///
/// Several ranges at once, other units than bytes and bad syntax want the whole file, as RFC 9110 allows.
pub fn wanted(range: &str, size: u64) -> Wanted {
    try_wanted(range, size).unwrap_or(Wanted::Whole)
}

fn try_wanted(range: &str, size: u64) -> Option<Wanted> {
    let (unit, list) = range.split_once('=')?;
    let mut ranges = list.split(',').map(str::trim).filter(|range| !range.is_empty());
    let (range, others) = (ranges.next()?, ranges.next());
    if !unit.trim().eq_ignore_ascii_case("bytes") || others.is_some() {
        return None;
    }
    match range.split_once('-')? {
        ("", length) => Some(suffix(number(length)?, size)),
        (first, "") => Some(between(number(first)?, u64::MAX, size)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then(|| between(first, last, size))
        }
    }
}

/// The last `length` bytes; of a shorter file all.
const fn suffix(length: u64, size: u64) -> Wanted {
    match (length, size) {
        (0, _) => Wanted::Unsatisfiable,
        (_, 0) => Wanted::Whole,
        _ => Wanted::Part { first: size.saturating_sub(length), last: size - 1 },
    }
}

fn between(first: u64, last: u64, size: u64) -> Wanted {
    if first < size { Wanted::Part { first, last: last.min(size - 1) } } else { Wanted::Unsatisfiable }
}

/// Digits and nothing else. A number beyond 64 bits is beyond every file, too.
fn number(digits: &str) -> Option<u64> {
    let are_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HUGE: &str = "99999999999999999999999";

    #[test]
    fn a_range_is_from_to_or_from_on_or_the_last_bytes() {
        for (range, first, last) in [
            ("bytes=0-0", 0, 0),
            ("bytes=0-499", 0, 499),
            ("bytes=500-", 500, 999),
            ("bytes=-1", 999, 999),
            ("bytes=-500", 500, 999),
            ("bytes=-1000", 0, 999),
            ("bytes=-5000", 0, 999),
            ("bytes=900-5000", 900, 999),
            ("bytes=0-99999999999999999999999", 0, 999),
            ("bytes=-99999999999999999999999", 0, 999),
            ("Bytes = 1-2", 1, 2),
            ("bytes=, 1-2 ,", 1, 2),
        ] {
            assert_eq!(wanted(range, 1000), Wanted::Part { first, last }, "{range}");
        }
    }

    #[test]
    fn what_the_file_does_not_have_is_unsatisfiable() {
        for range in ["bytes=1000-", "bytes=1000-2000", "bytes=-0", &format!("bytes={HUGE}-{HUGE}")] {
            assert_eq!(wanted(range, 1000), Wanted::Unsatisfiable, "{range}");
        }
        for (range, want) in [
            ("bytes=0-", Wanted::Unsatisfiable),
            ("bytes=0-0", Wanted::Unsatisfiable),
            ("bytes=-1", Wanted::Whole),
            ("bytes=-0", Wanted::Unsatisfiable),
        ] {
            assert_eq!(wanted(range, 0), want, "{range} of an empty file");
        }
    }

    #[test]
    fn what_is_not_understood_wants_the_whole() {
        for range in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=1",
            "bytes=2-1",
            "bytes=1-2-3",
            "bytes=+1-2",
            "bytes=1 - 2",
            "bytes=0x1-2",
            "bytes=0-1,5-6",
            "bytes=0-1,x",
            "lines=1-2",
            "seconds=1-",
        ] {
            assert_eq!(wanted(range, 1000), Wanted::Whole, "{range}");
        }
    }

    proptest! {
        #[test]
        fn a_part_is_within_the_file(range in "bytes=[0-9]{0,21}-[0-9]{0,21}", size in any::<u64>()) {
            if let Wanted::Part { first, last } = wanted(&range, size) {
                prop_assert!(first <= last && last < size);
            }
        }

        #[test]
        fn no_range_panics(range in ".*", size in any::<u64>()) {
            let _ = wanted(&range, size);
        }
    }
}
