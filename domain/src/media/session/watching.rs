//! Viewers come and go.

use super::super::rules::Rules;
use super::super::verdict::Verdict;
use super::{Heard, Seat, Session, Step};
use crate::time::Millis;

impl Session {
    pub(super) fn play(&mut self, heard: &Heard) -> (Verdict, Option<Seat>) {
        if self.retired {
            return (Verdict::RefusedGone, None);
        }
        let outcome = match &heard.client {
            Some(_) if heard.is_of_viewer() => (Verdict::Noted, None),
            Some(client) => {
                // Another connection under the same id takes its place: the count stays.
                if heard.viewer.is_none() {
                    self.audience.join_named();
                }
                (Verdict::ViewerJoined, Some(Seat::Take(client.clone())))
            }
            None => {
                self.audience.join_unnamed();
                (Verdict::ViewerJoined, None)
            }
        };
        self.count_reported(heard);
        outcome
    }

    /// A sign of life counts a viewer that was missed or struck, for instance while the room was away.
    pub(super) fn play_update(&mut self, heard: &Heard) -> (Verdict, Option<Seat>) {
        match &heard.client {
            Some(client) if self.is_live() => {
                if heard.viewer.is_none() {
                    self.audience.join_named();
                }
                (Verdict::Alive, Some(Seat::Take(client.clone())))
            }
            _ => (Verdict::Noted, None),
        }
    }

    pub(super) fn play_done(&mut self, heard: &Heard) -> (Verdict, Option<Seat>) {
        let outcome = match &heard.client {
            Some(client) if heard.is_of_viewer() => {
                self.audience.leave_named();
                (Verdict::ViewerLeft, Some(Seat::Free(client.clone())))
            }
            None if self.audience.leave_unnamed() => (Verdict::ViewerLeft, None),
            _ => (Verdict::Noted, None),
        };
        self.count_reported(heard);
        outcome
    }

    /// Strikes viewers that fell silent; the room found `silent` of them in its list.
    pub fn strike_viewers(&self, silent: u32, rules: &Rules, now: Millis) -> Step {
        self.step(rules, now, |session, _| {
            (0..silent).for_each(|_| session.audience.leave_named());
            (Verdict::ViewerLeft, None)
        })
    }

    /// Takes over the media server's own figure; of a broadcast that is over it says nothing.
    pub(super) fn count_reported(&mut self, heard: &Heard) {
        if let Some(viewers) = heard.viewers.filter(|_| self.is_live()) {
            self.audience.report(viewers);
            self.show();
        }
    }
}
