//! How many people are here, and telling them: a part of the crowd at a time.
//!
//! While a frame is on its way the platform keeps some 5 KB for its socket. Told at once, a crowd that only sits there
//! would take that for each of them, and a process does not give back what it once took.

use super::room::{ChatRoom, Want};
use domain::chat::presence::Tell;
use domain::time::Millis;
use serde_json::json;

/// Listeners that are told at a time.
const AT_A_TIME: usize = 100;

impl ChatRoom {
    /// People came or left.
    pub(super) fn people_changed(&mut self, now: Millis) {
        match self.presence.changed(self.roster.people(), now) {
            Tell::Now => self.tell_presence(),
            Tell::At(at) if !self.is_presence_expected => {
                self.is_presence_expected = true;
                self.wants.push(Want::TellPresence(at));
            }
            Tell::At(_) | Tell::No => {}
        }
    }

    /// Time to tell how many people are here, unless that was told meanwhile.
    pub(super) fn presence_due(&mut self, now: Millis) {
        self.is_presence_expected = false;
        self.people_changed(now);
    }

    fn tell_presence(&mut self) {
        self.wants.push(Want::CountPeople(self.presence.shown));
        let is_under_way = !self.untold.is_empty();
        self.untold = self.roster.seat_ids();
        if !is_under_way {
            self.tell_some();
        }
    }

    /// Tells the next of those who do not know yet how many are here.
    pub(super) fn tell_some(&mut self) {
        let rest = self.untold.len().saturating_sub(AT_A_TIME);
        let some = self.untold.split_off(rest);
        let body = json!({"viewers": self.presence.shown}).to_string();
        self.announce_to(&some, "presence", &body);
        if rest > 0 {
            self.wants.push(Want::TellSome);
        } else {
            self.told(body.len());
        }
    }
}
