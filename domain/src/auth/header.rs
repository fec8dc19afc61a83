//! The first look at a token, before anything in it can be believed.

use jwt_compact::UntrustedToken;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

/// The longest token that is looked at, in bytes.
pub(super) const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// A token taken apart: shape and encoding are sound, nothing is verified.
pub(super) type Untrusted<'a> = UntrustedToken<'a, Extras>;

/// What [`jwt_compact`] leaves of a header.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Extras {
    #[serde(default)]
    crit: Present,
}

/// Whether a member is there, whatever it holds.
#[derive(Clone, Copy, Debug, Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(from).map(|_| Self(true))
    }
}

/// Takes `token` apart. `None` when it is too long, is not three canonical base64url segments, or asks by `crit`
/// for extensions: there is none that we know, and then RFC 7515 (4.1.11) says to refuse.
pub(super) fn read(token: &str) -> Option<Untrusted<'_>> {
    if token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let read = Untrusted::try_from(token).ok()?;
    (!read.header().other_fields.crit.0).then_some(read)
}
