//! Publishers come, give signs of life, and go.

use super::super::event::Client;
use super::super::rules::{LATE_PUBLISH_MS, Rules};
use super::super::verdict::Verdict;
use super::claims::Claim;
use super::gone::Gone;
use super::steadiness::Steadiness;
use super::{Heard, Session, Status};
use crate::time::Millis;

impl Session {
    pub(super) fn publish(&mut self, heard: &Heard, now: Millis) -> Verdict {
        if self.retired {
            return Verdict::RefusedGone;
        }
        if let Some(verdict) = self.late_publish(heard, now) {
            return verdict;
        }
        self.claim(heard, now, false);
        self.go_live(heard.at(now))
    }

    /// A publish that is older than what is known already must not bring a broadcast back to life.
    fn late_publish(&self, heard: &Heard, now: Millis) -> Option<Verdict> {
        if self.claims.is_empty() && heard.is_before(self.watch.left_sent_at) {
            return Some(Verdict::Late);
        }
        let gone = self.gone.of(heard.client.as_ref()?)?;
        if heard.is_before(gone.sent_at) {
            return Some(Verdict::Late);
        }
        if !heard.unique_clients {
            return None;
        }
        if gone.published {
            return Some(Verdict::Late);
        }
        // The end overtook the beginning. Refusing is safe: should the encoder be there after all, it comes
        // back with a new id.
        (now.since(gone.at) <= LATE_PUBLISH_MS).then_some(Verdict::RefusedLate)
    }

    /// A sign of life of a publisher. One that the room does not know is a publisher all the same: its claim
    /// was struck while the room was away.
    pub(super) fn update(&mut self, heard: &Heard, now: Millis) -> Verdict {
        if self.retired {
            return Verdict::RefusedGone;
        }
        if heard.client.is_none() && !self.claims.is_empty() {
            self.trust();
            self.claims.iter_mut().for_each(|claim| claim.seen = now);
            self.watch.heard_at = now;
            return Verdict::Alive;
        }
        let is_known = self.claims.of(heard.client.as_ref()).is_some();
        let is_gone = heard.client.as_ref().is_some_and(|client| self.gone.of(client).is_some());
        if !self.is_live() || (is_gone && !is_known) {
            return Verdict::RefusedOver;
        }
        self.claim(heard, now, true);
        if is_known { Verdict::Alive } else { self.go_live(heard.at(now)) }
    }

    /// The end of a connection that is not a viewer's.
    pub(super) fn publish_done(&mut self, heard: &Heard, rules: &Rules, now: Millis) -> Verdict {
        let ends = |claim: &Claim| match (&claim.client, &heard.client) {
            (Some(mine), Some(client)) => mine.may_be(client),
            // Who does not name the connection means the publisher.
            (_, None) => true,
            (None, Some(_)) => false,
        };
        if !self.claims.iter().any(ends) {
            self.note_unseen_end(heard, now);
            return if self.is_live() { Verdict::NotThePublisher } else { Verdict::NotLive };
        }
        let left = self.claims.take(|claim| ends(claim) && !heard.is_before(claim.sent_at));
        if left.is_empty() {
            return Verdict::Late;
        }
        for client in left.into_iter().filter_map(|claim| claim.client) {
            self.gone.bury(Gone { client, sent_at: heard.sent_at, at: now, published: true });
        }
        self.watch.heard_at = now;
        self.watch.left_sent_at = heard.sent_at;
        if !self.claims.is_empty() {
            return Verdict::PublisherLeft;
        }
        self.interrupt(heard.at(now), rules, now)
    }

    /// Remembers the end of a connection whose beginning may still come. Ids that are used again and carry no
    /// time cannot be told from new connections, so of those nothing is kept.
    fn note_unseen_end(&mut self, heard: &Heard, now: Millis) {
        let Some(client) = heard.client.clone() else { return };
        let tells = heard.unique_clients || heard.sent_at.is_some();
        match self.gone.of(&client) {
            _ if !tells => {}
            None => self.gone.bury(Gone { client, sent_at: heard.sent_at, at: now, published: false }),
            // Its last beginning may still come, and is to be known as over then.
            Some(gone) if heard.sent_at > gone.sent_at => {
                let known = gone.clone();
                self.gone.bury(Gone { sent_at: heard.sent_at, ..known });
            }
            Some(_) => {}
        }
    }

    fn claim(&mut self, heard: &Heard, now: Millis, beats: bool) {
        self.watch.heard_at = now;
        self.trust();
        heard.client.iter().for_each(|client: &Client| self.gone.forget(client));
        if let Some(claim) = self.claims.of(heard.client.as_ref()) {
            claim.seen = now;
            claim.beats |= beats;
            claim.sent_at = claim.sent_at.max(heard.sent_at);
            return;
        }
        // A publish without a name beside named ones is a repetition by a sender that says less.
        if heard.client.is_some() || self.claims.is_empty() {
            let (client, sent_at, is_unique) = (heard.client.clone(), heard.sent_at, heard.unique_clients);
            self.claims.add(Claim { client, sent_at, seen: now, beats, is_unique });
        }
    }

    fn go_live(&mut self, at: Millis) -> Verdict {
        if self.interruption.take().is_some() {
            self.steadiness.returned(at);
            return Verdict::Resumed;
        }
        if self.is_live() {
            return Verdict::AlreadyLive;
        }
        self.shown.status = Status::Live;
        self.shown.start_time = Some(at);
        self.shown.end_time = None;
        self.shown.peak_viewer_count = 0;
        self.steadiness = Steadiness::default();
        self.open_eyes();
        Verdict::Started
    }
}
