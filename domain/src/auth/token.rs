//! Access tokens: JWT (RFC 7519), ours and those of one outside issuer.

use super::claims::{Claims, Role};
use super::header;
use super::jwk::Alg;
use super::jwks::Jwks;
use super::keyring::Keyring;
use super::{outside, own};
use crate::members::Members;
use crate::problem::{Problem, TokenFault};
use crate::secret::Secret;
use crate::time::Millis;
use jwt_compact::Claims as Signed;
use serde::{Deserialize, Serialize};

/// How our own tokens are signed and judged.
#[derive(Clone, Copy, Debug)]
pub struct OwnRules<'a> {
    /// The secrets, newest first.
    pub keyring: &'a Keyring,
    /// `iss` of every token of ours.
    pub issuer: &'a str,
    /// `aud` of every token of ours.
    pub audience: &'a str,
}

/// How the tokens of the outside issuer are judged.
#[derive(Clone, Copy, Debug)]
pub struct OutsideRules<'a, K> {
    /// What its `iss` must be (`JWT_ISSUER`).
    pub issuer: &'a str,
    /// What its `aud` must be or hold (`JWT_AUDIENCE`).
    pub audience: &'a str,
    /// Its published keys, as far as they are known.
    pub keys: &'a Jwks<K>,
}

/// The part of a token that its signature is over, and that signature.
#[derive(Clone, Copy, Debug)]
pub struct SignedText<'a> {
    /// Header and claims as they were sent.
    pub text: &'a [u8],
    /// What the sender says is the issuer's signature.
    pub signature: &'a [u8],
}

/// What a new token of ours is to say.
#[derive(Clone, Copy, Debug)]
pub struct NewClaims<'a> {
    /// The user's id in decimal, or `guest:<uuid>`.
    pub sub: &'a str,
    /// The name to show.
    pub name: &'a str,
    /// What the bearer may be.
    pub role: Role,
    /// The login session. A guest has none.
    pub sid: Option<&'a str>,
}

/// The part of a token's header that says which key it wants. Unverified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The algorithm's name, whatever the sender wrote there.
    pub alg: String,
    /// The key's name, if the sender gave one.
    pub kid: Option<String>,
}

/// Signs a new token of ours that counts from `now` for `ttl_ms` milliseconds, both in steps of whole seconds.
///
/// # Errors
/// [`Problem::Internal`] when a time cannot be written, which no [`Millis`] leads to.
pub fn issue(own: &OwnRules<'_>, new: &NewClaims<'_>, now: Millis, ttl_ms: i64) -> Result<Secret, Problem> {
    own::issue(own, new, now, ttl_ms)
}

/// Judges `token` at `now` as one of ours: HS256, under a key of our ring. So neither `alg: none` nor a public key used
/// as an HMAC secret leads anywhere.
///
/// # Errors
/// [`TokenFault::Expired`] and [`TokenFault::NotYetValid`] for tokens that are sound but for the time;
/// [`TokenFault::Invalid`] for all others.
pub fn verify(token: &str, own: &OwnRules<'_>, now: Millis) -> Result<Claims, TokenFault> {
    own::check(token, own, now)
}

/// Judges `token` at `now` as one of the outside issuer: RS256, ES256 or EdDSA, under one of its keys, each for its own
/// algorithm.
///
/// `is_signed` has the platform check a signature: the arithmetic of those algorithms is large, and every platform
/// brings it. It answers false when it cannot tell.
///
/// # Errors
/// As [`verify`].
pub async fn verify_outside<K>(
    token: &str,
    rules: &OutsideRules<'_, K>,
    is_signed: impl AsyncFn(&K, &SignedText<'_>) -> bool,
    now: Millis,
) -> Result<Claims, TokenFault> {
    outside::check(token, rules, is_signed, now).await
}

/// Whether `token` says that it is the outside issuer's. It decides only which of the two judges it: each refuses the
/// other's.
pub fn is_outside(token: &str) -> bool {
    peek(token).is_some_and(|header| Alg::parse(&header.alg).is_some())
}

/// The header of `token`, unverified; `None` when it is no token that could be verified at all.
pub fn peek(token: &str) -> Option<Header> {
    let token = header::read(token)?;
    Some(Header { alg: token.algorithm().to_owned(), kid: token.header().key_id.clone() })
}

/// Whether fetching the outside issuer's keys anew could change the verdict on `token`: its algorithm is an
/// outside one, and `cached` has no key for it.
///
/// Anyone can write such a token, so the caller must limit how often it fetches (once a minute).
pub fn wants_keys<K>(token: &str, cached: &Jwks<K>) -> bool {
    peek(token).is_some_and(|header| Alg::parse(&header.alg).is_some() && !cached.knows(&header))
}

/// Claims whose members, but for the times, are not read yet.
pub(super) type Unread = Signed<Members>;

/// `aud`: one name or several (RFC 7519, 4.1.3).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// Everyone it names.
    pub(super) fn into_names(self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name],
            Self::Many(names) => names,
        }
    }
}

/// Whether a token by `iss` for `aud` is by `issuer` for `audience`. An empty name was never configured, and
/// matches nothing.
pub(super) fn is_for(iss: &str, aud: &[String], issuer: &str, audience: &str) -> bool {
    let configured = !issuer.is_empty() && !audience.is_empty();
    configured && iss == issuer && aud.iter().any(|name| name == audience)
}
