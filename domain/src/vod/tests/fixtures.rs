//! Tiny files as encoders write them: 64 by 48 pixels, a fifth of a second.

pub(super) const FASTSTART_MP4: &[u8] = include_bytes!("fixtures/faststart.mp4");
pub(super) const MOOV_AT_END_MP4: &[u8] = include_bytes!("fixtures/moov-at-end.mp4");
pub(super) const FRAGMENTED_MP4: &[u8] = include_bytes!("fixtures/fragmented.mp4");
/// Shown a quarter turned.
pub(super) const ROTATED_MP4: &[u8] = include_bytes!("fixtures/rotated.mp4");
pub(super) const MOV: &[u8] = include_bytes!("fixtures/camera.mov");
pub(super) const WEBM: &[u8] = include_bytes!("fixtures/browser.webm");
/// Sizes and duration unknown.
pub(super) const LIVE_WEBM: &[u8] = include_bytes!("fixtures/live.webm");
pub(super) const MKV: &[u8] = include_bytes!("fixtures/editor.mkv");
pub(super) const TS: &[u8] = include_bytes!("fixtures/broadcast.ts");
pub(super) const M2TS: &[u8] = include_bytes!("fixtures/disc.m2ts");
pub(super) const FLV: &[u8] = include_bytes!("fixtures/recorder.flv");
pub(super) const M4A: &[u8] = include_bytes!("fixtures/sound.m4a");
