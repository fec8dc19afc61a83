//! What a room tells the index: its snapshot and the events since its last report.
//!
//! It travels by queue, so it may come twice, late or out of order: the snapshot carries a version and each event
//! its number in the room, and the index takes only what is new.

use super::event::{EventKind, Said};
use super::session::{Evidence, Snapshot};
use super::verdict::Verdict;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One media event as it is kept: without the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptEvent {
    /// The event's number in its room, from 1.
    pub seq: i64,
    /// Who said it: a media server, or `liveroom` itself.
    pub source: String,
    /// The contract's word for it.
    pub event: String,
    /// The connection it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What became of it.
    pub verdict: String,
    /// When it was received.
    pub received_at: Millis,
    /// When it happened by the sender's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Millis>,
    /// The raw fields, without secrets.
    pub fields: BTreeMap<String, String>,
}

impl KeptEvent {
    /// What is kept of a media server's event. `seq` is given when it is stored.
    pub fn of(event: &Said, verdict: Verdict, now: Millis) -> Self {
        Self {
            seq: 0,
            source: event.source.as_str().to_owned(),
            event: event.kind.as_str().to_owned(),
            client_id: event.client.as_ref().map(|client| client.id.clone()),
            verdict: verdict.as_str().to_owned(),
            received_at: now,
            sent_at: event.sent_at,
            fields: event.fields.clone(),
        }
    }

    /// What is kept of an event that was heard before: that it came again.
    pub fn repeated(event: &Said, now: Millis) -> Self {
        Self { verdict: "repeated".to_owned(), ..Self::of(event, Verdict::Noted, now) }
    }

    /// The room's own note that a broadcast ended without a word from the media server, and the evidence.
    pub fn of_ending(evidence: Evidence, now: Millis) -> Self {
        let (word, since) = evidence.parts();
        Self::own("on_ended", now, &[("evidence", word), ("since", &since.to_rfc3339())])
    }

    /// The room's own note that the owner ended the broadcast.
    pub fn of_owner(now: Millis) -> Self {
        Self::own("on_ended", now, &[("evidence", "owner")])
    }

    fn own(event: &str, now: Millis, fields: &[(&str, &str)]) -> Self {
        Self {
            seq: 0,
            source: "liveroom".to_owned(),
            event: event.to_owned(),
            client_id: None,
            verdict: Verdict::Ended.as_str().to_owned(),
            received_at: now,
            sent_at: None,
            fields: fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        }
    }
}

/// Whether an event is kept by itself. Signs of life are not: one every few seconds a connection says nothing that
/// the events around it do not. Measurements never are.
pub fn is_kept(kind: EventKind, verdict: Verdict) -> bool {
    let is_sign_of_life = matches!(kind, EventKind::Update | EventKind::PlayUpdate | EventKind::Ignored);
    kind != EventKind::Stats && !(is_sign_of_life && matches!(verdict, Verdict::Alive | Verdict::Noted))
}

/// The queue message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomReport {
    /// The layout of this message.
    pub v: u8,
    /// Which stream's room.
    pub stream_id: i64,
    /// How things stand.
    pub snapshot: Snapshot,
    /// What happened since the last report that arrived.
    pub events: Vec<KeptEvent>,
}

impl RoomReport {
    /// The layout that this version writes and reads.
    pub const V: u8 = 1;

    /// The number of the last event in it; 0 when there is none.
    pub fn last_seq(&self) -> i64 {
        self.events.last().map_or(0, |event| event.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::event::{Client, Source};
    use crate::media::session::Status;

    /// Messages wait in the queue while a new version is deployed: bump `v`, keep reading this.
    #[test]
    fn the_layout_of_a_report_is_frozen() {
        let frozen = concat!(
            r#"{"v":1,"streamId":7,"snapshot":{"version":3,"status":"live","startTime":1000,"endTime":null,"#,
            r#""viewerCount":2,"peakViewerCount":5},"events":[{"seq":9,"source":"nginx-rtmp","event":"on_publish","#,
            r#""clientId":"1","verdict":"started","receivedAt":1000,"fields":{"call":"publish"}}]}"#
        );
        let report: RoomReport = serde_json::from_str(frozen).unwrap();
        assert_eq!(report.snapshot.status, Status::Live);
        assert_eq!(report.last_seq(), 9);
        assert_eq!(serde_json::to_string(&report).unwrap(), frozen);
    }

    fn said() -> Said {
        Said {
            source: Source::NginxRtmp,
            kind: EventKind::Done,
            client: Some(Client::new("7")),
            sent_at: Some(Millis(5)),
            viewers: None,
            figures: None,
            fields: BTreeMap::from([("call".to_owned(), "done".to_owned())]),
        }
    }

    #[test]
    fn an_event_is_kept_with_who_said_it_and_what_became_of_it() {
        let event = KeptEvent::of(&said(), Verdict::Interrupted, Millis(9));
        assert_eq!((event.source.as_str(), event.event.as_str()), ("nginx-rtmp", "on_done"));
        assert_eq!((event.verdict.as_str(), event.client_id.as_deref()), ("interrupted", Some("7")));
        assert_eq!((event.sent_at, event.received_at), (Some(Millis(5)), Millis(9)));
        assert_eq!(
            KeptEvent::repeated(&said(), Millis(9)),
            KeptEvent { verdict: "repeated".into(), ..event }
        );
    }

    #[test]
    fn an_end_that_nobody_told_is_kept_with_its_evidence() {
        for (event, evidence, since) in [
            (KeptEvent::of_ending(Evidence::Silence(Millis(0)), Millis(9)), "silence", true),
            (KeptEvent::of_ending(Evidence::Unheard(Millis(0)), Millis(9)), "unheard", true),
            (KeptEvent::of_ending(Evidence::PlaybackDead(Millis(0)), Millis(9)), "playback_dead", true),
            (KeptEvent::of_owner(Millis(9)), "owner", false),
        ] {
            assert_eq!((event.source.as_str(), event.event.as_str()), ("liveroom", "on_ended"));
            assert_eq!(event.fields.get("evidence").map(String::as_str), Some(evidence));
            assert_eq!(event.fields.contains_key("since"), since);
        }
    }

    #[test]
    fn signs_of_life_are_not_kept_unless_they_were_refused() {
        for (kind, verdict, kept) in [
            (EventKind::Update, Verdict::Alive, false),
            (EventKind::PlayUpdate, Verdict::Noted, false),
            (EventKind::Ignored, Verdict::Noted, false),
            (EventKind::Update, Verdict::RefusedOver, true),
            (EventKind::Update, Verdict::Resumed, true),
            (EventKind::Publish, Verdict::AlreadyLive, true),
            (EventKind::Stats, Verdict::Noted, false),
            (EventKind::Stats, Verdict::NotLive, false),
            (EventKind::Other, Verdict::Noted, true),
        ] {
            assert_eq!(is_kept(kind, verdict), kept, "{kind:?} {verdict:?}");
        }
    }
}
