//! Refresh tokens, of which nothing secret is stored.
//!
//! `rt1.<kid>.<sid>.<generation>.<mac>`: the MAC proves that we wrote the rest. The session's row keeps the
//! current generation, and the caller compares:
//! - equal: the token counts. Rotate: raise the row's generation by one with a compare-and-set, so that of two
//!   racing requests one wins, and answer with the token of the new generation.
//! - smaller: the token was used before, so two parties hold it. Revoke the session.
//! - larger, forged, or no such session: 401.
//!
//! A browser that is reloaded while it refreshes never sees the answer, and comes again with what it has. Where that
//! can happen the caller allows for a moment of grace, and [`judge`] says which of the three it is.

use super::keyring::{Key, Keyring, is_word};
use crate::secret::Secret;
use crate::time::Millis;
use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::Mac;

/// The first segment: kind and version.
const KIND: &str = "rt1";

/// The longest token there is, generously, in bytes.
const MAX_BYTES: usize = 256;

/// The longest session id, in bytes.
const MAX_SID_BYTES: usize = 64;

/// What a genuine refresh token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refresh {
    /// The session's id.
    pub sid: String,
    /// How often the session's pair had been rotated when this token was written.
    pub generation: u32,
}

/// What a genuine token of an open session is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It counts: rotate.
    Current,
    /// The one before, and its answer may still be on its way: the current token is given again.
    Repeated,
    /// Two parties hold it: revoke the session.
    Stolen,
}

/// Judges the token of a generation, while the session is at `current` since `rotated_at`. Within `grace_ms` of that
/// the generation before is taken for a repetition.
pub fn judge(generation: u32, current: u32, rotated_at: Millis, now: Millis, grace_ms: i64) -> Worth {
    let is_before = generation.checked_add(1) == Some(current);
    if generation == current {
        Worth::Current
    } else if is_before && now.since(rotated_at) < grace_ms {
        Worth::Repeated
    } else {
        Worth::Stolen
    }
}

/// The refresh token of the session `sid` at `generation`, under the newest key.
///
/// `sid` is 1 to 64 of `[A-Za-z0-9_-]`, as a UUID is; of any other the token would not be readable again.
pub fn issue(keyring: &Keyring, sid: &str, generation: u32) -> Secret {
    let key = keyring.current();
    let text = format!("{KIND}.{}.{sid}.{generation}", key.kid);
    let mac = Base64UrlUnpadded::encode_string(&fed(key, &text).finalize().into_bytes());
    Secret::new(format!("{text}.{mac}"))
}

/// Reads a refresh token; `None` when it is not one that we wrote. The MAC is compared in constant time.
pub fn read(keyring: &Keyring, token: &str) -> Option<Refresh> {
    if token.len() > MAX_BYTES {
        return None;
    }
    let (text, mac) = token.rsplit_once('.')?;
    let (kid, refresh) = parse(text)?;
    let mac = Base64UrlUnpadded::decode_vec(mac).ok()?;
    let key = keyring.candidates(Some(kid)).next()?;
    fed(key, text).verify_slice(&mac).ok()?;
    Some(refresh)
}

/// The kid and the content of everything before the MAC.
fn parse(text: &str) -> Option<(&str, Refresh)> {
    let mut parts = text.split('.');
    let (kind, kid, sid, generation) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let number: u32 = generation.parse().ok()?;
    let canonical = parts.next().is_none() && number.to_string() == generation;
    let fits = kind == KIND && canonical && is_word(sid, MAX_SID_BYTES);
    fits.then(|| (kid, Refresh { sid: sid.to_owned(), generation: number }))
}

fn fed(key: &Key, text: &str) -> impl Mac + use<> {
    key.refresh.clone().chain_update(text)
}
