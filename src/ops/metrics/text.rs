//! What is told, under which names.

use super::super::health::{Check, State};
use super::super::store::Counts;
use domain::ops::events::VERDICTS;
use domain::ops::exposition::{Exposition, Kind, Sample};
use domain::ops::queues::Queue;

const PROVIDERS: [&str; 2] = ["selfhosted", "cloudflare"];
const ROLES: [&str; 3] = ["user", "admin", "media"];
const STATUSES: [&str; 4] = ["uploading", "processing", "ready", "failed"];

/// The whole text; without `counts` only what is known without the database.
pub(super) fn render(checks: &[Check], counts: Option<&Counts>) -> String {
    let mut text = Exposition::default();
    let version = [Sample::labelled("version", env!("CARGO_PKG_VERSION"), 1.0)];
    text.add("liveroom_build_info", Kind::Gauge, "The version that answers; always 1.", &version);
    dependencies(&mut text, checks);
    if let Some(counts) = counts {
        live(&mut text, counts);
        totals(&mut text, counts);
        failures(&mut text, counts);
    }
    text.finish()
}

fn dependencies(text: &mut Exposition, checks: &[Check]) {
    let checks = || checks.iter().filter(|check| check.state != State::Off);
    let sample = |check: &Check, value| Sample::labelled("dependency", check.name, value);
    let up: Vec<_> = checks().map(|check| sample(check, f64::from(check.state == State::Ok))).collect();
    let help = "Whether a dependency answers: 1 or 0. One that is not set up is not there.";
    text.add("liveroom_dependency_up", Kind::Gauge, help, &up);
    let latency: Vec<_> = checks().map(|check| sample(check, check.latency_ms as f64 / 1_000.0)).collect();
    let help = "How long a dependency took to answer, or how long it was waited for.";
    text.add("liveroom_dependency_latency_seconds", Kind::Gauge, help, &latency);
    let pending = checks().filter_map(|check| check.pending.flatten());
    let pending: Vec<_> = pending.map(|count| Sample::of(f64::from(count))).collect();
    let help = "Writes to the registry that the chain has not confirmed.";
    text.add("liveroom_registry_pending_writes", Kind::Gauge, help, &pending);
}

fn live(text: &mut Exposition, counts: &Counts) {
    let by_provider = |read: fn(&super::super::store::Live) -> i64| -> Vec<Sample> {
        let of = |provider| counts.live.iter().find(|live| live.provider == provider).map_or(0, read);
        PROVIDERS.map(|provider| Sample::labelled("provider", provider, of(provider) as f64)).into()
    };
    let help = "Streams that are live, by who takes their video.";
    text.add("liveroom_live_streams", Kind::Gauge, help, &by_provider(|live| live.streams));
    let help = "People who watch live streams, as the rooms last told.";
    text.add("liveroom_viewers", Kind::Gauge, help, &by_provider(|live| live.viewers));
}

fn totals(text: &mut Exposition, counts: &Counts) {
    let one = |what| [Sample::of(counts.total(what, "") as f64)];
    let each = |what, name, labels: &[&'static str]| -> Vec<Sample> {
        labels.iter().map(|label| Sample::labelled(name, *label, counts.total(what, label) as f64)).collect()
    };
    let streams = each("streams", "provider", &PROVIDERS);
    text.add("liveroom_streams", Kind::Gauge, "Streams, by who takes their video.", &streams);
    text.add("liveroom_users", Kind::Gauge, "Accounts, by role.", &each("users", "role", &ROLES));
    let help = "Logins that were not ended. Those that expired count for a day more.";
    text.add("liveroom_sessions", Kind::Gauge, help, &one("sessions"));
    let help = "Messages written in all chats.";
    text.add("liveroom_chat_messages_total", Kind::Counter, help, &one("messages"));
    let events = each("events", "verdict", &VERDICTS);
    let help = "Media events kept, by what became of them.";
    text.add("liveroom_media_events_total", Kind::Counter, help, &events);
    let videos = each("videos", "status", &STATUSES);
    text.add("liveroom_videos", Kind::Gauge, "Videos, by status.", &videos);
    text.add("liveroom_video_bytes", Kind::Gauge, "The size of all videos in our storage.", &one("bytes"));
    text.add("liveroom_uploads", Kind::Gauge, "Uploads under way.", &one("uploads"));
}

fn failures(text: &mut Exposition, counts: &Counts) {
    let jobs = Queue::ALL
        .map(Queue::as_str)
        .map(|queue| Sample::labelled("queue", queue, counts.total("failed", queue) as f64));
    let help = "Messages of queues that failed for good and were not put back, by queue.";
    text.add("liveroom_failed_jobs", Kind::Gauge, help, &jobs);
    let rooms = [("open", counts.rooms_open), ("failed", counts.rooms_failed)];
    let rooms = rooms.map(|(state, count)| Sample::labelled("state", state, count as f64));
    let help = "Rooms of the registry on their way and such that get no further; 1000 of each at the most.";
    text.add("liveroom_registry_rooms", Kind::Gauge, help, &rooms);
    let overdue = [("storage", counts.overdue_in_storage), ("stream", counts.overdue_at_stream)];
    let overdue = overdue.map(|(place, count)| Sample::labelled("place", place, count as f64));
    let help = "What waits for more than an hour to be removed; 1000 at the most.";
    text.add("liveroom_overdue_removals", Kind::Gauge, help, &overdue);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::store::Live;

    #[test]
    fn what_is_not_known_is_not_told() {
        let down = Check {
            name: "database",
            state: State::Failing,
            latency_ms: 5_000,
            is_needed: true,
            pending: None,
        };
        let text = render(&[down], None);
        assert!(text.contains("liveroom_dependency_up{dependency=\"database\"} 0\n"));
        assert!(text.contains("liveroom_dependency_latency_seconds{dependency=\"database\"} 5\n"));
        for name in ["liveroom_users", "liveroom_live_streams", "liveroom_failed_jobs", "registry"] {
            assert!(!text.contains(name), "{name}");
        }
    }

    #[test]
    fn what_there_is_none_of_is_told_as_0() {
        let live = Live { provider: "cloudflare".into(), streams: 2, viewers: 9 };
        let totals = vec![("users".into(), "admin".into(), 3), ("messages".into(), String::new(), 44)];
        let text = render(&[], Some(&Counts { live: vec![live], totals, ..Counts::default() }));
        for line in [
            "liveroom_live_streams{provider=\"selfhosted\"} 0",
            "liveroom_live_streams{provider=\"cloudflare\"} 2",
            "liveroom_viewers{provider=\"cloudflare\"} 9",
            "liveroom_users{role=\"admin\"} 3",
            "liveroom_users{role=\"user\"} 0",
            "liveroom_chat_messages_total 44",
            "liveroom_media_events_total{verdict=\"refused_key\"} 0",
            "liveroom_failed_jobs{queue=\"stream-events\"} 0",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}");
        }
    }
}
