//! How many people are in a room, and how often everyone is told.

use crate::time::Millis;

/// Milliseconds from one telling to the next, at least; and one more for each person, since each has to be told.
const APART_MS: i64 = 1000;

/// When the room is to be told a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// At once.
    Now,
    /// At that time: ask again then, with the number of then.
    At(Millis),
    /// Not at all: it is the number that was told last.
    No,
}

/// The number of people as the room was told it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// The number that was told last.
    pub shown: u32,
    /// The largest number there ever was, told or not.
    pub peak: u32,
    /// When the last number was told.
    pub told_at: Option<Millis>,
}

impl Presence {
    /// Whether to tell that there are `count` people now. [`Tell::Now`] counts as told.
    ///
    /// At most one number a second is told, in a crowd of thousands one in some seconds, and the last always. A clock that stepped back holds nothing up.
    pub fn changed(&mut self, count: u32, now: Millis) -> Tell {
        self.peak = self.peak.max(count);
        if count == self.shown {
            return Tell::No;
        }
        let apart_ms = APART_MS.saturating_add(i64::from(count));
        match self.told_at {
            Some(told_at) if (0..apart_ms).contains(&now.since(told_at)) => Tell::At(told_at.plus(apart_ms)),
            _ => {
                (self.shown, self.told_at) = (count, Some(now));
                Tell::Now
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_room_is_told_once_a_second() {
        let mut presence = Presence::default();
        for (count, now, want) in [
            (0, 0, Tell::No),
            (1, 10, Tell::Now),
            (2, 11, Tell::At(Millis(1_012))),
            (1, 12, Tell::No),
            (9, 13, Tell::At(Millis(1_019))),
            (3, 1_013, Tell::Now),
            (3, 5_000, Tell::No),
            (4, 6_000, Tell::Now),
            (5, 5_500, Tell::Now),
        ] {
            assert_eq!(presence.changed(count, Millis(now)), want, "{count} at {now}");
        }
        assert_eq!((presence.shown, presence.peak), (5, 9));
    }

    proptest! {
        #[test]
        fn the_last_number_is_told_and_none_too_soon(steps in proptest::collection::vec((0_u32..5, 0_i64..700), 1..100)) {
            let (mut presence, mut now, mut told, mut last) = (Presence::default(), 0, Vec::new(), 0);
            let peak = steps.iter().map(|(count, _)| *count).max();
            for (count, gap) in steps {
                (now, last) = (now + gap, count);
                if presence.changed(count, Millis(now)) == Tell::Now {
                    told.push(now);
                }
            }
            if let Tell::At(at) = presence.changed(last, Millis(now)) {
                prop_assert!(at.since(Millis(now)) <= APART_MS + i64::from(last));
                prop_assert_eq!(presence.changed(last, at), Tell::Now);
            }
            prop_assert_eq!((presence.shown, Some(presence.peak)), (last, peak));
            prop_assert!(told.windows(2).all(|pair| pair[1] - pair[0] >= APART_MS));
        }
    }
}
