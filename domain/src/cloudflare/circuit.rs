//! A service that is down is not asked again and again: whoever needs it is told at once, and now and then one call
//! finds out whether it is back.

use crate::time::Millis;

/// Failures in a row after which it counts as down.
const FAILURES: u32 = 5;
/// How long nobody asks then, in milliseconds; twice as long each time it was not back.
const FIRST_PAUSE_MS: i64 = 5_000;
const LAST_PAUSE_MS: i64 = 60_000;
/// Longer than any call that finds out may take.
const TRIAL_MS: i64 = 20_000;

/// What is known of the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circuit {
    failures: u32,
    openings: u32,
    shut_until: Option<Millis>,
    trial_since: Option<Millis>,
}

impl Circuit {
    /// A circuit through which calls go.
    pub const fn new() -> Self {
        Self { failures: 0, openings: 0, shut_until: None, trial_since: None }
    }

    /// Whether a call may be made now.
    ///
    /// # Errors
    /// In how many seconds it is worth asking again.
    pub fn admit(&mut self, now: Millis) -> Result<(), u32> {
        let Some(until) = self.shut_until else { return Ok(()) };
        if until > now {
            return Err(seconds(until.since(now)));
        }
        if let Some(since) = self.trial_since.filter(|since| now.since(*since) < TRIAL_MS) {
            return Err(seconds(TRIAL_MS - now.since(since)).min(5));
        }
        self.trial_since = Some(now);
        Ok(())
    }

    /// Whether calls go through, as far as is known.
    pub const fn is_open(&self) -> bool {
        self.shut_until.is_none()
    }

    /// It answered.
    pub fn succeeded(&mut self) {
        *self = Self::new();
    }

    /// It did not answer, or as a service does that is broken.
    pub fn failed(&mut self, now: Millis) {
        self.failures = self.failures.saturating_add(1);
        if self.trial_since.take().is_some() || (self.shut_until.is_none() && self.failures >= FAILURES) {
            let pause_ms = FIRST_PAUSE_MS.saturating_mul(1 << self.openings.min(8)).min(LAST_PAUSE_MS);
            self.openings = self.openings.saturating_add(1);
            self.shut(now.plus(pause_ms));
        }
    }

    /// It asked to be left alone for so many seconds.
    pub fn told_to_wait(&mut self, wait_s: u32, now: Millis) {
        self.trial_since = None;
        self.shut(now.plus((i64::from(wait_s) * 1_000).min(300_000)));
    }

    fn shut(&mut self, until: Millis) {
        self.shut_until = Some(self.shut_until.map_or(until, |known| known.max(until)));
    }
}

fn seconds(ms: i64) -> u32 {
    u32::try_from(ms.max(1).saturating_add(999) / 1_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn down_at(now: Millis) -> Circuit {
        let mut circuit = Circuit::new();
        (0..FAILURES).for_each(|_| circuit.failed(now));
        circuit
    }

    #[test]
    fn it_shuts_after_failures_in_a_row_and_not_before() {
        let mut circuit = Circuit::new();
        for _ in 0..FAILURES - 1 {
            circuit.failed(Millis(0));
        }
        assert_eq!(circuit.admit(Millis(0)), Ok(()));
        circuit.succeeded();
        circuit.failed(Millis(0));
        assert!(circuit.is_open());
        assert!(!down_at(Millis(0)).is_open());
    }

    #[test]
    fn after_the_pause_one_call_finds_out() {
        let mut circuit = down_at(Millis(0));
        for (now, want) in [(0, Err(5)), (4_001, Err(1)), (5_000, Ok(())), (5_001, Err(5)), (24_999, Err(1))]
        {
            assert_eq!(circuit.admit(Millis(now)), want, "{now}");
        }
        assert_eq!(circuit.admit(Millis(25_000)), Ok(()), "the one that was to find out never came back");
        circuit.succeeded();
        assert_eq!(circuit.admit(Millis(25_001)), Ok(()));
        assert!(circuit.is_open());
    }

    #[test]
    fn each_time_that_it_is_not_back_it_is_left_alone_longer() {
        let mut circuit = down_at(Millis(0));
        let mut now = Millis(0);
        for want_s in [5, 10, 20, 40, 60, 60] {
            assert_eq!(circuit.admit(now), Err(want_s));
            now = now.plus(i64::from(want_s) * 1_000);
            assert_eq!(circuit.admit(now), Ok(()));
            circuit.failed(now);
        }
    }

    #[test]
    fn who_asks_to_be_left_alone_is() {
        let mut circuit = Circuit::new();
        circuit.told_to_wait(7, Millis(0));
        assert_eq!(circuit.admit(Millis(0)), Err(7));
        assert_eq!(circuit.admit(Millis(7_000)), Ok(()));
        circuit.told_to_wait(u32::MAX, Millis(7_000));
        assert_eq!(circuit.admit(Millis(7_000)), Err(300));
    }

    proptest! {
        #[test]
        fn it_never_stays_shut_for_good(steps in prop::collection::vec((0..3_u8, 0..100_000_i64), 0..50)) {
            let (mut circuit, mut now) = (Circuit::new(), Millis(0));
            for (what, later_ms) in steps {
                now = now.plus(later_ms);
                match what {
                    0 => circuit.failed(now),
                    1 => circuit.told_to_wait(30, now),
                    _ => { let _ = circuit.admit(now); }
                }
            }
            prop_assert_eq!(circuit.admit(now.plus(400_000)), Ok(()));
        }
    }
}
