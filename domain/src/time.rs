//! Points in time.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// The last instant that RFC 3339 can write: 9999-12-31T23:59:59.999Z.
const LAST_MS: i64 = 253_402_300_799_999;

/// The date of HTTP (RFC 9110, 5.6.7), and the two that it had before.
const HTTP_DATES: [&str; 3] =
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Unix time in milliseconds, from 1970 to the end of the year 9999.
///
/// On the wire and in D1 it is RFC 3339 text (see [`Millis::to_rfc3339`]); inside a Durable Object it is the
/// bare number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// This instant `ms` milliseconds later (earlier when negative), without leaving the range.
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms).clamp(0, LAST_MS))
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// `2026-11-21T18:36:00.000Z`: always UTC, always milliseconds, so that text order is time order.
    pub fn to_rfc3339(self) -> String {
        DateTime::<Utc>::from_timestamp_millis(self.0.clamp(0, LAST_MS))
            .unwrap_or_default()
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// Reads any RFC 3339 time stamp with an offset; `None` when it is not one or out of range.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let ms = DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis();
        (0..=LAST_MS).contains(&ms).then_some(Self(ms))
    }

    /// `Sat, 21 Nov 2026 18:36:00 GMT`: as headers of HTTP have it (RFC 9110, 5.6.7), to the second below.
    pub fn to_http_date(self) -> String {
        let time = DateTime::<Utc>::from_timestamp_millis(self.0.clamp(0, LAST_MS)).unwrap_or_default();
        time.format(HTTP_DATES[0]).to_string()
    }

    /// Reads a date of HTTP in any of its three forms; `None` when it is not one or out of range.
    pub fn from_http_date(text: &str) -> Option<Self> {
        let time = HTTP_DATES.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        let ms = time.and_utc().timestamp_millis();
        (0..=LAST_MS).contains(&ms).then_some(Self(ms))
    }

    /// Unix seconds, as JWT and signatures count.
    pub fn unix_s(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_milliseconds() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_795_286_160_000, "2026-11-21T18:36:00.000Z"),
            (LAST_MS, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Millis(ms).to_rfc3339(), text);
            assert_eq!(Millis::from_rfc3339(text), Some(Millis(ms)));
        }
    }

    #[test]
    fn a_time_is_read_with_any_offset_and_only_in_range() {
        for (text, want) in [
            ("2026-11-21T19:36:00+01:00", Some(1_795_286_160_000)),
            ("2026-11-21t18:36:00.5z", Some(1_795_286_160_500)),
            ("2026-11-21T18:36:00", None),
            ("2026-11-21", None),
            ("1969-12-31T23:59:59Z", None),
            ("yesterday", None),
        ] {
            assert_eq!(Millis::from_rfc3339(text), want.map(Millis), "{text}");
        }
    }

    #[test]
    fn a_date_of_http_is_read_in_its_three_forms_and_written_in_one() {
        for text in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(Millis::from_http_date(text), Some(Millis(784_111_777_000)), "{text}");
        }
        for text in [
            "",
            "0",
            "1994-11-06T08:49:37Z",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1894 08:49:37 GMT",
        ] {
            assert_eq!(Millis::from_http_date(text), None, "{text}");
        }
        assert_eq!(Millis(784_111_777_999).to_http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(Millis(i64::MAX).to_http_date(), "Fri, 31 Dec 9999 23:59:59 GMT");
        assert_eq!(Millis(-1).to_http_date(), "Thu, 01 Jan 1970 00:00:00 GMT");
    }

    #[test]
    fn arithmetic_stays_in_range() {
        assert_eq!(Millis(5).plus(-10), Millis(0));
        assert_eq!(Millis(5).plus(i64::MAX), Millis(LAST_MS));
        assert_eq!(Millis(5).since(Millis(8)), -3);
    }
}
