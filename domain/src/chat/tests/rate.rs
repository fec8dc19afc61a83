use crate::chat::rate::{Limit, Recent};
use crate::chat::refusal::Refusal;
use crate::time::Millis;
use proptest::collection::vec;
use proptest::prelude::*;

const LIMIT: Limit = Limit { messages: 3, window_ms: 10_000 };

fn of(times: &[i64]) -> Recent {
    Recent::of(times.iter().copied().map(Millis))
}

fn wait(recent: &Recent, limit: &Limit, now: i64) -> Option<u32> {
    match recent.check(limit, Millis(now)) {
        Err(Refusal::RateLimited { retry_after_s }) => Some(retry_after_s),
        _ => None,
    }
}

#[test]
fn one_waits_until_the_oldest_message_leaves_the_window() {
    for (times, now, want) in [
        (&[][..], 0, None),
        (&[1_000, 2_000], 2_000, None),
        (&[1_000, 2_000, 3_000], 3_000, Some(8)),
        (&[1_000, 2_000, 3_000], 3_001, Some(8)),
        (&[1_000, 2_000, 3_000], 10_999, Some(1)),
        (&[1_000, 2_000, 3_000], 11_000, None),
        (&[0, 0, 1_000, 2_000, 3_000], 3_000, Some(8)),
    ] {
        assert_eq!(wait(&of(times), &LIMIT, now), want, "{times:?} at {now}");
    }
}

#[test]
fn a_limit_of_nothing_counts_as_one() {
    let none = Limit { messages: 0, window_ms: 1_000 };
    assert_eq!((wait(&of(&[]), &none, 5), wait(&of(&[5]), &none, 5)), (None, Some(1)));
}

#[test]
fn no_more_times_are_kept_than_the_limit_needs() {
    let mut recent = of(&[1, 2, 3, 4, 5]);
    recent.accepted(&LIMIT, Millis(6));
    assert_eq!(recent, of(&[4, 5, 6]));
    assert_eq!((recent.last(), of(&[]).last()), (Some(Millis(6)), None));
    let many = Limit { messages: 1_000_000, ..LIMIT };
    recent.accepted(&many, Millis(10_005));
    assert_eq!(recent, of(&[6, 10_005]), "what has left the window");
    recent.accepted(&many, Millis(90_000));
    assert_eq!(recent, of(&[90_000]), "the last stays, for slow mode");
}

#[test]
fn as_many_messages_as_one_likes_cost_no_more_each() {
    let many = Limit { messages: 1_000_000, ..LIMIT };
    let mut recent = Recent::default();
    for n in 0..400_000 {
        assert_eq!(recent.check(&many, Millis(n / 100)), Ok(()));
        recent.accepted(&many, Millis(n / 100));
    }
    assert_eq!(recent.last(), Some(Millis(3_999)));
}

#[test]
fn more_than_a_hundred_refusals_in_ten_seconds_are_a_flood() {
    let mut recent = Recent::default();
    assert!((0..100).all(|n| !recent.refused(Millis(n * 99))));
    assert!(recent.refused(Millis(9_999)));
    assert!(!recent.refused(Millis(10_000)));
    assert!((0..500).all(|n| !recent.refused(Millis(20_000 + n * 101))));
}

#[test]
fn a_person_is_forgotten_once_nothing_matters_any_more() {
    let mut recent = of(&[0]);
    for (slow, now, want) in
        [(0, 9_999, false), (0, 10_000, true), (20_000, 10_000, false), (20_000, 20_000, true)]
    {
        assert_eq!(recent.is_stale(&LIMIT, slow, Millis(now)), want, "{slow} {now}");
    }
    recent.refused(Millis(15_000));
    assert!(!recent.is_stale(&LIMIT, 0, Millis(24_999)));
    assert!(recent.is_stale(&LIMIT, 0, Millis(25_000)));
    assert!(Recent::default().is_stale(&LIMIT, 0, Millis(0)));
}

#[test]
fn a_clock_that_steps_back_keeps_nobody_out_for_longer_than_the_window() {
    let mut recent = of(&[90_000_000, 90_000_001, 90_000_002]);
    assert_eq!(wait(&recent, &LIMIT, 1_000), Some(10));
    recent.refused(Millis(1_000));
    assert_eq!(wait(&recent, &LIMIT, 10_999), Some(1));
    assert_eq!(wait(&recent, &LIMIT, 11_000), None);
}

proptest! {
    #[test]
    fn no_window_ever_has_more_messages_than_the_limit(
        gaps in vec(0_i64..3_000, 1..300), messages in 1_u32..6, window_ms in 1_i64..10_000,
    ) {
        let limit = Limit { messages, window_ms };
        let (mut recent, mut now, mut accepted) = (Recent::default(), 0, Vec::new());
        for gap in gaps {
            now += gap;
            match recent.check(&limit, Millis(now)) {
                Ok(()) => {
                    recent.accepted(&limit, Millis(now));
                    accepted.push(now);
                }
                Err(refusal) => {
                    let later = now + i64::from(refusal.retry_after_s().unwrap()) * 1000;
                    prop_assert_eq!(recent.check(&limit, Millis(later)), Ok(()));
                    recent.refused(Millis(now));
                }
            }
        }
        let most = messages as usize;
        prop_assert!(accepted.windows(most + 1).all(|run| run[most] - run[0] >= window_ms));
        let kept = accepted.iter().rev().take(most).rev().copied().map(Millis);
        prop_assert!(Recent::of(kept).check(&limit, Millis(now)) == recent.check(&limit, Millis(now)));
    }

    #[test]
    fn whoever_is_refused_may_write_a_window_later_whatever_the_clock_did(times: Vec<i64>, now in 0_i64..1 << 50) {
        let mut recent = Recent::of(times.into_iter().map(Millis));
        recent.refused(Millis(now));
        prop_assert_eq!(recent.check(&LIMIT, Millis(now + LIMIT.window_ms)), Ok(()));
    }

    #[test]
    fn no_clock_makes_it_panic(times: Vec<i64>, messages: u32, window_ms: i64) {
        let limit = Limit { messages, window_ms };
        let mut recent = Recent::default();
        for time in times.into_iter().map(Millis) {
            let _ = recent.check(&limit, time);
            recent.accepted(&limit, time);
            recent.refused(time);
            recent.is_stale(&limit, window_ms, time);
        }
    }
}
