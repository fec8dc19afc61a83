//! The log: one JSON object a line, written here and nowhere else.

use serde_json::{Map, Value};

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For whoever looks for a fault.
    Debug,
    /// What happened.
    Info,
    /// What should be looked at some time.
    Warn,
    /// What should be looked at now.
    Error,
}

impl Level {
    /// The word in the log and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Debug, Self::Info, Self::Warn, Self::Error].into_iter().find(|level| level.as_str() == word)
    }
}

/// Writes lines of at least its level.
#[derive(Clone, Copy, Debug)]
pub struct Log {
    /// Lines below this are left out.
    pub threshold: Level,
}

impl Log {
    /// Writes one line: `{"level":…,"message":…, …fields}`. `fields` is an object; its nulls are left out.
    pub fn write(self, level: Level, message: &str, fields: Value) {
        if level >= self.threshold {
            print(level, &line(level, message, fields));
        }
    }
}

fn line(level: Level, message: &str, fields: Value) -> String {
    let mut line = if let Value::Object(fields) = fields { fields } else { Map::new() };
    line.retain(|_, value| !value.is_null());
    line.insert("level".into(), level.as_str().into());
    line.insert("message".into(), message.into());
    Value::Object(line).to_string()
}

fn print(level: Level, line: &str) {
    match level {
        Level::Debug => worker::console_debug!("{line}"),
        Level::Info => worker::console_log!("{line}"),
        Level::Warn => worker::console_warn!("{line}"),
        Level::Error => worker::console_error!("{line}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_is_one_object_without_nulls() {
        let text = line(Level::Info, "request", json!({"status": 200, "userId": null, "route": "a\nb"}));
        assert!(!text.contains('\n'));
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, json!({"level": "info", "message": "request", "status": 200, "route": "a\nb"}));
    }

    #[test]
    fn levels_are_ordered_and_read_by_their_words() {
        assert!(Level::Debug < Level::Info && Level::Warn < Level::Error);
        assert_eq!(Level::parse("warn"), Some(Level::Warn));
        assert_eq!(Level::parse("loud"), None);
    }
}
