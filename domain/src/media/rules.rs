//! The times by which a broadcast is judged.

/// Limits of the session machine, all in milliseconds. From configuration; see `docs/lifecycle.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How long a broadcast without a publisher stays live, waiting for the encoder to come back.
    pub reconnect_window_ms: i64,
    /// A publisher that gave signs of life and then none for this long is gone.
    pub silence_limit_ms: i64,
    /// How often the playback of a publisher that gives no signs of life is looked at.
    pub probe_interval_ms: i64,
    /// A broadcast of which nothing at all was heard for this long is over.
    pub unheard_limit_ms: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            reconnect_window_ms: 20_000,
            silence_limit_ms: 30_000,
            probe_interval_ms: 60_000,
            unheard_limit_ms: 12 * 3_600_000,
        }
    }
}

/// A check that runs this much later than it was due was not just slow: the room was away, and what it did not
/// hear meanwhile proves nothing. Alarms are late by less than this while the platform works.
pub(super) const AWAY_AFTER_MS: i64 = 5_000;

/// How long after a first look at the picture of a silent publisher comes the second: longer than the segments that
/// HLS servers cut.
pub(super) const RELOOK_MS: i64 = 12_000;

/// A sender's clock is believed only this far back; what claims to be older happened when it arrived.
pub(super) const BELIEVED_PAST_MS: i64 = 3_600_000;

/// How long the end of a connection that nobody saw begin keeps its (late) beginning from counting.
pub(super) const LATE_PUBLISH_MS: i64 = 30_000;

/// Connections that may claim to publish one stream at a time; the oldest makes room.
/// A fight of two encoders needs two; a flapping encoder behind a dead server a few more.
pub(super) const MAX_CLAIMS: usize = 8;

/// Connections that ended and are remembered, so that late words about them are known as such.
pub(super) const MAX_GONE: usize = 16;
