//! The room's truth about its broadcast: the session machine and the storage around it. Nothing here awaits, so
//! everything that one call does is stored as one.

use super::calls::{Hearing, Told};
use super::log;
use super::reporting::Reporting;
use super::{store, viewers};
use crate::error::ApiError;
use domain::media::event::EventKind;
use domain::media::probe::Look;
use domain::media::report::{KeptEvent, RoomReport, is_kept};
use domain::media::rules::Rules;
use domain::media::session::{Heard, Seat, Session, Step};
use domain::media::verdict::Verdict;
use domain::time::Millis;
use worker::SqlStorage;

const SESSION: &str = "session";
const REPORTING: &str = "reporting";

/// The room's storage, opened.
pub(super) struct Live {
    storage: SqlStorage,
    rules: Rules,
}

impl Live {
    /// The storage of a room that was prepared.
    pub(super) const fn open(storage: SqlStorage, rules: Rules) -> Self {
        Self { storage, rules }
    }

    /// Makes the tables in a new room.
    pub(super) fn prepare(&self) -> Result<(), ApiError> {
        store::open(&self.storage)?;
        log::open(&self.storage)?;
        viewers::open(&self.storage)
    }

    fn session(&self) -> Result<Session, ApiError> {
        store::get(&self.storage, SESSION)
    }

    fn reporting(&self) -> Result<Reporting, ApiError> {
        store::get(&self.storage, REPORTING)
    }

    /// Judges a media event and stores what follows. The same event again gets the same verdict.
    pub(super) fn hear(&self, hearing: &Hearing, now: Millis) -> Result<Told, ApiError> {
        self.know_stream(hearing)?;
        let session = self.session()?;
        if let Some(verdict) = self.heard_before(hearing)? {
            let event = KeptEvent::repeated(&hearing.said, now);
            log::append(&self.storage, None, verdict, &event)?;
            self.wants_report(false, now)?;
            return Ok(Told { snapshot: session.snapshot().clone(), verdict });
        }
        let said = &hearing.said;
        let viewer = match &said.client {
            Some(client) => viewers::find(&self.storage, &client.id)?,
            None => None,
        };
        let step = session.apply(Heard::new(said, viewer), &self.rules, now);
        let beats = said.kind == EventKind::PlayUpdate;
        self.take(&session, &step, beats, now)?;
        if is_kept(said.kind, step.verdict) {
            let event = KeptEvent::of(said, step.verdict, now);
            log::append(&self.storage, hearing.key.as_deref(), step.verdict, &event)?;
            self.wants_report(false, now)?;
        }
        Ok(Told { snapshot: step.session.snapshot().clone(), verdict: step.verdict })
    }

    fn heard_before(&self, hearing: &Hearing) -> Result<Option<Verdict>, ApiError> {
        hearing.key.as_deref().map_or(Ok(None), |key| log::find(&self.storage, key))
    }

    fn know_stream(&self, hearing: &Hearing) -> Result<(), ApiError> {
        let mut reporting = self.reporting()?;
        if reporting.stream_id == hearing.stream_id && reporting.playback_name == hearing.playback_name {
            return Ok(());
        }
        reporting.stream_id = hearing.stream_id;
        reporting.playback_name.clone_from(&hearing.playback_name);
        store::put(&self.storage, REPORTING, &reporting)
    }

    /// How things stand.
    pub(super) fn show(&self) -> Result<Told, ApiError> {
        Ok(Told { snapshot: self.session()?.snapshot().clone(), verdict: Verdict::Noted })
    }

    /// The owner ends the broadcast.
    pub(super) fn end(&self, now: Millis) -> Result<Told, ApiError> {
        let session = self.session()?;
        let step = session.end_by_owner(&self.rules, now);
        self.take(&session, &step, false, now)?;
        if step.verdict == Verdict::Ended {
            log::append(&self.storage, None, step.verdict, &KeptEvent::of_owner(now))?;
        }
        Ok(Told { snapshot: step.session.snapshot().clone(), verdict: step.verdict })
    }

