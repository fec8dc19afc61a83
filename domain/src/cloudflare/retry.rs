//! Which calls are made again, and when.

/// How often a call is made at the most.
pub const MAX_ATTEMPTS: u32 = 3;
/// The pause before the first repetition, in milliseconds, before chance has shortened it; then twice as long each.
const FIRST_PAUSE_MS: u64 = 300;
/// Whoever is told to wait longer than this is not kept waiting here, in seconds.
const MAX_WAIT_S: u32 = 2;

/// What a repetition would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The same again: reading, replacing, deleting.
    Repeatable,
    /// Perhaps a second one: only what was surely not done is asked for again.
    Creating,
}

/// How a call came to nothing, so that another one may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// 429: it was not done, for now.
    Limited {
        /// `Retry-After`, in seconds, where it was said.
        wait_s: Option<u32>,
    },
    /// 5xx: it may have been done.
    Broken,
    /// No answer, or not a whole one: it may have been done.
    Silent,
}

/// How long to wait before the next attempt, in milliseconds; `None` when there is to be none.
///
/// `attempts` were made already. `chance` is random, so that those who failed together do not come back together.
pub fn pause_ms(kind: Kind, failure: Failure, attempts: u32, chance: u8) -> Option<u64> {
    if attempts >= MAX_ATTEMPTS {
        return None;
    }
    let backoff_ms = FIRST_PAUSE_MS << attempts.saturating_sub(1).min(8);
    let spread_ms = backoff_ms / 2 + backoff_ms / 2 * u64::from(chance) / 255;
    match failure {
        Failure::Limited { wait_s: Some(wait_s) } if wait_s > MAX_WAIT_S => None,
        Failure::Limited { wait_s } => Some(u64::from(wait_s.unwrap_or(0)) * 1_000 + spread_ms),
        Failure::Broken | Failure::Silent => (kind == Kind::Repeatable).then_some(spread_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_might_make_a_second_one_is_repeated_only_when_it_was_not_done() {
        let limited = |wait_s| Failure::Limited { wait_s };
        for (kind, failure, attempts, want) in [
            (Kind::Repeatable, Failure::Broken, 1, Some(150)),
            (Kind::Repeatable, Failure::Silent, 2, Some(300)),
            (Kind::Repeatable, Failure::Silent, 3, None),
            (Kind::Creating, Failure::Broken, 1, None),
            (Kind::Creating, Failure::Silent, 1, None),
            (Kind::Creating, limited(None), 1, Some(150)),
            (Kind::Creating, limited(Some(1)), 1, Some(1_150)),
            (Kind::Repeatable, limited(Some(2)), 2, Some(2_300)),
            (Kind::Repeatable, limited(Some(3)), 1, None),
            (Kind::Creating, limited(Some(0)), 3, None),
        ] {
            assert_eq!(pause_ms(kind, failure, attempts, 0), want, "{kind:?} {failure:?} {attempts}");
        }
    }

    proptest! {
        #[test]
        fn no_pause_is_longer_than_a_request_can_wait(attempts in any::<u32>(), chance in any::<u8>(), wait_s in any::<Option<u32>>()) {
            for failure in [Failure::Limited { wait_s }, Failure::Broken, Failure::Silent] {
                let pause = pause_ms(Kind::Repeatable, failure, attempts, chance);
                prop_assert!(pause.is_none_or(|ms| (150..=2_600).contains(&ms)));
            }
        }
    }
}
