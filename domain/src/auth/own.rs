//! Our own tokens.

use super::claims::{Claims, Origin, Role};
use super::header::{self, Untrusted};
use super::keyring::Key;
use super::times;
use super::token::{Audience, NewClaims, OwnRules, Unread, is_for};
use crate::problem::{Problem, TokenFault};
use crate::secret::Secret;
use crate::time::Millis;
use chrono::DateTime;
use jwt_compact::alg::Hs256;
use jwt_compact::{AlgorithmExt, Claims as Signed, Header};
use serde::{Deserialize, Serialize};

/// The claims as they are written, without the times.
#[derive(Debug, Serialize, Deserialize)]
struct Wire {
    sub: String,
    name: String,
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    iss: String,
    aud: Audience,
}

/// See [`super::token::issue`].
pub(super) fn issue(
    rules: &OwnRules<'_>,
    new: &NewClaims<'_>,
    now: Millis,
    ttl_ms: i64,
) -> Result<Secret, Problem> {
    let key = rules.keyring.current();
    let (iat_s, ttl_s) = (now.unix_s(), ttl_ms.div_euclid(1000));
    let mut claims = Signed::new(wire(rules, new));
    claims.issued_at = DateTime::from_timestamp(iat_s, 0);
    claims.expiration =
        Some(DateTime::from_timestamp(iat_s.saturating_add(ttl_s), 0).ok_or(Problem::Internal)?);
    let header = Header::empty().with_key_id(&key.kid).with_token_type("JWT");
    Hs256.token(&header, &claims, &key.access).map(Secret::new).map_err(|_| Problem::Internal)
}

fn wire(rules: &OwnRules<'_>, new: &NewClaims<'_>) -> Wire {
    Wire {
        sub: new.sub.to_owned(),
        name: new.name.to_owned(),
        role: new.role,
        sid: new.sid.map(str::to_owned),
        iss: rules.issuer.to_owned(),
        aud: Audience::One(rules.audience.to_owned()),
    }
}

/// See [`super::token::verify`]. There is no leeway for the clock: it is ours that wrote the times.
pub(super) fn check(token: &str, rules: &OwnRules<'_>, now: Millis) -> Result<Claims, TokenFault> {
    let token = header::read(token).ok_or(TokenFault::Invalid)?;
    let mut keys = rules.keyring.candidates(token.header().key_id.as_deref());
    let claims = keys.find_map(|key| signed(&token, key)).ok_or(TokenFault::Invalid)?;
    let Wire { sub, name, role, sid, iss, aud } = claims.custom.read().ok_or(TokenFault::Invalid)?;
    let times = times::check(&claims, 0, now);
    let aud = aud.into_names();
    if !is_for(&iss, &aud, rules.issuer, rules.audience) {
        return Err(TokenFault::Invalid);
    }
    let (iat, exp) = times?;
    Ok(Claims { sub, name, role, sid, iat, exp, iss, aud, origin: Origin::Own })
}

/// The claims of `token`, if it says HS256 and the key signed it.
fn signed(token: &Untrusted<'_>, key: &Key) -> Option<Unread> {
    Some(Hs256.validator(&key.access).validate(token).ok()?.into_parts().1)
}
