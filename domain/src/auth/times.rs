//! When a token counts.

use crate::problem::TokenFault;
use crate::time::Millis;
use chrono::{DateTime, Utc};
use jwt_compact::Claims as Signed;

/// How far another's clock may be ahead of ours when it writes `iat`, in milliseconds.
const MAX_AHEAD_MS: i64 = 60_000;

/// The checked times of a token: `iat` where it has one, and `exp`.
pub(super) type Span = (Option<Millis>, Millis);

/// Judges `exp`, `nbf` and `iat` at `now`, allowing another's clock to be `leeway_ms` off.
///
/// Not the checks of [`jwt_compact`]: those ask for `nbf`, count a token as valid at the instant of its `exp`,
/// and overflow on a far-off `nbf`.
///
/// # Errors
/// [`TokenFault::Invalid`] without `exp`, [`TokenFault::Expired`] from `exp` on, [`TokenFault::NotYetValid`]
/// before `nbf` or when `iat` is more than a minute ahead.
pub(super) fn check<T>(signed: &Signed<T>, leeway_ms: i64, now: Millis) -> Result<Span, TokenFault> {
    let exp = signed.expiration.map(millis).ok_or(TokenFault::Invalid)?;
    let iat = signed.issued_at.map(millis);
    if exp.plus(leeway_ms) <= now {
        return Err(TokenFault::Expired);
    }
    let early = signed.not_before.map(millis).is_some_and(|nbf| nbf > now.plus(leeway_ms));
    if early || iat.is_some_and(|iat| iat > now.plus(MAX_AHEAD_MS)) {
        return Err(TokenFault::NotYetValid);
    }
    Ok((iat, exp))
}

/// Brought into our range: before 1970 counts as 1970, after the year 9999 as its end.
fn millis(at: DateTime<Utc>) -> Millis {
    Millis(0).plus(at.timestamp_millis())
}
