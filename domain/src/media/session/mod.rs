//! The session machine: what a room knows of its broadcast, and how each event changes it.
//!
//! Pure: `(state, what was heard, rules, now) → (state, verdict, changes)`. The room around it stores the state
//! and the event in one step and does nothing else before it answers.
//!
//! # How it decides
//! A broadcast is live while at least one connection *claims* to publish it. Several may: when two encoders
//! fight for a key the media server asks about both before it refuses one, and a dead encoder's end comes long
//! after its successor's beginning. So every claim is kept under the connection's id and ends with that
//! connection alone; whatever ends a connection that holds no claim (a player, an older session) ends nothing.
//! When the last claim is gone the reconnect window runs, and only then the broadcast ends, at the time the
//! publisher left.

mod audience;
mod claims;
mod ending;
mod gone;
mod looking;
mod publishing;
mod steadiness;
#[cfg(test)]
mod tests;
mod watching;

use super::event::{Client, EventKind, Said};
use super::rules::{BELIEVED_PAST_MS, Rules};
use super::verdict::Verdict;
use crate::time::Millis;
use audience::Audience;
use claims::Claims;
pub use ending::Evidence;
use ending::{Interruption, Watch};
use gone::Graveyard;
use serde::{Deserialize, Serialize};
pub use steadiness::Publishing;
use steadiness::Steadiness;

/// Whether a stream is on air.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// On air, or waiting for its encoder within the reconnect window.
    Live,
    /// Not on air: over, or never begun.
    #[default]
    Ended,
}

impl Status {
    /// Reads the word of contract and column.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Live, Self::Ended].into_iter().find(|status| status.as_str() == word)
    }

    /// The word of contract and column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Ended => "ended",
        }
    }
}

/// What others may know of a broadcast: the room's part of a stream's row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Grows with every change: an index takes over only what is newer than what it has. 0: nothing happened yet.
    pub version: u64,
    /// On air or not.
    pub status: Status,
    /// When the running or last broadcast began.
    pub start_time: Option<Millis>,
    /// When the last broadcast ended; `None` while live.
    pub end_time: Option<Millis>,
    /// Viewers now; 0 when not live.
    pub viewer_count: u32,
    /// The most viewers at a time in the running or last broadcast.
    pub peak_viewer_count: u32,
}

impl Snapshot {
    /// When the broadcast began that is on air; `None` when none is.
    pub fn live_since(&self) -> Option<Millis> {
        self.start_time.filter(|_| self.status == Status::Live)
    }
}

/// The state of a room's broadcast, as it sleeps in the room's storage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Session {
    v: Layout,
    shown: Snapshot,
    claims: Claims,
    gone: Graveyard,
    audience: Audience,
    interruption: Option<Interruption>,
    watch: Watch,
    retired: bool,
    /// People in the stream's chat, as far as the running broadcast was told.
    #[serde(default, skip_serializing_if = "is_zero")]
    people: u32,
    #[serde(default, skip_serializing_if = "Steadiness::is_perfect")]
    steadiness: Steadiness,
}

/// A room that nobody chats in is stored as it was before rooms knew of that.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(people: &u32) -> bool {
    *people == 0
}

/// The version of the stored layout; reading another one is an error rather than a guess.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
struct Layout;

impl TryFrom<u8> for Layout {
    type Error = &'static str;
    fn try_from(v: u8) -> Result<Self, Self::Error> {
        if v == 1 { Ok(Self) } else { Err("unknown session layout") }
    }
}

impl From<Layout> for u8 {
    fn from(_: Layout) -> Self {
        1
    }
}

/// An event as the machine hears it: without its secrets and raw fields.
#[derive(Clone, Debug)]
pub struct Heard {
    kind: EventKind,
    client: Option<Client>,
    sent_at: Option<Millis>,
    unique_clients: bool,
    viewers: Option<u32>,
    /// The viewer that the room counts under this connection's id.
    viewer: Option<Client>,
}

impl Heard {
    /// What of `event` matters here; `viewer` is the viewer that the room counts under the same id, if any.
    pub fn new(event: &Said, viewer: Option<Client>) -> Self {
        Self {
            kind: event.kind,
            client: event.client.clone(),
            sent_at: event.sent_at,
            unique_clients: event.source.has_unique_clients(),
            viewers: event.viewers,
            viewer,
        }
    }

    /// When it happened: by the sender's clock where that can be, else now.
    fn at(&self, now: Millis) -> Millis {
        self.sent_at.filter(|at| *at <= now && *at >= now.plus(-BELIEVED_PAST_MS)).unwrap_or(now)
    }

    /// Whether the sender says that this happened before `other`. Two of its own times are compared, whatever
    /// its clock shows.
    fn is_before(&self, other: Option<Millis>) -> bool {
        matches!((self.sent_at, other), (Some(mine), Some(other)) if mine < other)
    }

    /// Whether this is about the viewer that the room counts under this id.
    fn is_of_viewer(&self) -> bool {
        matches!((&self.client, &self.viewer), (Some(client), Some(viewer)) if client.may_be(viewer))
    }
}

