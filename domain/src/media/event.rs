//! A media event: what a media server says happened, whichever server says it.

use super::figures::Figures;
use crate::secret::Secret;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose words these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// nginx with its rtmp module: urlencoded forms.
    NginxRtmp,
    /// SRS: JSON with `action`.
    Srs,
    /// MediaMTX: JSON of `authHTTPAddress`.
    #[serde(rename = "mediamtx")]
    MediaMtx,
    /// The plain JSON of our own contract.
    Plain,
    /// Cloudflare Stream: notifications, webhooks, queue messages, and its own answers when it is asked.
    Cloudflare,
}

impl Source {
    /// The name as it is stored and logged; the same as its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NginxRtmp => "nginx-rtmp",
            Self::Srs => "srs",
            Self::MediaMtx => "mediamtx",
            Self::Plain => "plain",
            Self::Cloudflare => "cloudflare",
        }
    }

    /// Whether a client id of this source is never given twice.
    ///
    /// nginx-rtmp counts from 1 after each restart, and plain JSON may carry the ids of anything.
    pub const fn has_unique_clients(self) -> bool {
        matches!(self, Self::Srs | Self::MediaMtx)
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A connection asks to publish, or has begun to.
    Publish,
    /// A publishing connection stopped, and the sender knows that it was one.
    PublishDone,
    /// A connection ended; the sender does not say whether it published or played (nginx-rtmp `done`,
    /// plain `on_done`).
    Done,
    /// A sign of life of a publishing connection (nginx-rtmp `update_publish`).
    Update,
    /// What is sent was measured; says nothing of who sends it, nor that anyone does (plain `on_stats`).
    Stats,
    /// A connection plays, or asks to.
    Play,
    /// A playing connection stopped.
    PlayDone,
    /// A sign of life of a playing connection (nginx-rtmp `update_play`).
    PlayUpdate,
    /// A recording file is complete.
    RecordDone,
    /// What is sent cannot be used, or no video could be made of it.
    Errored,
    /// A sign of life of a connection of the server's own (nginx-rtmp's relay to itself): allowed, and not kept.
    Ignored,
    /// A question or notice that has no bearing on a broadcast (MediaMTX `read`, SRS `on_hls`): allowed and kept.
    Other,
}

impl EventKind {
    /// The name as it is stored, logged and answered: the contract's word where it has one.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "on_publish",
            Self::PublishDone => "on_publish_done",
            Self::Done => "on_done",
            Self::Update => "on_update",
            Self::Stats => "on_stats",
            Self::Play => "on_play",
            Self::PlayDone => "on_play_done",
            Self::PlayUpdate => "on_play_update",
            Self::RecordDone => "on_record_done",
            Self::Errored => "on_error",
            Self::Ignored => "ignored",
            Self::Other => "other",
        }
    }
}

/// The connection an event speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// The media server's own id of the connection, at most 128 bytes.
    pub id: String,
    /// Where the connection came from, as the media server saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addr: Option<String>,
    /// The encoder's or player's name of itself (RTMP `flashVer`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

impl Client {
    /// A connection of which only the id is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), addr: None, agent: None }
    }

    /// Whether both can be the same connection: the same id, and nothing known of both that differs.
    ///
    /// Ids alone do not tell: two media servers both count from 1.
    pub fn may_be(&self, other: &Self) -> bool {
        fn agree(a: &Option<String>, b: &Option<String>) -> bool {
            match (a, b) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            }
        }
        self.id == other.id && agree(&self.addr, &other.addr) && agree(&self.agent, &other.agent)
    }
}

/// One event, parsed, with its secrets apart from what may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaEvent {
    /// Who says it.
    pub source: Source,
    /// What happened.
    pub kind: EventKind,
    /// The stream's name as the server knows it: the stream key, or the playback name after a rename.
    pub name: Secret,
    /// A stream key given beside the name (query, password or token), where the name is the playback name.
    pub credential: Option<Secret>,
    /// The connection, where the sender names one.
    pub client: Option<Client>,
    /// The sender's own id of this event: the same id is the same event.
    pub event_id: Option<String>,
    /// When it happened, by the sender's clock.
    pub sent_at: Option<Millis>,
    /// The sender's own count of viewers.
    pub viewers: Option<u32>,
    /// Length of a recording in milliseconds.
    pub duration_ms: Option<u64>,
    /// What was measured of what is sent.
    pub figures: Option<Box<Figures>>,
    /// The raw fields as they may be kept: no key, no token, no query string.
    pub fields: BTreeMap<String, String>,
}

impl MediaEvent {
    /// What it says, without the names that are secret: this is what a room hears and what is kept.
    pub fn said(&self) -> Said {
        Said {
            source: self.source,
            kind: self.kind,
            client: self.client.clone(),
            sent_at: self.sent_at,
            viewers: self.viewers,
            figures: self.figures.clone(),
            fields: self.fields.clone(),
        }
    }
}

/// A media event without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Who says it.
    pub source: Source,
    /// What happened.
    pub kind: EventKind,
    /// The connection, where the sender names one.
    pub client: Option<Client>,
    /// When it happened, by the sender's clock.
    pub sent_at: Option<Millis>,
    /// The sender's own count of viewers.
    pub viewers: Option<u32>,
    /// What was measured of what is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Box<Figures>>,
    /// The raw fields as they may be kept.
    pub fields: BTreeMap<String, String>,
}
