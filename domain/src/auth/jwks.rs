//! The published keys of the outside issuer: a JSON Web Key Set (RFC 7517).

use super::header::Untrusted;
use super::token::{Header, Unread, signed};
use base64ct::{Base64UrlUnpadded, Encoding};
use jwt_compact::Algorithm;
use jwt_compact::alg::{Ed25519, Es256, Rsa, RsaPublicKey};
use jwt_compact::jwk::JsonWebKey;
use rsa::BigUint;
use serde::Deserialize;
use serde_json::Value;
use std::ops::RangeInclusive;

/// How many keys of a set are used at most. Issuers publish two to five; more would only cost time.
const MAX_KEYS: usize = 32;

/// Sizes of an RSA modulus that are used, in bits. Less is weak (RFC 7518, 3.3), more is slow.
const RSA_BITS: RangeInclusive<usize> = 2048..=8192;

/// The largest RSA exponent, in bytes. 65537 has three; [`rsa`] allows no more than 33 bits anyway.
const MAX_EXPONENT_BYTES: usize = 5;

/// The text is no key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a JSON Web Key Set")]
pub struct NotAKeySet;

/// The usable keys of a set, in its order. The default has none.
#[derive(Clone, Debug, Default)]
pub struct Jwks(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    kid: Option<String>,
    key: Key,
}

/// A public key, and with it the one algorithm that it is for.
#[derive(Clone, Debug)]
enum Key {
    Rs256(RsaPublicKey),
    Es256(<Es256 as Algorithm>::VerifyingKey),
    EdDsa(<Ed25519 as Algorithm>::VerifyingKey),
}

impl Jwks {
    /// Reads a key set. Keys of unknown kinds, for other uses, too weak or broken are skipped, and so are
    /// symmetric ones always: a published secret is none.
    ///
    /// # Errors
    /// [`NotAKeySet`] when `json` is not an object with an array `keys`. A set without usable keys is fine.
    pub fn parse(json: &[u8]) -> Result<Self, NotAKeySet> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let set: Set = std::str::from_utf8(json)
            .ok()
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or(NotAKeySet)?;
        Ok(Self(set.keys.into_iter().filter_map(Entry::read).take(MAX_KEYS).collect()))
    }

    /// Whether there is a key that a token with this header could be signed with.
    pub fn knows(&self, header: &Header) -> bool {
        !self.candidates(&header.alg, header.kid.as_deref()).is_empty()
    }

    /// The claims of `token` if one of the keys signed it.
    pub(super) fn signed(&self, token: &Untrusted<'_>) -> Option<Unread> {
        let keys = self.candidates(token.algorithm(), token.header().key_id.as_deref());
        keys.into_iter().find_map(|key| key.signed(token))
    }

    /// The keys for `alg` named `kid`, or those without a name for a token without one. Where that finds none,
    /// but there is just one key for `alg` and either side left the name out, it is that one.
    fn candidates(&self, alg: &str, kid: Option<&str>) -> Vec<&Key> {
        let fitting: Vec<&Entry> = self.0.iter().filter(|entry| entry.key.alg() == alg).collect();
        let named: Vec<&Key> =
            fitting.iter().filter(|entry| entry.kid.as_deref() == kid).map(|entry| &entry.key).collect();
        match (named.is_empty(), fitting.as_slice()) {
            (true, [only]) if kid.is_none() || only.kid.is_none() => vec![&only.key],
            _ => named,
        }
    }
}

/// The members of a JWK that matter here.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl Entry {
    fn read(json: Value) -> Option<Self> {
        let jwk = Jwk::deserialize(&json).ok()?;
        let key = match jwk.kty.as_str() {
            "RSA" => Key::Rs256(rsa_key(&jwk)?),
            "EC" => Key::Es256((&JsonWebKey::deserialize(&json).ok()?).try_into().ok()?),
            "OKP" => Key::EdDsa((&JsonWebKey::deserialize(&json).ok()?).try_into().ok()?),
            _ => return None,
        };
        jwk.may_verify(key.alg()).then_some(Self { kid: jwk.kid, key })
    }
}

impl Jwk {
    /// What the key says about its own use. What it leaves out it allows.
    fn may_verify(&self, alg: &str) -> bool {
        self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|ops| ops.iter().any(|op| op == "verify"))
            && self.alg.as_deref().is_none_or(|own| own == alg)
    }
}

impl Key {
    const fn alg(&self) -> &'static str {
        match self {
            Self::Rs256(_) => "RS256",
            Self::Es256(_) => "ES256",
            Self::EdDsa(_) => "EdDSA",
        }
    }

    fn signed(&self, token: &Untrusted<'_>) -> Option<Unread> {
        match self {
            Self::Rs256(key) => signed(&Rsa::rs256(), key, token),
            Self::Es256(key) => signed(&Es256, key, token),
            Self::EdDsa(key) => signed(&Ed25519, key, token),
        }
    }
}

/// Not by [`JsonWebKey`]: it has no lower bound for the modulus, and its upper one is 4096 bits.
fn rsa_key(jwk: &Jwk) -> Option<RsaPublicKey> {
    let modulus = Base64UrlUnpadded::decode_vec(jwk.n.as_deref()?).ok()?;
    let exponent = Base64UrlUnpadded::decode_vec(jwk.e.as_deref()?).ok()?;
    if modulus.len() > RSA_BITS.end().div_ceil(8) + 1 || exponent.len() > MAX_EXPONENT_BYTES {
        return None;
    }
    let modulus = BigUint::from_bytes_be(&modulus);
    if !RSA_BITS.contains(&modulus.bits()) {
        return None;
    }
    RsaPublicKey::new_with_max_size(modulus, BigUint::from_bytes_be(&exponent), *RSA_BITS.end()).ok()
}