    /// Closes the room for good, unless it is live.
    pub(super) fn retire(&self, now: Millis) -> Result<Told, ApiError> {
        let session = self.session()?;
        let step = session.retire(&self.rules, now);
        self.take(&session, &step, false, now)?;
        Ok(Told { snapshot: step.session.snapshot().clone(), verdict: step.verdict })
    }

    /// Does what time alone brings; the playback name when somebody should look at the picture.
    pub(super) fn tick(&self, now: Millis) -> Result<Option<String>, ApiError> {
        let session = self.session()?;
        if session.check_at().is_none_or(|due| due > now) {
            return Ok(None);
        }
        let was_away = session.is_overdue(now);
        let step = session.tick(&self.rules, now);
        self.take(&session, &step, false, now)?;
        if !was_away {
            self.strike_silent_viewers(now)?;
        }
        Ok(if step.wants_look { Some(self.reporting()?.playback_name) } else { None })
    }

    fn strike_silent_viewers(&self, now: Millis) -> Result<(), ApiError> {
        let silent = viewers::strike_silent(&self.storage, now.plus(-self.rules.silence_limit_ms))?;
        if silent == 0 {
            return Ok(());
        }
        let session = self.session()?;
        let step = session.strike_viewers(silent, &self.rules, now);
        self.take(&session, &step, false, now)
    }

    /// Takes in what a look at the picture showed.
    pub(super) fn looked(&self, look: Look, now: Millis) -> Result<(), ApiError> {
        let session = self.session()?;
        let step = session.looked(look, &self.rules, now);
        self.take(&session, &step, false, now)
    }

    /// Stores a step: the state, the viewers, the note of an end that no media server told, and the report.
    fn take(&self, before: &Session, step: &Step, beats: bool, now: Millis) -> Result<(), ApiError> {
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
        if step.session != *before {
            store::put(&self.storage, SESSION, &step.session)?;
        }
        let (old, new) = (before.snapshot(), step.session.snapshot());
        if new.version != old.version {
            self.wants_report(new.status != old.status, now)?;
        }
        Ok(())
    }

    fn wants_report(&self, is_urgent: bool, now: Millis) -> Result<(), ApiError> {
        let mut reporting = self.reporting()?;
        reporting.wants(is_urgent, now);
        store::put(&self.storage, REPORTING, &reporting)
    }

    /// The report that is due now, noted as sent.
    pub(super) fn due_report(&self, now: Millis) -> Result<Option<RoomReport>, ApiError> {
        let mut reporting = self.reporting()?;
        if reporting.stream_id == 0 || reporting.due_at.is_none_or(|due| due > now) {
            return Ok(None);
        }
        reporting.sent(now);
        store::put(&self.storage, REPORTING, &reporting)?;
        Ok(Some(RoomReport {
            v: RoomReport::V,
            stream_id: reporting.stream_id,
            snapshot: self.session()?.snapshot().clone(),
            events: log::after(&self.storage, reporting.known_seq)?,
        }))
    }

    /// The index has this much.
    pub(super) fn acknowledge(&self, version: u64, seq: i64, now: Millis) -> Result<Told, ApiError> {
        let mut reporting = self.reporting()?;
        let told = self.show()?;
        let there_is = (told.snapshot.version, log::last(&self.storage)?);
        reporting.acknowledged((version, seq), there_is, now);
        log::forget(&self.storage, reporting.known_seq, now)?;
        store::put(&self.storage, REPORTING, &reporting)?;
        Ok(told)
    }

    /// The index shows this version; if there is a newer one, it is reported again.
    pub(super) fn compare(&self, stream_id: i64, version: u64, now: Millis) -> Result<Told, ApiError> {
        let told = self.show()?;
        if told.snapshot.version > version {
            let mut reporting = self.reporting()?;
            reporting.stream_id = stream_id;
            reporting.wants(true, now);
            store::put(&self.storage, REPORTING, &reporting)?;
        }
        Ok(told)
    }

    /// When the alarm has to ring; `None` when nothing will happen by itself.
    pub(super) fn due_at(&self) -> Result<Option<Millis>, ApiError> {
        let check = self.session()?.check_at();
        let report = self.reporting()?.due_at;
        Ok(check.into_iter().chain(report).min())
    }
}
