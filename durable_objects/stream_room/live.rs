//! The room's truth about its broadcast: the session machine and the storage around it. Nothing here awaits, so
//! everything that one call does is stored as one.
//!
//! What is opened must be saved before the next await, and opened anew after it: another call may have come between.

use super::broadcasts;
use super::calls::{Health, Hearing, Told};
use super::log;
use super::reporting::Reporting;
use super::{store, viewers};
use crate::error::ApiError;
use domain::media::event::EventKind;
use domain::media::meter::Meter;
use domain::media::probe::Look;
use domain::media::report::{KeptEvent, RoomReport, is_kept};
use domain::media::rules::Rules;
use domain::media::session::{Heard, Seat, Session, Step};
use domain::media::verdict::Verdict;
use domain::time::Millis;
use worker::SqlStorage;

const SESSION: &str = "session";
const REPORTING: &str = "reporting";

/// The room's state, read from its storage.
pub(super) struct Live {
    storage: SqlStorage,
    rules: Rules,
    session: Kept<Session>,
    reporting: Kept<Reporting>,
}

/// A fact and whether it differs from the stored one.
struct Kept<T> {
    fact: T,
    is_changed: bool,
}

impl<T: PartialEq> Kept<T> {
    fn set(&mut self, fact: T) {
        if fact != self.fact {
            self.fact = fact;
            self.is_changed = true;
        }
    }
}

impl Live {
    /// Makes the tables in a new room.
    pub(super) fn prepare(storage: &SqlStorage) -> Result<(), ApiError> {
        store::open(storage)?;
        log::open(storage)?;
        broadcasts::open(storage)?;
        viewers::open(storage)
    }

    /// Reads the state of a room that was prepared.
    pub(super) fn open(storage: SqlStorage, rules: Rules) -> Result<Self, ApiError> {
        let session = Kept { fact: store::get(&storage, SESSION)?, is_changed: false };
        let reporting = Kept { fact: store::get(&storage, REPORTING)?, is_changed: false };
        Ok(Self { storage, rules, session, reporting })
    }

    /// Writes what changed.
    pub(super) fn save(&self) -> Result<(), ApiError> {
        if self.session.is_changed {
            store::put(&self.storage, SESSION, &self.session.fact)?;
        }
        if self.reporting.is_changed {
            store::put(&self.storage, REPORTING, &self.reporting.fact)?;
        }
        Ok(())
    }

    fn told(&self, verdict: Verdict) -> Told {
        Told { snapshot: self.session.fact.snapshot().clone(), verdict, recorded: None, health: None }
    }

    fn change_reporting(&mut self, change: impl FnOnce(&mut Reporting)) {
        let mut reporting = self.reporting.fact.clone();
        change(&mut reporting);
        self.reporting.set(reporting);
    }

    /// Judges a media event and stores what follows. The same event again gets the same verdict.
    pub(super) fn hear(&mut self, hearing: &Hearing, now: Millis) -> Result<Told, ApiError> {
        let told = self.judge(hearing, now)?;
        let recorded = match (hearing.began_at, hearing.said.kind) {
            (Some(began_at), _) => broadcasts::nearest(&self.storage, began_at)?,
            (None, EventKind::RecordDone) => {
                let done_at = hearing.said.sent_at.filter(|at| *at <= now).unwrap_or(now);
                broadcasts::at(&self.storage, done_at)?.or(told.snapshot.start_time)
            }
            (None, _) => None,
        };
        Ok(Told { recorded, ..told })
    }

    fn judge(&mut self, hearing: &Hearing, now: Millis) -> Result<Told, ApiError> {
        self.change_reporting(|reporting| reporting.know(hearing.stream_id, &hearing.playback_name));
        let said = &hearing.said;
        if let Some(verdict) = self.heard_before(hearing)? {
            if is_kept(said.kind, Verdict::Noted) {
                log::append(&self.storage, None, verdict, &KeptEvent::repeated(said, now))?;
                self.wants_report(false, now);
            }
            return Ok(self.told(verdict));
        }
        let viewer = match &said.client {
            Some(client) => viewers::find(&self.storage, &client.id)?,
            None => None,
        };
        let step = self.session.fact.apply(Heard::new(said, viewer), &self.rules, now);
        let verdict = step.verdict;
        self.take(step, said.kind == EventKind::PlayUpdate, now)?;
        if is_kept(said.kind, verdict) {
            let event = KeptEvent::of(said, verdict, now);
            log::append(&self.storage, hearing.key.as_deref(), verdict, &event)?;
            self.wants_report(false, now);
        } else if let Some(key) = &hearing.key {
            log::append_sign(&self.storage, key, verdict, now)?;
        }
        Ok(self.told(verdict))
    }

    fn heard_before(&self, hearing: &Hearing) -> Result<Option<Verdict>, ApiError> {
        hearing.key.as_deref().map_or(Ok(None), |key| log::find(&self.storage, key))
    }

    /// How things stand.
    pub(super) fn show(&self) -> Told {
        self.told(Verdict::Noted)
    }

    /// How things stand, and how the broadcast fares by what `meter` remembers.
    pub(super) fn examine(&self, meter: &Meter, now: Millis) -> Told {
        let session = &self.session.fact;
        let start = session.snapshot().live_since();
        let health = Health {
            publishing: session.publishing(),
            interruptions: session.interruptions(),
            measured: start.map(|start| meter.show(start, now)).unwrap_or_default(),
        };
        Told { health: Some(health), ..self.show() }
    }

