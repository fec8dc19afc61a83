//! How fast one person may write.

use super::refusal::{Refusal, seconds_up};
use crate::time::Millis;
use std::collections::VecDeque;

/// Refusals within [`FLOOD_WINDOW_MS`] beyond which a person is no longer answered.
const FLOOD: u32 = 100;
const FLOOD_WINDOW_MS: i64 = 10_000;

/// So many messages of one person in so long a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Messages within the window, at least 1: 0 counts as 1.
    pub messages: u32,
    /// Milliseconds of the window.
    pub window_ms: i64,
}

/// What one person wrote and tried lately, over all their sockets.
///
/// The clock may step backwards. A time that lies ahead of it is then taken for the present, so that nobody waits
/// for longer than the window after the first time that they were [refused](Recent::refused).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// Of accepted messages; no time is before the one ahead of it.
    times: VecDeque<Millis>,
    refusals: u32,
    refusals_since: Millis,
}

impl Recent {
    /// Of the times at which the person's last messages were accepted, in the order of the log: those within the
    /// window, or the last one, are enough, and no more of them than the limit allows.
    pub fn of(times: impl IntoIterator<Item = Millis>) -> Self {
        let mut recent = Self::default();
        for time in times {
            recent.note(time);
        }
        recent
    }

    /// When the last message was accepted.
    pub fn last(&self) -> Option<Millis> {
        self.times.back().copied()
    }

    /// Whether one more message is within the limit.
    ///
    /// # Errors
    /// [`Refusal::RateLimited`] with the seconds until the oldest message leaves the window.
    pub fn check(&self, limit: &Limit, now: Millis) -> Result<(), Refusal> {
        let oldest = self.times.len().checked_sub(at_most(limit)).and_then(|at| self.times.get(at));
        match oldest.map_or(0, |oldest| wait_ms(*oldest, limit.window_ms, now)) {
            0 => Ok(()),
            wait => Err(Refusal::RateLimited { retry_after_s: seconds_up(wait) }),
        }
    }

    /// Notes that a message was accepted.
    pub fn accepted(&mut self, limit: &Limit, now: Millis) {
        self.note(now);
        while self.times.len() > 1 && self.has_idle_oldest(limit, now) {
            self.times.pop_front();
        }
    }

    /// Whether the oldest message says nothing about the limit.
    fn has_idle_oldest(&self, limit: &Limit, now: Millis) -> bool {
        let is_over = self.times.front().is_some_and(|oldest| wait_ms(*oldest, limit.window_ms, now) == 0);
        is_over || self.times.len() > at_most(limit)
    }

    /// Notes that something was refused, a message or a frame. True when they flood: more than 100 refusals within
    /// 10 seconds.
    pub fn refused(&mut self, now: Millis) -> bool {
        self.settle(now);
        if !(0..FLOOD_WINDOW_MS).contains(&now.since(self.refusals_since)) {
            (self.refusals, self.refusals_since) = (0, now);
        }
        self.refusals = self.refusals.saturating_add(1);
        self.refusals > FLOOD
    }

    /// Whether nothing here matters any more, to the limit, to the slowest slow mode, or to a flood.
    pub fn is_stale(&self, limit: &Limit, longest_slow_mode_ms: i64, now: Millis) -> bool {
        let keep_ms = limit.window_ms.max(longest_slow_mode_ms);
        let forgotten = self.last().is_none_or(|last| now.since(last) >= keep_ms);
        forgotten && (self.refusals == 0 || now.since(self.refusals_since) >= FLOOD_WINDOW_MS)
    }

    fn note(&mut self, now: Millis) {
        self.settle(now);
        self.times.push_back(now);
    }

    /// After a step backwards of the clock nothing lies in the future.
    fn settle(&mut self, now: Millis) {
        for time in self.times.iter_mut().rev().take_while(|time| **time > now) {
            *time = now;
        }
    }
}

/// Milliseconds until `time` is `long_ms` ago: 0 when it is, and never more than `long_ms`.
pub(super) fn wait_ms(time: Millis, long_ms: i64, now: Millis) -> i64 {
    long_ms.saturating_sub(now.since(time).max(0)).max(0)
}

fn at_most(limit: &Limit) -> usize {
    usize::try_from(limit.messages.max(1)).unwrap_or(usize::MAX)
}
