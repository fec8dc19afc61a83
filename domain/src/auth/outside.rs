//! Tokens of the outside issuer.

use super::claims::{Claims, Origin, Role};
use super::header::Untrusted;
use super::token::{Audience, OutsideRules, is_for};
use super::{line, times};
use crate::problem::TokenFault;
use crate::time::Millis;
use serde::Deserialize;
use serde_json::Value;

/// The algorithms of outside tokens.
pub(super) const ALGS: [&str; 3] = ["RS256", "ES256", "EdDSA"];

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

/// Judges a token that says anything but HS256.
pub(super) fn check(
    token: &Untrusted<'_>,
    rules: &OutsideRules<'_>,
    now: Millis,
) -> Result<Claims, TokenFault> {
    let claims = rules.keys.signed(token).ok_or(TokenFault::Invalid)?;
    let wire: Wire = claims.custom.read().ok_or(TokenFault::Invalid)?;
    let times = times::check(&claims, LEEWAY_MS, now);
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
