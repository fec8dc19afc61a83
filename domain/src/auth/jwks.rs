//! The published keys of the outside issuer: a JSON Web Key Set (RFC 7517).

use super::jwk::{Alg, Published};
use super::token::Header;
use serde::Deserialize;
use serde_json::Value;

/// How many keys of a set are used at most. Issuers publish two to five; more would only cost time.
const MAX_KEYS: usize = 32;

/// The text is no key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a JSON Web Key Set")]
pub struct NotAKeySet;

/// The usable keys of a set, in its order, as the platform holds them. The default has none.
#[derive(Debug)]
pub struct Jwks<K>(Vec<Entry<K>>);

#[derive(Debug)]
struct Entry<K> {
    kid: Option<String>,
    alg: Alg,
    key: K,
}

impl<K> Default for Jwks<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Reads a key set. Keys of unknown kinds, for other uses, too weak or broken are skipped, and so are symmetric ones
/// always: a published secret is none.
///
/// # Errors
/// [`NotAKeySet`] when `json` is not an object with an array `keys`. A set without usable keys is fine.
pub fn published(json: &[u8]) -> Result<Vec<Published>, NotAKeySet> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set =
        std::str::from_utf8(json).ok().and_then(|json| serde_json::from_str(json).ok()).ok_or(NotAKeySet)?;
    Ok(set.keys.iter().filter_map(Published::read).take(MAX_KEYS).collect())
}

impl<K> Jwks<K> {
    /// The keys as `import` gives them to the platform; those for which it answers `None` are none, and skipped.
    pub async fn import(published: Vec<Published>, import: impl AsyncFn(&Published) -> Option<K>) -> Self {
        let mut entries = Vec::with_capacity(published.len());
        for one in published {
            if let Some(key) = import(&one).await {
                entries.push(Entry { alg: one.alg(), kid: one.kid, key });
            }
        }
        Self(entries)
    }

    /// Whether there is a key that a token with this header could be signed with.
    pub fn knows(&self, header: &Header) -> bool {
        let alg = Alg::parse(&header.alg);
        alg.is_some_and(|alg| !self.candidates(alg, header.kid.as_deref()).is_empty())
    }

    /// The keys for `alg` named `kid`, or those without a name for a token without one. Where that finds none,
    /// but there is just one key for `alg` and either side left the name out, it is that one.
    pub(super) fn candidates(&self, alg: Alg, kid: Option<&str>) -> Vec<&K> {
        let fitting: Vec<&Entry<K>> = self.0.iter().filter(|entry| entry.alg == alg).collect();
        let named: Vec<&K> =
            fitting.iter().filter(|entry| entry.kid.as_deref() == kid).map(|entry| &entry.key).collect();
        match (named.is_empty(), fitting.as_slice()) {
            (true, [only]) if kid.is_none() || only.kid.is_none() => vec![&only.key],
            _ => named,
        }
    }
}
