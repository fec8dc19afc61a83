//! The settings that every room of a deployment shares.

use super::rate::Limit;

/// Limits and times of the chat. From configuration; see the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How much one person may say.
    pub limit: Limit,
    /// The longest frame, in bytes; also the largest polling payload.
    pub max_frame_bytes: usize,
    /// How often Engine.IO clients are asked whether they are there, in milliseconds.
    pub ping_interval_ms: i64,
    /// How long they may take to answer, in milliseconds.
    pub ping_timeout_ms: i64,
    /// How long an Engine.IO connection may be open without Socket.IO, in milliseconds.
    pub connect_timeout_ms: i64,
    /// How long a session that was open is believed to be, in milliseconds.
    pub session_check_ms: i64,
}
