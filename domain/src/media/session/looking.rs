//! Silence is not death: before a broadcast is given up, somebody looks at its picture.
//!
//! Two kinds of publishers are watched. One that gave signs of life and then none is *suspected*; its picture
//! decides: if it moves between two looks, only the words got lost, and the publisher is spared. One that never gave
//! any is looked at from time to time, and only a picture that was seen to move can be seen to stand still: a server
//! without playback proves nothing.

use super::super::probe::Look;
use super::super::rules::{RELOOK_MS, Rules};
use super::claims::Claim;
use super::{Evidence, Session, Step};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// How many looks in a row must find the picture of a publisher that never gave a sign of life dead.
const DEAD_LOOKS: u8 = 3;

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Eyes {
    looked_at: Option<Millis>,
    picture: Option<String>,
    moved: bool,
    dead_looks: u8,
    suspicion: Option<Suspicion>,
}

/// Every publisher has fallen silent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Suspicion {
    /// When to look next.
    look_at: Millis,
    /// What the first look showed.
    picture: Option<String>,
}

fn is_silent(claim: &Claim, rules: &Rules, now: Millis) -> bool {
    now.since(claim.seen) > rules.silence_limit_ms
}

impl Session {
    /// Strikes silent publishers beside one that is not; suspects them when all are. A publisher whose server died before
    /// its first sign of life is silent, too, once another gives some there.
    pub(super) fn suspect_silent(&mut self, rules: &Rules, now: Millis) {
        let claims = self.claims.clone();
        let is_dumb = |claim: &Claim| claims.should_beat(claim) && is_silent(claim, rules, now);
        if !claims.iter().any(is_dumb) {
            return;
        }
        if claims.iter().any(|claim| claim.beats && !is_dumb(claim)) {
            self.claims.take(is_dumb);
            return;
        }
        let suspicion = Suspicion { look_at: now, picture: None };
        self.watch.eyes.suspicion.get_or_insert(suspicion);
    }

    /// A publisher was heard of.
    pub(super) fn trust(&mut self) {
        self.watch.eyes.suspicion = None;
    }

    /// Forgets what was seen of an earlier broadcast.
    pub(super) fn open_eyes(&mut self) {
        self.watch.eyes = Eyes::default();
    }

    /// When silence is to be judged next.
    pub(super) fn next_silence(&self, rules: &Rules) -> Option<Millis> {
        let beating = self.claims.iter().filter(|claim| self.claims.should_beat(claim));
        let limit = beating.map(|claim| claim.seen.plus(rules.silence_limit_ms).plus(1)).min()?;
        Some(self.watch.eyes.suspicion.as_ref().map_or(limit, |suspicion| suspicion.look_at))
    }

    /// When the picture of a publisher that never gave a sign of life is to be looked at next.
    pub(super) fn next_look(&self, rules: &Rules) -> Option<Millis> {
        let is_quiet =
            self.is_live() && !self.claims.is_empty() && !self.claims.iter().any(|claim| claim.beats);
        let since = self.watch.eyes.looked_at.or(self.shown.start_time)?;
        is_quiet.then(|| since.plus(rules.probe_interval_ms))
    }

    /// Whether somebody is to look now. Should no answer come, it will be asked again.
    pub(super) fn asks_for_look(&mut self, rules: &Rules, now: Millis) -> bool {
        let is_quiet_due = self.next_look(rules).is_some_and(|at| at <= now);
        if is_quiet_due {
            self.watch.eyes.looked_at = Some(now);
        }
        let suspicion = self.watch.eyes.suspicion.as_mut().filter(|suspicion| suspicion.look_at <= now);
        let is_suspicion_due = suspicion.is_some();
        if let Some(suspicion) = suspicion {
            suspicion.look_at = now.plus(RELOOK_MS);
        }
        is_quiet_due || is_suspicion_due
    }

    /// Takes in what a look at the playback showed.
    pub fn looked(&self, look: Look, rules: &Rules, now: Millis) -> Step {
        let mut session = self.clone();
        session.watch.check_at = None;
        match session.watch.eyes.suspicion.take() {
            Some(suspicion) => session.judge_suspicion(suspicion, look, rules, now),
            None => session.judge_quiet(look, rules, now),
        }
        session.watched(rules, now)
    }

    fn judge_suspicion(&mut self, suspicion: Suspicion, look: Look, rules: &Rules, now: Millis) {
        match (look, suspicion.picture) {
            (Look::Picture(picture), None) => {
                let picture = Some(picture);
                self.watch.eyes.suspicion = Some(Suspicion { picture, ..suspicion });
            }
            (Look::Picture(now_shown), Some(first_shown)) if now_shown != first_shown => {
                self.claims.iter_mut().for_each(|claim| claim.seen = now);
                self.watch.heard_at = now;
            }
            _ => {
                // Not when the silent one was last seen: another may have published, and left, after that.
                let at = self.watch.heard_at;
                let claims = self.claims.clone();
                let silent = |claim: &Claim| claims.should_beat(claim) && is_silent(claim, rules, now);
                self.lose_publishers(silent, at, Evidence::Silence(at), rules, now);
            }
        }
    }

    fn judge_quiet(&mut self, look: Look, rules: &Rules, now: Millis) {
        let watch = &mut self.watch;
        let eyes = &mut watch.eyes;
        match look {
            Look::Picture(picture) if eyes.picture.as_ref() != Some(&picture) => {
                eyes.moved |= eyes.picture.is_some();
                eyes.picture = Some(picture);
                eyes.dead_looks = 0;
                watch.heard_at = if eyes.moved { now } else { watch.heard_at };
            }
            _ => eyes.dead_looks = eyes.dead_looks.saturating_add(u8::from(eyes.moved)),
        }
        if eyes.dead_looks >= DEAD_LOOKS {
            let at = watch.heard_at;
            self.lose_publishers(|claim| !claim.beats, at, Evidence::PlaybackDead(at), rules, now);
        }
    }
}
