//! What became of an event.

use serde::{Deserialize, Serialize};

/// The room's judgement of one media event; kept with it, and the same again when the event is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A broadcast began.
    Started,
    /// The encoder is back within the reconnect window: the same broadcast goes on.
    Resumed,
    /// A connection publishes a broadcast that is live already: a repetition, or a second encoder.
    AlreadyLive,
    /// A sign of life.
    Alive,
    /// The last publisher left; the reconnect window runs.
    Interrupted,
    /// One publisher left, another is still there.
    PublisherLeft,
    /// The broadcast ended.
    Ended,
    /// One viewer more.
    ViewerJoined,
    /// One viewer less.
    ViewerLeft,
    /// Kept, without a bearing on the broadcast.
    Noted,
    /// The end of a connection that does not publish this broadcast: a player, an older session.
    NotThePublisher,
    /// Older than what is known already.
    Late,
    /// There is nothing to end.
    NotLive,
    /// Refused: this publish ended before it was reported.
    RefusedLate,
    /// Refused: the broadcast was ended by its owner, or taken for dead; the encoder has to publish anew.
    RefusedOver,
    /// Refused: the stream is deleted.
    RefusedGone,
    /// Refused: no stream has this key.
    RefusedKey,
}

impl Verdict {
    /// Whether the media server is told to go on.
    pub const fn accepts(self) -> bool {
        !matches!(self, Self::RefusedLate | Self::RefusedOver | Self::RefusedGone | Self::RefusedKey)
    }

    /// The name as it is stored, logged and answered; the same as its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Resumed => "resumed",
            Self::AlreadyLive => "already_live",
            Self::Alive => "alive",
            Self::Interrupted => "interrupted",
            Self::PublisherLeft => "publisher_left",
            Self::Ended => "ended",
            Self::ViewerJoined => "viewer_joined",
            Self::ViewerLeft => "viewer_left",
            Self::Noted => "noted",
            Self::NotThePublisher => "not_the_publisher",
            Self::Late => "late",
            Self::NotLive => "not_live",
            Self::RefusedLate => "refused_late",
            Self::RefusedOver => "refused_over",
            Self::RefusedGone => "refused_gone",
            Self::RefusedKey => "refused_key",
        }
    }

    /// Why it was refused, in words for the media server's log; empty when it was not.
    pub const fn refusal(self) -> &'static str {
        match self {
            Self::RefusedLate => "this publish has ended already",
            Self::RefusedOver => "this broadcast is over: publish anew",
            Self::RefusedGone => "this stream is deleted",
            Self::RefusedKey => "the stream key is unknown or not valid any more",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_stored_under_the_name_it_is_answered_with() {
        for verdict in
            [Verdict::Started, Verdict::AlreadyLive, Verdict::NotThePublisher, Verdict::RefusedOver]
        {
            let stored = serde_json::to_value(verdict).unwrap();
            assert_eq!(stored, verdict.as_str());
            assert_eq!(serde_json::from_value::<Verdict>(stored).unwrap(), verdict);
        }
    }

    #[test]
    fn only_refusals_have_a_reason() {
        for verdict in [Verdict::Started, Verdict::Late, Verdict::RefusedGone, Verdict::RefusedKey] {
            assert_eq!(verdict.accepts(), verdict.refusal().is_empty());
        }
    }
}
