//! Any story that media servers can tell leaves a state that makes sense.

#![no_main]

use domain::media::event::{Client, EventKind, Said, Source};
use domain::media::rules::Rules;
use domain::media::session::{Heard, Seat, Session, Status};
use domain::time::Millis;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

const KINDS: [EventKind; 10] = [
    EventKind::Publish,
    EventKind::PublishDone,
    EventKind::Done,
    EventKind::Update,
    EventKind::Stats,
    EventKind::Play,
    EventKind::PlayDone,
    EventKind::PlayUpdate,
    EventKind::RecordDone,
    EventKind::Other,
];
const SOURCES: [Source; 4] = [Source::NginxRtmp, Source::Srs, Source::MediaMtx, Source::Plain];

/// Five bytes are one event: what, by whom, about which connection, how much later, and what is said of the time.
fn said(bytes: [u8; 5], now: i64) -> Said {
    let [kind, source, client, _, sent] = bytes;
    Said {
        source: SOURCES[usize::from(source) % SOURCES.len()],
        kind: KINDS[usize::from(kind) % KINDS.len()],
        client: (client % 6 != 0).then(|| Client::new(client.to_string())),
        sent_at: (sent % 3 == 0).then(|| Millis(now - i64::from(sent) * 700)),
        viewers: (sent % 7 == 0).then(|| u32::from(sent)),
        figures: None,
        fields: BTreeMap::new(),
    }
}

fuzz_target!(|story: &[u8]| {
    let rules = Rules::default();
    let (mut session, mut viewers) = (Session::default(), BTreeMap::<String, Client>::new());
    let mut now = 1_000_000;
    for bytes in story.chunks_exact(5).filter_map(|chunk| <[u8; 5]>::try_from(chunk).ok()) {
        now += i64::from(bytes[3]) * i64::from(bytes[3]) * 40;
        if bytes[3] % 2 == 0 {
            session = session.tick(&rules, Millis(now)).session;
        }
        let said = said(bytes, now);
        let viewer = said.client.as_ref().and_then(|client| viewers.get(&client.id)).cloned();
        let step = session.apply(Heard::new(&said, viewer), &rules, Millis(now));
        if step.clears_audience {
            viewers.clear();
        }
        match &step.seat {
            Some(Seat::Take(client)) => drop(viewers.insert(client.id.clone(), client.clone())),
            Some(Seat::Free(client)) => drop(viewers.remove(&client.id)),
            None => {}
        }
        let (before, shown) = (session.snapshot(), step.session.snapshot());
        assert!(shown.version >= before.version);
        assert!(shown.peak_viewer_count >= shown.viewer_count);
        assert_eq!(shown.status == Status::Live, shown.start_time.is_some() && shown.end_time.is_none());
        assert!(shown.status == Status::Ended || step.session.check_at().is_some());
        session = step.session;
    }
});
