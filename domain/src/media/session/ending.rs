//! How a broadcast ends: by its window, by silence, by a dead picture, or because nothing was ever heard again.

use super::super::rules::{AWAY_AFTER_MS, Rules};
use super::super::verdict::Verdict;
use super::claims::Claim;
use super::gone::Gone;
use super::looking::Eyes;
use super::{Session, Status, Step};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// How it is known that a broadcast of which no end was reported in time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "evidence", content = "since")]
pub enum Evidence {
    /// The publisher left and did not come back within the window.
    ReconnectWindowOver(Millis),
    /// The publisher's signs of life stopped.
    Silence(Millis),
    /// The playback stands still or is gone.
    PlaybackDead(Millis),
    /// Nothing at all was heard.
    Unheard(Millis),
}

impl Evidence {
    /// The word that is kept, and since when it is so.
    pub const fn parts(self) -> (&'static str, Millis) {
        match self {
            Self::ReconnectWindowOver(since) => ("reconnect_window_over", since),
            Self::Silence(since) => ("silence", since),
            Self::PlaybackDead(since) => ("playback_dead", since),
            Self::Unheard(since) => ("unheard", since),
        }
    }
}

/// A live broadcast without a publisher.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Interruption {
    /// Since when; this becomes the end time.
    at: Millis,
    /// Until when the encoder may come back.
    pub(super) ends_at: Millis,
    /// What the end will be put down to.
    evidence: Evidence,
}

/// What the room watches while nothing happens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Watch {
    /// When the next check is due, as armed with the room's alarm.
    pub(super) check_at: Option<Millis>,
    /// When a publisher was last heard of, or its picture seen to move.
    pub(super) heard_at: Millis,
    /// When the last publisher left, by its sender's clock.
    pub(super) left_sent_at: Option<Millis>,
    /// What was seen of the picture.
    pub(super) eyes: Eyes,
}

impl Session {
    /// What time alone changes. To be called at [`Session::check_at`]; calling it at any other time is harmless.
    pub fn tick(&self, rules: &Rules, now: Millis) -> Step {
        let mut session = self.clone();
        if self.is_overdue(now) {
            session.excuse_absence(now);
        }
        session.watch.check_at = None;
        session.suspect_silent(rules, now);
        session.strike_unheard(rules, now);
        let wants_look = session.asks_for_look(rules, now);
        Step { wants_look, ..session.watched(rules, now) }
    }

    /// Whether the check that was due is so late that the room must have been away.
    pub fn is_overdue(&self, now: Millis) -> bool {
        self.watch.check_at.is_some_and(|due| now.since(due) > AWAY_AFTER_MS)
    }

    /// The step that follows from what was seen without an event.
    pub(super) fn watched(&self, rules: &Rules, now: Millis) -> Step {
        self.step(rules, now, |_, ended| (if ended { Verdict::Ended } else { Verdict::Noted }, None))
    }

    /// The room was away: what it did not hear meanwhile proves nothing.
    fn excuse_absence(&mut self, now: Millis) {
        self.claims.iter_mut().for_each(|claim| claim.seen = now);
        if self.is_live() {
            self.watch.heard_at = now;
        }
    }

    fn strike_unheard(&mut self, rules: &Rules, now: Millis) {
        let at = self.watch.heard_at;
        if now.since(at) > rules.unheard_limit_ms {
            self.lose_publishers(|_| true, at, Evidence::Unheard(at), rules, now);
        }
    }

    /// Strikes claims; when none is left the window opens, or is over already.
    pub(super) fn lose_publishers(
        &mut self,
        lost: impl Fn(&Claim) -> bool,
        at: Millis,
        evidence: Evidence,
        rules: &Rules,
        now: Millis,
    ) {
        let lost = self.claims.take(lost);
        if self.claims.is_empty() && self.interruption.is_none() && !lost.is_empty() {
            self.open_window(at, evidence, rules, now);
        }
    }

    /// The last publisher left: the window opens, or is over already when the news comes that late.
    pub(super) fn interrupt(&mut self, at: Millis, rules: &Rules, now: Millis) -> Verdict {
        self.open_window(at, Evidence::ReconnectWindowOver(at), rules, now);
        if self.close_window(rules, now).is_some() { Verdict::Ended } else { Verdict::Interrupted }
    }

    fn open_window(&mut self, at: Millis, evidence: Evidence, rules: &Rules, now: Millis) {
        let ends_at = at.plus(rules.reconnect_window_ms).max(now);
        self.interruption = Some(Interruption { at, ends_at, evidence });
    }

    /// Ends a broadcast whose window is over; says how that is known.
    pub(super) fn close_window(&mut self, rules: &Rules, now: Millis) -> Option<Evidence> {
        let interruption = self.interruption.as_mut().filter(|it| it.ends_at <= now)?;
        if now.since(interruption.ends_at) > AWAY_AFTER_MS {
            // Nobody was there to let the encoder back in.
            interruption.ends_at = now.plus(rules.reconnect_window_ms.max(1));
            return None;
        }
        let Interruption { at, evidence, .. } = *interruption;
        self.end(at, now);
        Some(evidence)
    }

    /// The broadcast is over, since `at`.
    pub(super) fn end(&mut self, at: Millis, now: Millis) {
        if !self.is_live() {
            return;
        }
        self.shown.status = Status::Ended;
        self.shown.end_time = Some(at.max(self.shown.start_time.unwrap_or(at)));
        self.interruption = None;
        for client in self.claims.take(|_| true).into_iter().filter_map(|claim| claim.client) {
            self.gone.bury(Gone { client, sent_at: None, at: now, published: true });
        }
        self.audience = Default::default();
        self.people = 0;
    }

    /// Sees to it that [`Session::check_at`] is no later than the next thing that time alone can change. An
    /// earlier check stays: it does nothing and re-arms, which is cheaper than moving the alarm at every event.
    pub(super) fn arm(&mut self, rules: &Rules, now: Millis) {
        let next = self.next_due(rules).map(|due| due.max(now.plus(1)));
        self.watch.check_at = match (self.watch.check_at, next) {
            (Some(armed), Some(next)) => Some(armed.min(next)),
            (_, next) => next,
        };
    }

    fn next_due(&self, rules: &Rules) -> Option<Millis> {
        if !self.is_live() {
            return None;
        }
        let window = self.interruption.iter().map(|it| it.ends_at);
        let unheard = self.watch.heard_at.plus(rules.unheard_limit_ms).plus(1);
        window.chain(self.next_silence(rules)).chain(self.next_look(rules)).chain([unheard]).min()
    }
}
