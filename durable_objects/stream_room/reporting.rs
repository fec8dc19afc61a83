//! What the index knows, and when it has to be told.

use domain::time::Millis;
use serde::{Deserialize, Serialize};

/// A change of status is reported at once; counts and notes wait this long for company.
const THIN_MS: i64 = 1_000;
/// The first repetition of a report that was not acknowledged; each further one waits twice as long.
const FIRST_RETRY_MS: i64 = 5_000;
/// The longest wait between repetitions.
const LAST_RETRY_MS: i64 = 300_000;

/// How far the index has followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reporting {
    /// Which stream this is.
    pub(super) stream_id: i64,
    /// The name under which it is played.
    pub(super) playback_name: String,
    /// The version that the index has.
    pub(super) known_version: u64,
    /// The last event that the index has.
    pub(super) known_seq: i64,
    /// Reports sent since the index last answered.
    attempts: u32,
    /// When the next report is due; `None` when the index knows everything.
    pub(super) due_at: Option<Millis>,
}

impl Reporting {
    /// Learns which stream this is, and under which name it is played.
    pub(super) fn know(&mut self, stream_id: i64, playback_name: &str) {
        self.stream_id = stream_id;
        if self.playback_name != playback_name {
            playback_name.clone_into(&mut self.playback_name);
        }
    }

    /// There is something new. What is due earlier stays so.
    pub(super) fn wants(&mut self, is_urgent: bool, now: Millis) {
        let at = if is_urgent { now } else { now.plus(THIN_MS) };
        self.due_at = Some(self.due_at.map_or(at, |due| due.min(at)));
    }

    /// A report is being sent: should no answer come, it is sent again.
    pub(super) fn sent(&mut self, now: Millis) {
        let wait_ms = FIRST_RETRY_MS.saturating_mul(1_i64 << self.attempts.min(16)).min(LAST_RETRY_MS);
        self.attempts = self.attempts.saturating_add(1);
        self.due_at = Some(now.plus(wait_ms));
    }

    /// The index answered that it has this much; `version` and `seq` are what there is now.
    pub(super) fn acknowledged(&mut self, known: (u64, i64), there_is: (u64, i64), now: Millis) {
        self.known_version = self.known_version.max(known.0);
        self.known_seq = self.known_seq.max(known.1);
        self.attempts = 0;
        let is_complete = self.known_version >= there_is.0 && self.known_seq >= there_is.1;
        if is_complete {
            self.due_at = None;
        } else {
            self.wants(false, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgent_news_go_out_at_once_and_others_wait_for_company() {
        let mut reporting = Reporting::default();
        reporting.wants(false, Millis(1_000));
        assert_eq!(reporting.due_at, Some(Millis(2_000)));
        reporting.wants(true, Millis(1_500));
        assert_eq!(reporting.due_at, Some(Millis(1_500)));
        reporting.wants(false, Millis(1_600));
        assert_eq!(reporting.due_at, Some(Millis(1_500)));
    }

    #[test]
    fn an_unanswered_report_is_sent_again_more_and_more_rarely() {
        let mut reporting = Reporting::default();
        let mut waits = Vec::new();
        for _ in 0..9 {
            reporting.sent(Millis(0));
            waits.push(reporting.due_at.unwrap().0 / 1_000);
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        reporting.acknowledged((3, 9), (3, 9), Millis(0));
        assert_eq!(reporting.due_at, None);
        reporting.sent(Millis(0));
        assert_eq!(reporting.due_at, Some(Millis(5_000)));
    }

    #[test]
    fn an_answer_to_an_older_report_leaves_the_newer_news_due() {
        let mut reporting = Reporting::default();
        reporting.sent(Millis(0));
        reporting.acknowledged((3, 9), (4, 9), Millis(0));
        assert!(reporting.due_at.is_some());
        reporting.acknowledged((2, 5), (4, 9), Millis(0));
        assert_eq!((reporting.known_version, reporting.known_seq), (3, 9));
        reporting.acknowledged((4, 9), (4, 9), Millis(0));
        assert_eq!(reporting.due_at, None);
    }
}