/// What the room has to do to its list of counted viewers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Note the viewer, or that it was seen again.
    Take(Client),
    /// Strike the viewer with this id.
    Free(Client),
}

/// The outcome of one step of the machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The state from now on.
    pub session: Session,
    /// What became of the event.
    pub verdict: Verdict,
    /// Strike all viewers first: the broadcast they watched is over.
    pub clears_audience: bool,
    /// Then this.
    pub seat: Option<Seat>,
    /// A broadcast that ended in this step by time alone, and how that was known.
    pub ended_by: Option<Evidence>,
    /// Somebody should look at the playback now, and tell [`Session::looked`].
    pub wants_look: bool,
}

impl Session {
    /// What others may know.
    pub fn snapshot(&self) -> &Snapshot {
        &self.shown
    }

    /// When [`Session::tick`] wants to be called; `None` when time alone changes nothing.
    pub fn check_at(&self) -> Option<Millis> {
        self.watch.check_at
    }

    /// Whether the stream was deleted.
    pub fn is_retired(&self) -> bool {
        self.retired
    }

    fn is_live(&self) -> bool {
        self.shown.status == Status::Live
    }

    /// Judges one event and takes it in.
    pub fn apply(&self, heard: Heard, rules: &Rules, now: Millis) -> Step {
        self.step(rules, now, |session, ended| {
            // A broadcast that ran out of time before this event took its viewers along.
            let heard = if ended { Heard { viewer: None, ..heard } } else { heard };
            session.hear(&heard, rules, now)
        })
    }

    /// Ends the broadcast because its owner says so. Its encoder is refused at its next sign of life.
    pub fn end_by_owner(&self, rules: &Rules, now: Millis) -> Step {
        self.step(rules, now, |session, _| {
            let was_live = session.is_live();
            session.end(now, now);
            (if was_live { Verdict::Ended } else { Verdict::NotLive }, None)
        })
    }

    /// So many people are in the stream's chat. They watch, whether or not a media server counts them.
    pub fn count_people(&self, people: u32, rules: &Rules, now: Millis) -> Step {
        self.step(rules, now, |session, _| {
            session.people = if session.is_live() { people } else { 0 };
            (Verdict::Noted, None)
        })
    }

    /// Whoever plays the stream counts its viewers itself: so many.
    pub fn count_viewers(&self, viewers: u32, rules: &Rules, now: Millis) -> Step {
        self.step(rules, now, |session, _| {
            if session.is_live() {
                session.audience.report(viewers);
            }
            (Verdict::Noted, None)
        })
    }

    /// Closes the room of a stream that is being deleted: nothing goes live here again.
    /// [`Verdict::AlreadyLive`] when it is live and therefore stays.
    pub fn retire(&self, rules: &Rules, now: Millis) -> Step {
        self.step(rules, now, |session, _| {
            if session.is_live() {
                return (Verdict::AlreadyLive, None);
            }
            session.retired = true;
            (Verdict::Noted, None)
        })
    }

    /// One step: first the window that may be over, then `act`, then the bookkeeping that every step owes.
    fn step(
        &self,
        rules: &Rules,
        now: Millis,
        act: impl FnOnce(&mut Self, bool) -> (Verdict, Option<Seat>),
    ) -> Step {
        let mut session = self.clone();
        let ended_by = session.close_window(rules, now);
        let (verdict, seat) = act(&mut session, ended_by.is_some());
        session.show();
        if session.shown != self.shown {
            session.shown.version = self.shown.version.saturating_add(1);
        }
        session.arm(rules, now);
        let clears_audience = ended_by.is_some() || (self.is_live() && !session.is_live());
        Step { session, verdict, clears_audience, seat, ended_by, wants_look: false }
    }

    fn hear(&mut self, heard: &Heard, rules: &Rules, now: Millis) -> (Verdict, Option<Seat>) {
        let publishing = |verdict| (verdict, None);
        match heard.kind {
            EventKind::Publish => {
                let verdict = self.publish(heard, now);
                self.count_reported(heard);
                publishing(verdict)
            }
            EventKind::Update => publishing(self.update(heard, now)),
            EventKind::Done if heard.is_of_viewer() => self.play_done(heard),
            EventKind::Done | EventKind::PublishDone => {
                self.count_reported(heard);
                publishing(self.publish_done(heard, rules, now))
            }
            // Whoever measures is no publisher: nothing lives by its word.
            EventKind::Stats => publishing(if self.is_live() { Verdict::Noted } else { Verdict::NotLive }),
            EventKind::Play => self.play(heard),
            EventKind::PlayUpdate => self.play_update(heard),
            EventKind::PlayDone => self.play_done(heard),
            EventKind::RecordDone | EventKind::Errored | EventKind::Ignored | EventKind::Other => {
                publishing(Verdict::Noted)
            }
        }
    }

    /// Brings the shown figures up to date with the counted ones. Who chats and who plays cannot be told apart, so
    /// the larger number counts: nobody twice.
    fn show(&mut self) {
        self.shown.viewer_count = if self.is_live() { self.audience.count().max(self.people) } else { 0 };
        self.shown.peak_viewer_count = self.shown.peak_viewer_count.max(self.shown.viewer_count);
    }
}