    /// The owner ends the broadcast.
    pub(super) fn end(&mut self, now: Millis) -> Result<Told, ApiError> {
        let step = self.session.fact.end_by_owner(&self.rules, now);
        let verdict = step.verdict;
        self.take(step, false, now)?;
        if verdict == Verdict::Ended {
            log::append(&self.storage, None, verdict, &KeptEvent::of_owner(now))?;
        }
        Ok(self.told(verdict))
    }

    /// Closes the room for good, unless it is live.
    pub(super) fn retire(&mut self, now: Millis) -> Result<Told, ApiError> {
        let step = self.session.fact.retire(&self.rules, now);
        let verdict = step.verdict;
        self.take(step, false, now)?;
        Ok(self.told(verdict))
    }

    /// Does what time alone brings; the playback name when somebody should look at the picture.
    pub(super) fn tick(&mut self, now: Millis) -> Result<Option<String>, ApiError> {
        if self.session.fact.check_at().is_none_or(|due| due > now) {
            return Ok(None);
        }
        log::forget_signs(&self.storage, now)?;
        let was_away = self.session.fact.is_overdue(now);
        let step = self.session.fact.tick(&self.rules, now);
        let wants_look = step.wants_look;
        self.take(step, false, now)?;
        if !was_away {
            self.strike_silent_viewers(now)?;
        }
        Ok(wants_look.then(|| self.reporting.fact.playback_name.clone()))
    }

    fn strike_silent_viewers(&mut self, now: Millis) -> Result<(), ApiError> {
        let silent = viewers::strike_silent(&self.storage, now.plus(-self.rules.silence_limit_ms))?;
        if silent == 0 {
            return Ok(());
        }
        let step = self.session.fact.strike_viewers(silent, &self.rules, now);
        self.take(step, false, now)
    }

    /// Takes in what a look at the picture showed.
    pub(super) fn looked(&mut self, look: Look, now: Millis) -> Result<(), ApiError> {
        let step = self.session.fact.looked(look, &self.rules, now);
        self.take(step, false, now)
    }

    /// Takes a step: the state, the viewers, the note of an end that no media server told, and the report.
    fn take(&mut self, step: Step, beats: bool, now: Millis) -> Result<(), ApiError> {
        if step.clears_audience {
            viewers::clear(&self.storage)?;
        }
        match &step.seat {
            Some(Seat::Take(client)) => viewers::take(&self.storage, client, beats, now)?,
            Some(Seat::Free(client)) => viewers::free(&self.storage, client)?,
            None => {}
        }
        if let Some(evidence) = step.ended_by {
            log::append(&self.storage, None, Verdict::Ended, &KeptEvent::of_ending(evidence, now))?;
        }
        let (old, new) = (self.session.fact.snapshot(), step.session.snapshot());
        if let Some(start_time) = new.start_time.filter(|_| new.start_time != old.start_time) {
            broadcasts::began(&self.storage, start_time)?;
        }
        if new.version != old.version {
            let is_urgent = new.status != old.status;
            self.wants_report(is_urgent, now);
        }
        self.session.set(step.session);
        Ok(())
    }

    fn wants_report(&mut self, is_urgent: bool, now: Millis) {
        self.change_reporting(|reporting| reporting.wants(is_urgent, now));
    }

    /// The report that is due now, noted as sent.
    pub(super) fn due_report(&mut self, now: Millis) -> Result<Option<RoomReport>, ApiError> {
        let reporting = &self.reporting.fact;
        if reporting.stream_id == 0 || reporting.due_at.is_none_or(|due| due > now) {
            return Ok(None);
        }
        let report = RoomReport {
            v: RoomReport::V,
            stream_id: reporting.stream_id,
            snapshot: self.session.fact.snapshot().clone(),
            events: log::after(&self.storage, reporting.known_seq)?,
        };
        self.change_reporting(|reporting| reporting.sent(now));
        Ok(Some(report))
    }

    /// The index has this much.
    pub(super) fn acknowledge(&mut self, version: u64, seq: i64, now: Millis) -> Result<Told, ApiError> {
        let there_is = (self.session.fact.snapshot().version, log::last(&self.storage)?);
        self.change_reporting(|reporting| reporting.acknowledged((version, seq), there_is, now));
        log::forget(&self.storage, self.reporting.fact.known_seq, now)?;
        Ok(self.show())
    }

    /// The index shows this version; if there is a newer one, it is reported again.
    pub(super) fn compare(&mut self, stream_id: i64, version: u64, now: Millis) -> Told {
        if self.session.fact.snapshot().version > version {
            self.change_reporting(|reporting| {
                reporting.stream_id = stream_id;
                reporting.wants(true, now);
            });
        }
        self.show()
    }

    /// So many people are in the stream's chat.
    pub(super) fn count_people(&mut self, people: u32, now: Millis) -> Result<(), ApiError> {
        let step = self.session.fact.count_people(people, &self.rules, now);
        self.take(step, false, now)
    }

    /// Whoever plays the stream says how many watch it.
    pub(super) fn count_viewers(&mut self, viewers: u32, now: Millis) -> Result<(), ApiError> {
        let step = self.session.fact.count_viewers(viewers, &self.rules, now);
        self.take(step, false, now)
    }

    /// Whether the stream was deleted.
    pub(super) fn is_retired(&self) -> bool {
        self.session.fact.is_retired()
    }

    /// When the alarm has to ring; `None` when nothing will happen by itself.
    pub(super) fn due_at(&self) -> Option<Millis> {
        self.session.fact.check_at().into_iter().chain(self.reporting.fact.due_at).min()
    }
}
