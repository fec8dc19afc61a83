//! Stream keys: what an encoder shows to publish, and the public name that it becomes.
//!
//! Of a key the row has a keyed digest, to find it by, and a sealed copy, for its owner. Neither is of use
//! without the secret.

use crate::auth::derive;
use crate::problem::Problem;
use crate::secret::Secret;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// The first segment of a sealed key: the version of its form.
const VERSION: &str = "v1";

/// A sealed key that does not open, or a key that cannot be sealed. Says nothing of either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stream key cannot be sealed or opened")]
pub struct SealFault;

impl From<SealFault> for Problem {
    fn from(_: SealFault) -> Self {
        Self::Internal
    }
}

/// A new stream key: `sk_` and 40 hex digits, 160 random bits.
pub fn new_key(random: [u8; 20]) -> Secret {
    Secret::new(format!("sk_{}", hex::encode(random)))
}

/// A new public name to play a stream by: 16 hex digits, independent of its key.
pub fn playback_name(random: [u8; 8]) -> String {
    hex::encode(random)
}

/// Digests and seals stream keys, with keys of its own for either, derived from one secret.
///
/// The secret (`STREAM_KEY_SECRET`) must stay: under another one no stored key is found or opened.
#[derive(Clone)]
pub struct Vault {
    digest: Hmac<Sha256>,
    seal: Aes256Gcm,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Derives the keys from `secret`, of at least 32 bytes.
    ///
    /// # Errors
    /// What is wrong with the secret, in words for the operator.
    pub fn new(secret: &str) -> Result<Self, &'static str> {
        if secret.len() < derive::MIN_SECRET_BYTES {
            return Err("the secret must have at least 32 bytes");
        }
        let digest = derive::mac(secret.as_bytes(), "liveroom stream key digest v1")?;
        let seal = derive::key(secret.as_bytes(), "liveroom stream key seal v1")?;
        Ok(Self { digest, seal: Aes256Gcm::new(&seal.into()) })
    }

    /// What a key is found by: 64 hex digits of HMAC-SHA256. `key` is whatever an encoder sent.
    pub fn digest(&self, key: &str) -> String {
        hex::encode(self.digest.clone().chain_update(key).finalize().into_bytes())
    }

    /// `v1.<nonce>.<ciphertext>`, base64url: AES-256-GCM, bound to `playback_name` so that a sealed key copied
    /// to another stream's row does not open. `nonce` is 12 random bytes, new each time.
    ///
    /// # Errors
    /// [`SealFault`] for a key of more than 64 GiB.
    pub fn seal(&self, key: &Secret, playback_name: &str, nonce: [u8; 12]) -> Result<String, SealFault> {
        let payload = Payload { msg: key.expose().as_bytes(), aad: playback_name.as_bytes() };
        let sealed = self.seal.encrypt(&nonce.into(), payload).map_err(|_| SealFault)?;
        let (nonce, sealed) =
            (Base64UrlUnpadded::encode_string(&nonce), Base64UrlUnpadded::encode_string(&sealed));
        Ok(format!("{VERSION}.{nonce}.{sealed}"))
    }

    /// The key in `sealed`.
    ///
    /// # Errors
    /// [`SealFault`] when it was not sealed by us for `playback_name`, or has changed since.
    pub fn open(&self, sealed: &str, playback_name: &str) -> Result<Secret, SealFault> {
        self.try_open(sealed, playback_name).ok_or(SealFault)
    }

    fn try_open(&self, sealed: &str, playback_name: &str) -> Option<Secret> {
        let (nonce, sealed) = sealed.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
        let nonce: [u8; 12] = Base64UrlUnpadded::decode_vec(nonce).ok()?.try_into().ok()?;
        let sealed = Base64UrlUnpadded::decode_vec(sealed).ok()?;
        let payload = Payload { msg: &sealed, aad: playback_name.as_bytes() };
        let key = self.seal.decrypt(&Nonce::from(nonce), payload).ok()?;
        String::from_utf8(key).ok().map(Secret::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const SECRET: &str = "test-only-stream-key-secret-01234";
    const KEY: &str = "sk_000102030405060708090a0b0c0d0e0f10111213";
    const NAME: &str = "00000000000000ff";
    /// `KEY` under `SECRET`. Rows like these are in databases: a change here loses every stream key.
    const DIGEST: &str = "9d9456b3bb26046c686400b6fb2582c0871b2e8e953d31cafa422df71b543f23";
    const SEALED: &str =
        "v1.CQkJCQkJCQkJCQkJ.PZPf8f4YMGcoYBmXkYlh4CVJZDjlSyxGvlHh5ZEbISji3_J51X-aRDOCk-gdk5HeRCk79Ve8ALsCf7w";

    static VAULT: LazyLock<Vault> = LazyLock::new(|| Vault::new(SECRET).unwrap());

    #[test]
    fn a_key_and_a_name_are_their_random_bytes_in_hex() {
        let key = new_key(std::array::from_fn(|i| u8::try_from(i).unwrap()));
        assert_eq!(key.expose(), KEY);
        assert_eq!(playback_name([0, 0, 0, 0, 0, 0, 0, 255]), NAME);
    }

    #[test]
    fn the_stored_forms_are_frozen() {
        assert_eq!(VAULT.digest(KEY), DIGEST);
        assert_eq!(VAULT.seal(&Secret::new(KEY), NAME, [9; 12]).unwrap(), SEALED);
        assert_eq!(VAULT.open(SEALED, NAME).unwrap().expose(), KEY);
    }

    #[test]
    fn under_another_secret_nothing_is_found_or_opened() {
        let other = Vault::new("test-only-stream-key-secret-01235").unwrap();
        assert_ne!(other.digest(KEY), DIGEST);
        assert_eq!(other.open(SEALED, NAME), Err(SealFault));
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_shown() {
        assert!(Vault::new("0123456789abcdef0123456789abcde").unwrap_err().contains("32 bytes"));
        assert!(Vault::new("0123456789abcdef0123456789abcdef").is_ok());
        assert_eq!(format!("{:?}", *VAULT), "Vault");
    }

    #[test]
    fn a_sealed_key_of_another_shape_does_not_open() {
        let (head, tail) = SEALED.rsplit_once('.').unwrap();
        for bad in [
            String::new(),
            "v1".into(),
            "v1.".into(),
            "v1..".into(),
            "v1.a.b".into(),
            head.into(),
            format!("{head}."),
            format!("{head}.."),
            format!("{SEALED}="),
            format!("{SEALED}."),
            format!(" {SEALED}"),
            format!("{SEALED}\n"),
            format!("v1{SEALED}"),
            SEALED.replacen("v1", "v2", 1),
            SEALED.replacen("v1", "V1", 1),
            format!("{head}.{}", &tail[..20]),
            KEY.into(),
        ] {
            assert_eq!(VAULT.open(&bad, NAME), Err(SealFault), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_for_its_name_and_no_other(
            random in any::<[u8; 20]>(), nonce in any::<[u8; 12]>(), name in any::<[u8; 8]>(), other in any::<String>(),
        ) {
            let (key, name) = (new_key(random), playback_name(name));
            let sealed = VAULT.seal(&key, &name, nonce).unwrap();
            prop_assert!(!sealed.contains(&key.expose()[3..]));
            prop_assert_eq!(VAULT.open(&sealed, &name), Ok(key));
            prop_assume!(other != name);
            prop_assert_eq!(VAULT.open(&sealed, &other), Err(SealFault));
            prop_assert_eq!(VAULT.open(&sealed, &name[..15]), Err(SealFault));
        }

        #[test]
        fn any_changed_byte_fails(at in any::<usize>(), to in any::<char>()) {
            let mut chars: Vec<char> = SEALED.chars().collect();
            let at = at % chars.len();
            prop_assume!(chars[at] != to);
            chars[at] = to;
            prop_assert_eq!(VAULT.open(&chars.into_iter().collect::<String>(), NAME), Err(SealFault));
        }

        #[test]
        fn no_input_panics(sealed in any::<String>(), key in any::<String>()) {
            prop_assert_eq!(VAULT.open(&sealed, NAME), Err(SealFault));
            prop_assert_eq!(VAULT.open(&format!("v1.CQkJCQkJCQkJCQkJ.{sealed}"), NAME), Err(SealFault));
            prop_assert_eq!(VAULT.digest(&key).len(), 64);
        }
    }

    #[test]
    fn no_one_character_change_passes() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
        for at in 0..SEALED.len() {
            for to in alphabet.chars().filter(|to| !SEALED[at..].starts_with(*to)) {
                let bad = format!("{}{to}{}", &SEALED[..at], &SEALED[at + 1..]);
                assert_eq!(VAULT.open(&bad, NAME), Err(SealFault), "{bad}");
            }
        }
    }
}
