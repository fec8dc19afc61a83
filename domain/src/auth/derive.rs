//! Keys for one purpose each, from one configured secret.

use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The shortest secret that may be configured, in bytes: as many as HMAC-SHA256 puts out (RFC 7518, 3.2).
pub(crate) const MIN_SECRET_BYTES: usize = 32;

/// 32 bytes of key for the purpose named by `info`. Knowing one purpose's key tells nothing about another's.
///
/// # Errors
/// Never with this length; the error is passed on because a made-up key in its place would be worse.
pub(crate) fn key(secret: &[u8], info: &str) -> Result<[u8; 32], &'static str> {
    let mut key = [0; 32];
    let expanded = Hkdf::<Sha256>::new(None, secret).expand(info.as_bytes(), &mut key);
    expanded.map_err(|_| "a key cannot be derived from the secret")?;
    Ok(key)
}

/// A MAC ready to be cloned and fed, keyed for the purpose named by `info`.
///
/// # Errors
/// As [`key`].
pub(crate) fn mac(secret: &[u8], info: &str) -> Result<Hmac<Sha256>, &'static str> {
    Hmac::new_from_slice(&key(secret, info)?).map_err(|_| "a key cannot be derived from the secret")
}
