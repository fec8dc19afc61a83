//! The metrics as text: Prometheus' exposition format, version 0.0.4.

use std::fmt::Write;

/// The content type of the text.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How a metric behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Goes up only.
    Counter,
    /// Goes up and down.
    Gauge,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
        }
    }
}

/// One value of a metric, told from its siblings by labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    labels: Vec<(&'static str, String)>,
    value: f64,
}

impl Sample {
    /// The value of a metric that has no labels.
    pub fn of(value: f64) -> Self {
        Self { labels: Vec::new(), value }
    }

    /// A value with one label.
    pub fn labelled(name: &'static str, label: impl Into<String>, value: f64) -> Self {
        Self { labels: vec![(name, label.into())], value }
    }
}

/// The text in the making.
#[derive(Debug, Default)]
pub struct Exposition(String);

impl Exposition {
    /// Adds a metric with all its values; one without any is left out.
    pub fn add(&mut self, name: &str, kind: Kind, help: &str, samples: &[Sample]) {
        if samples.is_empty() {
            return;
        }
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {}", kind.as_str());
        for sample in samples {
            let _ = writeln!(self.0, "{name}{} {}", labels(&sample.labels), sample.value);
        }
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.0
    }
}

fn labels(labels: &[(&str, String)]) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let pairs: Vec<String> =
        labels.iter().map(|(name, text)| format!("{name}=\"{}\"", escaped(text))).collect();
    format!("{{{}}}", pairs.join(","))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_has_its_help_its_type_and_a_line_a_value() {
        let mut text = Exposition::default();
        text.add(
            "liveroom_users",
            Kind::Gauge,
            "Accounts.\nBy role, not \\ word.",
            &[
                Sample::labelled("role", "admin", 1.0),
                Sample::labelled("role", "us\"e\\r\n", 12_345_678_901.0),
            ],
        );
        text.add("liveroom_latency_seconds", Kind::Gauge, "Time.", &[Sample::of(0.012)]);
        text.add("liveroom_messages_total", Kind::Counter, "Messages.", &[Sample::of(0.0)]);
        text.add("liveroom_nothing", Kind::Gauge, "Nothing.", &[]);
        let want = concat!(
            "# HELP liveroom_users Accounts.\\nBy role, not \\\\ word.\n",
            "# TYPE liveroom_users gauge\n",
            "liveroom_users{role=\"admin\"} 1\n",
            "liveroom_users{role=\"us\\\"e\\\\r\\n\"} 12345678901\n",
            "# HELP liveroom_latency_seconds Time.\n",
            "# TYPE liveroom_latency_seconds gauge\n",
            "liveroom_latency_seconds 0.012\n",
            "# HELP liveroom_messages_total Messages.\n",
            "# TYPE liveroom_messages_total counter\n",
            "liveroom_messages_total 0\n",
        );
        assert_eq!(text.finish(), want);
    }
}
