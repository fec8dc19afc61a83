//! What a file says of itself, where it makes sense.

/// Longest duration that is believed: a year.
const MAX_DURATION_MS: u64 = 366 * 24 * 60 * 60 * 1000;
/// Longest side of a picture that is believed, in pixels.
const MAX_PIXELS: u64 = 32_768;

/// What is known of a video.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Milliseconds, from 1 to a year.
    pub duration_ms: Option<u64>,
    /// Pixels as they are shown, 1 to 32768; there when the height is.
    pub width: Option<u32>,
    /// Pixels as they are shown, 1 to 32768; there when the width is.
    pub height: Option<u32>,
}

impl Facts {
    /// Facts of a picture of this size in pixels, or without one.
    pub(super) fn new(duration_ms: Option<u64>, picture: Option<(u64, u64)>) -> Self {
        let pixels = |side: u64| u32::try_from(side).ok().filter(|_| (1..=MAX_PIXELS).contains(&side));
        let picture = picture.and_then(|(width, height)| pixels(width).zip(pixels(height)));
        Self {
            duration_ms: duration_ms.filter(|ms| (1..=MAX_DURATION_MS).contains(ms)),
            width: picture.map(|(width, _)| width),
            height: picture.map(|(_, height)| height),
        }
    }
}

/// A number that a file has as a float, to the nearest whole one; `None` unless it is one from 0 to 2^53.
pub(super) fn whole(number: f64) -> Option<u64> {
    (0.0..=9_007_199_254_740_992.0).contains(&number).then(|| number.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_not_known() {
        for (ms, known) in [(0, false), (1, true), (MAX_DURATION_MS, true), (MAX_DURATION_MS + 1, false)] {
            assert_eq!(Facts::new(Some(ms), None).duration_ms.is_some(), known, "{ms}");
        }
        for (picture, known) in [
            ((64, 48), true),
            ((0, 48), false),
            ((64, 0), false),
            ((64, 32_769), false),
            ((1 << 32, 1), false),
        ] {
            let facts = Facts::new(None, Some(picture));
            assert_eq!((facts.width.is_some(), facts.height.is_some()), (known, known), "{picture:?}");
        }
    }

    #[test]
    fn a_float_is_a_number_or_nothing() {
        for (number, want) in [
            (0.4, Some(0)),
            (199.9999, Some(200)),
            (-0.6, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (f64::NEG_INFINITY, None),
            (1e300, None),
        ] {
            assert_eq!(whole(number), want, "{number}");
        }
    }
}
