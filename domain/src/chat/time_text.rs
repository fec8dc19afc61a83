//! Times as JSON carries them: RFC 3339 text.

use crate::time::Millis;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes it.
///
/// # Errors
/// The serializer's.
pub fn serialize<S: Serializer>(time: &Millis, to: S) -> Result<S::Ok, S::Error> {
    time.to_rfc3339().serialize(to)
}

/// Reads it.
///
/// # Errors
/// When it is no RFC 3339 time.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Millis, D::Error> {
    read(&String::deserialize(from)?)
}

fn read<E: Error>(text: &str) -> Result<Millis, E> {
    Millis::from_rfc3339(text).ok_or_else(|| E::custom("must be an RFC 3339 time"))
}

/// The same for a time that may be null.
pub(super) mod or_null {
    use super::*;

    pub(in crate::chat) fn serialize<S: Serializer>(time: &Option<Millis>, to: S) -> Result<S::Ok, S::Error> {
        time.map(Millis::to_rfc3339).serialize(to)
    }

    pub(in crate::chat) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Millis>, D::Error> {
        Option::<String>::deserialize(from)?.as_deref().map(read).transpose()
    }
}
