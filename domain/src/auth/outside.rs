//! Tokens of the outside issuer.

use super::claims::{Claims, Origin, Role};
use super::jwk::Alg;
use super::jwks::Jwks;
use super::token::{Audience, OutsideRules, SignedText, Unread, is_for};
use super::{header, line, times};
use crate::problem::TokenFault;
use crate::time::Millis;
use serde::Deserialize;
use serde_json::Value;

/// How far the issuer's clock may be off, in milliseconds.
const LEEWAY_MS: i64 = 30_000;

/// The longest `sub`, in bytes (OpenID Connect Core, 2).
const MAX_SUB_BYTES: usize = 255;

/// The claims as the issuer writes them. What is only for show may be of any type: it is ignored if it is no
/// text.
#[derive(Debug, Deserialize)]
struct Wire {
    sub: String,
    iss: String,
    aud: Audience,
    #[serde(default)]
    role: Value,
    #[serde(default)]
    name: Value,
    #[serde(default)]
    preferred_username: Value,
    #[serde(default)]
    nickname: Value,
}

/// See [`super::token::verify_outside`].
pub(super) async fn check<K>(
    token: &str,
    rules: &OutsideRules<'_, K>,
    is_signed: impl AsyncFn(&K, &SignedText<'_>) -> bool,
    now: Millis,
) -> Result<Claims, TokenFault> {
    let claims = signed(token, rules.keys, is_signed).await.ok_or(TokenFault::Invalid)?;
    judge(&claims, rules, now)
}

/// The claims of `token`, if one of the keys that it may be signed with has signed it. They are not even read before.
async fn signed<K>(
    token: &str,
    keys: &Jwks<K>,
    is_signed: impl AsyncFn(&K, &SignedText<'_>) -> bool,
) -> Option<Unread> {
    let read = header::read(token)?;
    let (text, _) = token.rsplit_once('.')?;
    let signed = SignedText { text: text.as_bytes(), signature: read.signature_bytes() };
    for key in keys.candidates(Alg::parse(read.algorithm())?, read.header().key_id.as_deref()) {
        if is_signed(key, &signed).await {
            return read.deserialize_claims_unchecked().ok();
        }
    }
    None
}

fn judge<K>(claims: &Unread, rules: &OutsideRules<'_, K>, now: Millis) -> Result<Claims, TokenFault> {
    let wire: Wire = claims.custom.read().ok_or(TokenFault::Invalid)?;
    let times = times::check(claims, LEEWAY_MS, now);
    let (name, role) = (name(&wire), role(&wire));
    let aud = wire.aud.into_names();
    if !is_for(&wire.iss, &aud, rules.issuer, rules.audience) || !is_subject(&wire.sub) {
        return Err(TokenFault::Invalid);
    }
    let (iat, exp) = times?;
    Ok(Claims { sub: wire.sub, name, role, sid: None, iat, exp, iss: wire.iss, aud, origin: Origin::Outside })
}

/// Who runs this deployment is not for another to say: an issuer's `admin` or `media` is about its own house,
/// and often its users can edit such a claim themselves. They are users here, as is everyone but its guests.
fn role(wire: &Wire) -> Role {
    if wire.role.as_str() == Some(Role::Guest.as_str()) { Role::Guest } else { Role::User }
}

/// The first of the usual names that has something to show, else the subject.
fn name(wire: &Wire) -> String {
    [&wire.name, &wire.preferred_username, &wire.nickname]
        .into_iter()
        .filter_map(|name| name.as_str().map(line::fit))
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| line::fit(&wire.sub))
}

fn is_subject(sub: &str) -> bool {
    sub.len() <= MAX_SUB_BYTES && !sub.chars().any(line::is_unfit) && !sub.trim().is_empty()
}
