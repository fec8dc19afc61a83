//! What a media server measures of a broadcast.

use serde::{Deserialize, Serialize};

/// More bits a second than this are a mistake.
pub const MAX_BITRATE_BPS: u32 = 1_000_000_000;
/// A picture with a longer side is a mistake, in pixels.
pub const MAX_SIDE: u32 = 32_768;
/// More pictures a second than this are a mistake.
pub const MAX_FRAME_RATE: f64 = 1_000.0;
/// The longest name of a codec, in bytes.
pub const MAX_CODEC: usize = 64;

/// One measurement. What is `None` was not measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// All that comes in, in bits a second.
    pub bitrate_bps: Option<u32>,
    /// The picture's part of it.
    pub video_bitrate_bps: Option<u32>,
    /// The sound's part of it.
    pub audio_bitrate_bps: Option<u32>,
    /// Pixels from left to right.
    pub width: Option<u32>,
    /// Pixels from top to bottom.
    pub height: Option<u32>,
    /// Pictures in a thousand seconds: 29.97 a second are 29970.
    pub frame_rate_milli: Option<u32>,
    /// How the picture is encoded, in the media server's words.
    pub video_codec: Option<String>,
    /// How the sound is encoded.
    pub audio_codec: Option<String>,
    /// Frames that were dropped since the encoder connected.
    pub dropped_frames: Option<u32>,
}

impl Figures {
    /// The figures, unless there is none among them.
    pub fn if_any(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }

    /// Pictures a second.
    pub fn frame_rate(&self) -> Option<f64> {
        self.frame_rate_milli.map(|milli| f64::from(milli) / 1_000.0)
    }
}
