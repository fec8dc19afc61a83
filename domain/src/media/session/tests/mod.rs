//! Stories that the session machine has to get right, and properties that hold for any story.

mod properties;
mod stories;

use super::*;
use crate::media::event::Source;
use crate::media::probe::Look;
use std::collections::BTreeMap;

pub(super) const RULES: Rules = Rules {
    reconnect_window_ms: 20_000,
    silence_limit_ms: 30_000,
    probe_interval_ms: 60_000,
    unheard_limit_ms: 3_600_000,
};

/// An event as a test writes it: kind, connection and what else matters.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) source: Source,
    pub(super) kind: EventKind,
    pub(super) client: Option<Client>,
    pub(super) sent_at: Option<Millis>,
    pub(super) viewers: Option<u32>,
}

pub(super) fn word(kind: EventKind, client: &str) -> Word {
    let client = (!client.is_empty()).then(|| Client::new(client));
    Word { source: Source::NginxRtmp, kind, client, sent_at: None, viewers: None }
}

impl Word {
    pub(super) fn by(self, source: Source) -> Self {
        Self { source, ..self }
    }

    pub(super) fn sent(self, ms: i64) -> Self {
        Self { sent_at: Some(Millis(ms)), ..self }
    }

    pub(super) fn viewers(self, viewers: u32) -> Self {
        Self { viewers: Some(viewers), ..self }
    }

    pub(super) fn from(self, addr: &str) -> Self {
        let client = self.client.map(|client| Client { addr: Some(addr.to_owned()), ..client });
        Self { client, ..self }
    }

    fn said(&self) -> Said {
        Said {
            source: self.source,
            kind: self.kind,
            client: self.client.clone(),
            sent_at: self.sent_at,
            viewers: self.viewers,
            figures: None,
            fields: BTreeMap::new(),
        }
    }
}

/// A room reduced to what the machine needs of it: the state and the list of viewers.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    pub(super) session: Session,
    pub(super) viewers: BTreeMap<String, Client>,
    /// Since when the playlist stands still; before that it moves every second. Without it there is no playlist.
    pub(super) picture_until_ms: Option<i64>,
}

impl Room {
    pub(super) fn hears(&mut self, at_ms: i64, word: &Word) -> Verdict {
        let viewer = word.client.as_ref().and_then(|client| self.viewers.get(&client.id)).cloned();
        let step = self.session.apply(Heard::new(&word.said(), viewer), &RULES, Millis(at_ms));
        self.take(step).verdict
    }

    /// Runs every check that is due until `until_ms`, on time, as the alarm does.
    pub(super) fn waits(&mut self, until_ms: i64) -> Option<Evidence> {
        let mut evidence = None;
        while let Some(due) = self.session.check_at().filter(|due| due.0 <= until_ms) {
            evidence = self.wakes(due).or(evidence);
        }
        evidence
    }

    /// One alarm, and the look that it may ask for.
    pub(super) fn wakes(&mut self, now: Millis) -> Option<Evidence> {
        let step = self.session.tick(&RULES, now);
        let step = self.take(step);
        if !step.wants_look {
            return step.ended_by;
        }
        let looked = self.session.looked(self.look(now), &RULES, now);
        self.take(looked).ended_by.or(step.ended_by)
    }

    fn look(&self, now: Millis) -> Look {
        match self.picture_until_ms {
            Some(until_ms) => Look::Picture((now.0.min(until_ms) / 1000).to_string()),
            None => Look::Nothing,
        }
    }

    pub(super) fn take(&mut self, step: Step) -> Step {
        if step.clears_audience {
            self.viewers.clear();
        }
        match &step.seat {
            Some(Seat::Take(client)) => drop(self.viewers.insert(client.id.clone(), client.clone())),
            Some(Seat::Free(client)) => drop(self.viewers.remove(&client.id)),
            None => {}
        }
        self.session = step.session.clone();
        step
    }

    pub(super) fn shown(&self) -> &Snapshot {
        self.session.snapshot()
    }

    pub(super) fn is_live(&self) -> bool {
        self.shown().status == Status::Live
    }
}
