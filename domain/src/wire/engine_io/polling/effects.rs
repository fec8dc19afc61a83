//! What a session wants done: the words between it and its caller.

use super::super::{Packet, Refusal};

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The client said so.
    Client,
    /// The server said so.
    Server,
    /// A ping was not answered in time.
    PingTimeout,
    /// The client hung up on the poll that waited.
    PollGone,
    /// A second poll came while one waited.
    Overlap,
    /// What the client posted is no payload.
    Malformed,
    /// The client sent a ping, which is the server's to send.
    WrongWayPing,
    /// More was sent than may wait for a poll that does not come.
    Overflow,
}

/// What the caller does after an input. All of it, in this order.
#[derive(Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Effects {
    /// Answer the poll that waits with this; it waits no more.
    pub answer: Option<String>,
    /// Close the WebSocket that probes.
    pub closes_probe: bool,
    /// The client is gone. Said once.
    pub closed: Option<Reason>,
}

/// What becomes of a poll.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Polled {
    /// Answer it with this.
    Answer(String),
    /// It waits for [`Effects::answer`].
    Wait,
    /// Refuse it; the effects concern the one that waits.
    Refuse(Refusal, Effects),
}

/// What becomes of a POST.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Posted {
    /// The messages that were in it ([`Packet::Message`] and [`Packet::Binary`] only), to be answered with `ok`;
    /// or why it counts for nothing.
    pub outcome: Result<Vec<Packet>, Refusal>,
    /// Done after the messages were heard.
    pub effects: Effects,
}

/// What becomes of a frame on a WebSocket that probes.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Probed {
    /// Send this frame on it.
    Reply(&'static str, Effects),
    /// The session is the WebSocket's from now on: send these frames on it before anything else.
    Upgraded(Vec<String>, Effects),
    /// Close it; polling goes on.
    Close,
}
