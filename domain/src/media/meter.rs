//! What was measured of the running broadcast, as a room remembers it: in memory alone, for some minutes.

use super::figures::Figures;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// How long measurements are remembered, in milliseconds.
const HISTORY_MS: i64 = 300_000;
/// The points of the history are no closer together than this, in milliseconds. With the former it bounds the history.
const SPACING_MS: i64 = 2_000;
/// What is older says nothing of how things are now, in milliseconds.
const FRESH_MS: i64 = 30_000;

/// The bitrate at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// When.
    pub at: Millis,
    /// In bits a second.
    pub bitrate_bps: u32,
}

/// What is known of a broadcast by measuring.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// The last figures; none of them when they are too old to count.
    pub figures: Figures,
    /// When something was measured last; `None` when nothing was.
    pub at: Option<Millis>,
    /// The bitrate so far, the oldest first.
    pub history: Vec<Point>,
}

/// The memory of measurements.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    /// When the broadcast began that is measured.
    broadcast: Option<Millis>,
    last: Option<Last>,
    history: VecDeque<Point>,
}

#[derive(Clone, Debug)]
struct Last {
    figures: Figures,
    at: Millis,
    /// By the sender's clock.
    sent_at: Option<Millis>,
}

impl Meter {
    /// Takes a measurement of the broadcast that began at `start`; what was known of another one is forgotten. False
    /// when the sender says that it is no newer than the last one.
    pub fn take(&mut self, start: Millis, figures: &Figures, sent_at: Option<Millis>, now: Millis) -> bool {
        if self.broadcast != Some(start) {
            *self = Self { broadcast: Some(start), ..Self::default() };
        }
        let known = self.last.as_ref().and_then(|last| last.sent_at);
        if matches!((sent_at, known), (Some(sent_at), Some(known)) if sent_at <= known) {
            return false;
        }
        self.note(figures.bitrate_bps, now);
        self.last = Some(Last { figures: figures.clone(), at: now, sent_at: sent_at.or(known) });
        true
    }

    fn note(&mut self, bitrate_bps: Option<u32>, now: Millis) {
        while self.history.front().is_some_and(|point| now.since(point.at) > HISTORY_MS) {
            self.history.pop_front();
        }
        let is_due = self.history.back().is_none_or(|last| now.since(last.at) >= SPACING_MS);
        if let Some(bitrate_bps) = bitrate_bps.filter(|_| is_due) {
            self.history.push_back(Point { at: now, bitrate_bps });
        }
    }

    /// What is known of the broadcast that began at `start`.
    pub fn show(&self, start: Millis, now: Millis) -> Measured {
        let Some(last) = self.last.as_ref().filter(|_| self.broadcast == Some(start)) else {
            return Measured::default();
        };
        let is_fresh = now.since(last.at) <= FRESH_MS;
        let history = self.history.iter().filter(|point| now.since(point.at) <= HISTORY_MS);
        Measured {
            figures: if is_fresh { last.figures.clone() } else { Figures::default() },
            at: Some(last.at),
            history: history.copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Millis = Millis(1_000);

    fn bitrate(bps: u32) -> Figures {
        Figures { bitrate_bps: Some(bps), height: Some(360), ..Figures::default() }
    }

    fn meter(measurements: &[(i64, u32)]) -> Meter {
        let mut meter = Meter::default();
        for &(at_ms, bps) in measurements {
            assert!(meter.take(START, &bitrate(bps), None, Millis(at_ms)));
        }
        meter
    }

    fn points(meter: &Meter, now_ms: i64) -> Vec<(i64, u32)> {
        let shown = meter.show(START, Millis(now_ms));
        shown.history.iter().map(|point| (point.at.0, point.bitrate_bps)).collect()
    }

    #[test]
    fn the_last_figures_are_shown_with_the_bitrates_before() {
        let meter = meter(&[(5_000, 100), (10_000, 200)]);
        let shown = meter.show(START, Millis(12_000));
        assert_eq!((shown.figures, shown.at), (bitrate(200), Some(Millis(10_000))));
        assert_eq!(points(&meter, 12_000), [(5_000, 100), (10_000, 200)]);
    }

    #[test]
    fn what_was_never_measured_is_not_known() {
        assert_eq!(Meter::default().show(START, Millis(0)), Measured::default());
    }

    #[test]
    fn old_figures_do_not_count_any_more_but_when_they_came_is_known() {
        let meter = meter(&[(5_000, 100)]);
        for (now_ms, is_fresh) in [(35_000, true), (35_001, false)] {
            let shown = meter.show(START, Millis(now_ms));
            assert_eq!(shown.figures == bitrate(100), is_fresh, "{now_ms}");
            assert_eq!(shown.at, Some(Millis(5_000)));
        }
    }

    #[test]
    fn the_history_is_bounded_in_time_and_in_number() {
        let often: Vec<_> = (0..10_000).map(|step| (step * 100, 7)).collect();
        let meter = meter(&often);
        assert!(meter.history.len() <= 151, "{}", meter.history.len());
        assert_eq!(points(&meter, 999_900).first().map(|point| point.0), Some(700_000));
        assert_eq!(points(&meter, 2_000_000), []);
    }

    #[test]
    fn another_broadcast_begins_with_nothing() {
        let mut meter = meter(&[(5_000, 100)]);
        let next = Millis(60_000);
        assert_eq!(meter.show(next, Millis(60_001)), Measured::default());
        assert!(meter.take(next, &bitrate(9), None, Millis(61_000)));
        assert_eq!(meter.show(next, Millis(61_000)).history.len(), 1);
        assert_eq!(meter.show(START, Millis(61_000)), Measured::default());
    }

    #[test]
    fn a_measurement_that_is_older_by_its_senders_clock_is_late() {
        let mut meter = Meter::default();
        for (sent_ms, is_taken) in [
            (Some(5), true),
            (Some(5), false),
            (Some(4), false),
            (None, true),
            (Some(5), false),
            (Some(6), true),
        ] {
            let sent_at = sent_ms.map(Millis);
            assert_eq!(meter.take(START, &bitrate(1), sent_at, Millis(9_000)), is_taken, "{sent_ms:?}");
        }
    }

    #[test]
    fn a_measurement_without_a_bitrate_is_no_point_of_the_history() {
        let mut meter = meter(&[(5_000, 100)]);
        let figures = Figures { width: Some(640), ..Figures::default() };
        assert!(meter.take(START, &figures, None, Millis(10_000)));
        assert_eq!(points(&meter, 10_000), [(5_000, 100)]);
        assert_eq!(meter.show(START, Millis(10_000)).figures, figures);
    }
}
