//! The figures of plain JSON: what a media server measured.

use super::json::Object;
use super::must_be;
use crate::media::figures::{Figures, MAX_BITRATE_BPS, MAX_CODEC, MAX_FRAME_RATE, MAX_SIDE};
use crate::problem::Problem;

/// Reads the figures among an event's members; `None` when there is none.
///
/// # Errors
/// [`Problem::Malformed`] for one that cannot be, by its kind or its size.
pub(super) fn read(object: &Object) -> Result<Option<Figures>, Problem> {
    let figures = Figures {
        bitrate_bps: object.count("bitrateBps", MAX_BITRATE_BPS)?,
        video_bitrate_bps: object.count("videoBitrateBps", MAX_BITRATE_BPS)?,
        audio_bitrate_bps: object.count("audioBitrateBps", MAX_BITRATE_BPS)?,
        width: object.count("width", MAX_SIDE)?,
        height: object.count("height", MAX_SIDE)?,
        frame_rate_milli: frame_rate_milli(object)?,
        video_codec: codec(object, "videoCodec")?,
        audio_codec: codec(object, "audioCodec")?,
        dropped_frames: object.count("droppedFrames", u32::MAX)?,
    };
    Ok(figures.if_any())
}

fn frame_rate_milli(object: &Object) -> Result<Option<u32>, Problem> {
    let Some(rate) = object.number("frameRate")? else { return Ok(None) };
    if !(0.0..=MAX_FRAME_RATE).contains(&rate) {
        return Err(must_be("frameRate", "a number from 0 to 1000"));
    }
    Ok(Some((rate * 1_000.0).round() as u32))
}

fn codec(object: &Object, name: &'static str) -> Result<Option<String>, Problem> {
    let text = object.text(name)?.filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.len() > MAX_CODEC || text.chars().any(char::is_control)) {
        return Err(must_be(name, "at most 64 bytes without control characters"));
    }
    Ok(text.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(members: &str) -> Result<Option<Figures>, Problem> {
        read(&Object::read(&format!("{{{members}}}"))?)
    }

    #[test]
    fn every_figure_is_read() {
        let read = figures(
            r#""bitrateBps":2500000,"videoBitrateBps":2372000,"audioBitrateBps":128000,"width":1280,"height":720,
            "frameRate":29.97,"videoCodec":"H264","audioCodec":"AAC","droppedFrames":3"#,
        );
        let want = Figures {
            bitrate_bps: Some(2_500_000),
            video_bitrate_bps: Some(2_372_000),
            audio_bitrate_bps: Some(128_000),
            width: Some(1280),
            height: Some(720),
            frame_rate_milli: Some(29_970),
            video_codec: Some("H264".into()),
            audio_codec: Some("AAC".into()),
            dropped_frames: Some(3),
        };
        assert_eq!(read, Ok(Some(want)));
    }

    #[test]
    fn what_is_left_out_null_or_empty_was_not_measured() {
        for members in ["", r#""bitrateBps":null"#, r#""videoCodec":"""#, r#""color":1"#] {
            assert_eq!(figures(members), Ok(None), "{members}");
        }
        let only = figures(r#""height":0,"width":null"#).unwrap().unwrap();
        assert_eq!((only.height, only.width), (Some(0), None));
    }

    #[test]
    fn a_figure_that_cannot_be_is_refused() {
        for (member, ok) in [
            (r#""bitrateBps":1000000000"#, true),
            (r#""bitrateBps":1000000001"#, false),
            (r#""bitrateBps":-1"#, false),
            (r#""bitrateBps":1.5"#, false),
            (r#""bitrateBps":"1""#, false),
            (r#""videoBitrateBps":1e300"#, false),
            (r#""audioBitrateBps":[]"#, false),
            (r#""width":32768"#, true),
            (r#""width":32769"#, false),
            (r#""height":true"#, false),
            (r#""frameRate":0"#, true),
            (r#""frameRate":1000"#, true),
            (r#""frameRate":1000.1"#, false),
            (r#""frameRate":-0.1"#, false),
            (r#""frameRate":1e400"#, false),
            (r#""frameRate":"30""#, false),
            (r#""droppedFrames":4294967295"#, true),
            (r#""droppedFrames":4294967296"#, false),
            (r#""videoCodec":7"#, false),
            (r#""audioCodec":"a\nb""#, false),
        ] {
            assert_eq!(figures(member).is_ok(), ok, "{member}");
        }
        let long = format!(r#""videoCodec":"{}""#, "x".repeat(65));
        assert!(figures(&long).is_err());
    }
}
