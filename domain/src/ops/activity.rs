//! What went on over time, in steps of a minute or an hour.

use super::reading::{Query, read_time, read_word};
use crate::problem::{FieldErrors, Problem};
use crate::time::Millis;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
/// Points in one answer at the most: a day of minutes, and some.
pub const MAX_POINTS: i64 = 1_500;
/// How long minutes are kept: 30 days.
pub const KEPT_MS: i64 = 30 * 24 * HOUR_MS;

/// How much time a point stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A minute, as it was noted.
    Minute,
    /// An hour: the most that were live and watched in any of its minutes, and all its messages.
    Hour,
}

impl Step {
    /// Its length.
    pub const fn ms(self) -> i64 {
        match self {
            Self::Minute => MINUTE_MS,
            Self::Hour => HOUR_MS,
        }
    }

    /// How far back one looks who does not say.
    const fn usual_ms(self) -> i64 {
        match self {
            Self::Minute => HOUR_MS,
            Self::Hour => 24 * HOUR_MS,
        }
    }

    /// The beginning of the step that a time is in.
    pub fn begin(self, time: Millis) -> Millis {
        time.plus(-time.0.rem_euclid(self.ms()))
    }
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From this time on: the beginning of a step.
    pub from: Millis,
    /// To before this time.
    pub to: Millis,
    /// In these steps.
    pub step: Step,
}

impl Span {
    /// Reads the query of `GET /ops/activity`; `query` gives a parameter's value.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every bad parameter.
    pub fn read(query: impl Fn(&str) -> Option<String>, now: Millis) -> Result<Self, Problem> {
        let (query, mut errors): (Query, _) = (&query, FieldErrors::default());
        let step = match read_word(query, "step", &["minute", "hour"], &mut errors) {
            Some("hour") => Step::Hour,
            _ => Step::Minute,
        };
        let to = read_time(query, "to", &mut errors).unwrap_or(now);
        let from = read_time(query, "from", &mut errors).unwrap_or_else(|| to.plus(-step.usual_ms()));
        let span = Self { from: step.begin(from), to, step };
        errors.check(from <= to, "to", "must not be before from");
        errors.check(span.points() <= MAX_POINTS, "from", "must be at most 1500 steps before to");
        errors.finish()?;
        Ok(span)
    }

    /// How many points there can be.
    const fn points(&self) -> i64 {
        self.to.0.saturating_sub(self.from.0) / self.step.ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_286_190_000);

    fn read(query: &[(&str, &str)]) -> Result<Span, Problem> {
        let value = |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, it)| (*it).to_owned());
        Span::read(value, NOW)
    }

    fn bad(query: &[(&str, &str)]) -> Vec<&'static str> {
        let Err(Problem::Invalid(errors)) = read(query) else { return vec![] };
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn without_a_word_it_is_the_last_hour_in_minutes_or_the_last_day_in_hours() {
        for (query, from, step) in [
            (&[][..], "2026-11-21T17:36:00.000Z", Step::Minute),
            (&[("step", "hour")], "2026-11-20T18:00:00.000Z", Step::Hour),
        ] {
            let span = read(query).unwrap();
            assert_eq!((span.from.to_rfc3339().as_str(), span.to, span.step), (from, NOW, step));
        }
    }

    #[test]
    fn the_first_step_is_whole() {
        let span = read(&[("from", "2026-11-21T12:59:59Z"), ("step", "hour")]).unwrap();
        assert_eq!(span.from.to_rfc3339(), "2026-11-21T12:00:00.000Z");
    }

    #[test]
    fn what_makes_no_sense_or_too_many_points_is_refused() {
        for (query, want) in [
            (&[("step", "second")][..], vec!["step"]),
            (&[("from", "yesterday"), ("to", "now")], vec!["to", "from"]),
            (&[("from", "2026-11-22T00:00:00Z")], vec!["to"]),
            (&[("from", "2026-11-20T17:36:00Z")], vec![]),
            (&[("from", "2026-11-20T17:35:00Z")], vec!["from"]),
            (&[("from", "2026-10-22T00:00:00Z"), ("step", "hour")], vec![]),
            (&[("from", "1970-01-01T00:00:00Z"), ("step", "hour")], vec!["from"]),
        ] {
            assert_eq!(bad(query), want, "{query:?}");
        }
    }
}
