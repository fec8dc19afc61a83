//! Some bytes of an object, as headers have them.

/// Some bytes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where they begin.
    pub offset: u64,
    /// How many; at least one.
    pub len: u64,
}

impl Span {
    /// The value of `Range`.
    pub fn range(self) -> String {
        format!("bytes={}-{}", self.offset, self.last())
    }

    /// Whether an answer with this `Content-Range` holds these bytes, or as many of them as there are.
    pub fn is_in(self, content_range: &str) -> bool {
        let bounds = || {
            let (range, _) = content_range.strip_prefix("bytes ")?.split_once('/')?;
            let (first, last) = range.split_once('-')?;
            Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?))
        };
        bounds().is_some_and(|(first, last)| first == self.offset && (first..=self.last()).contains(&last))
    }

    const fn last(self) -> u64 {
        self.offset.saturating_add(self.len.saturating_sub(1))
    }
}
