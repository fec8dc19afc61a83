//! The queues: which one a name of `wrangler.toml` means, in whatever environment.

/// A queue of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// What rooms tell the index.
    Reports,
    /// What a request asks to be done after it.
    Jobs,
    /// What Cloudflare Stream tells by its event subscriptions.
    StreamEvents,
}

/// How the name of a queue ends whose messages failed as often as they may in the one before.
const DEAD: &str = "-dead";

impl Queue {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Reports, Self::Jobs, Self::StreamEvents];

    /// How its name ends; so it is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Jobs => "jobs",
            Self::StreamEvents => "stream-events",
        }
    }

    /// Reads what [`Queue::as_str`] writes.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.as_str() == word)
    }

    /// The queue of this name, and whether it is the one of its dead messages; `None` for a queue that is not ours.
    pub fn of(name: &str) -> Option<(Self, bool)> {
        let alive = name.strip_suffix(DEAD);
        let (name, is_dead) = (alive.unwrap_or(name), alive.is_some());
        let is_it = |queue: &Self| name.strip_suffix(queue.as_str()).is_some_and(|rest| rest.ends_with('-'));
        Self::ALL.into_iter().find(is_it).map(|queue| (queue, is_dead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_known_by_the_end_of_its_name() {
        for (name, want) in [
            ("liveroom-reports", Some((Queue::Reports, false))),
            ("liveroom-production-jobs", Some((Queue::Jobs, false))),
            ("liveroom-stream-events", Some((Queue::StreamEvents, false))),
            ("liveroom-staging-reports-dead", Some((Queue::Reports, true))),
            ("liveroom-jobs-dead", Some((Queue::Jobs, true))),
            ("liveroom-stream-events-dead", Some((Queue::StreamEvents, true))),
            ("liveroom-odd-jobs-elsewhere", None),
            ("jobs", None),
            ("", None),
        ] {
            assert_eq!(Queue::of(name), want, "{name}");
        }
    }

    #[test]
    fn a_queue_is_read_as_it_is_written() {
        for queue in Queue::ALL {
            assert_eq!(Queue::parse(queue.as_str()), Some(queue));
        }
        assert_eq!(Queue::parse("events"), None);
    }
}
