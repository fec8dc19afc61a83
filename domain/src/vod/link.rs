//! Signed links: an address that lets whoever has it see one thing for a while, without a token: a video, or
//! the picture of one or of a broadcast.

use crate::auth::derive;
use crate::time::Millis;
use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// Links end at whole hours: all that are made within one are the same, so that caches know them again.
const STEP_S: i64 = 3600;

/// What a link is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A video's file.
    Content,
    /// A video's picture.
    Thumbnail,
    /// What is on air of a stream, as a picture.
    Snapshot,
}

impl What {
    /// The word that is signed, and the last of the path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Thumbnail => "thumbnail",
            Self::Snapshot => "snapshot",
        }
    }

    /// Where in the API it is: the path before the id.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Content | Self::Thumbnail => "vod",
            Self::Snapshot => "streams",
        }
    }
}

/// Signs links and knows its own again.
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

impl Signer {
    /// Derives its key from `secret`, of at least 32 bytes.
    ///
    /// # Errors
    /// What is wrong with the secret, in words for the operator.
    pub fn new(secret: &str) -> Result<Self, &'static str> {
        if secret.len() < derive::MIN_SECRET_BYTES {
            return Err("the secret must have at least 32 bytes");
        }
        derive::mac(secret.as_bytes(), "liveroom video link v1").map(Self)
    }

    /// The signature of a link that ends at `expires_s` (Unix seconds, see [`expires_at`]): 43 characters of base64url.
    pub fn sign(&self, id: i64, what: What, expires_s: i64) -> String {
        Base64UrlUnpadded::encode_string(&self.mac(id, what, expires_s).finalize().into_bytes())
    }

    /// Whether `signature` is ours, for this link, and the link has not ended. `expires` is what the link says, as
    /// text. In constant time where the signature is concerned.
    pub fn is_valid(&self, id: i64, what: What, expires: &str, signature: &str, now: Millis) -> bool {
        let Some(expires_s) = unix_s(expires) else { return false };
        let Ok(tag) = Base64UrlUnpadded::decode_vec(signature) else { return false };
        let is_ours = self.mac(id, what, expires_s).verify_slice(&tag).is_ok();
        is_ours && now.unix_s() < expires_s
    }

    fn mac(&self, id: i64, what: What, expires_s: i64) -> Hmac<Sha256> {
        self.0.clone().chain_update(format!("{id}.{}.{expires_s}", what.as_str()))
    }
}

/// When a link ends that is made now and lasts `ttl_s` seconds or longer: a whole hour, in Unix seconds.
pub const fn expires_at(now: Millis, ttl_s: u32) -> i64 {
    let earliest = now.0.div_euclid(1000).saturating_add(ttl_s as i64);
    let into_the_hour = earliest.rem_euclid(STEP_S);
    if into_the_hour == 0 { earliest } else { earliest.saturating_add(STEP_S - into_the_hour) }
}

/// Digits as they would be printed, so that one time has one spelling.
fn unix_s(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|s| s.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const SECRET: &str = "test-only-video-link-secret-01234";
    const EXPIRES_S: i64 = 1_795_287_600;
    const NOW: Millis = Millis(1_795_286_160_000);

    static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::new(SECRET).unwrap());

    fn is_valid(video_id: i64, what: What, expires: &str, signature: &str) -> bool {
        SIGNER.is_valid(video_id, what, expires, signature, NOW)
    }

    #[test]
    fn a_link_counts_for_what_it_was_signed_for() {
        let signature = SIGNER.sign(7, What::Content, EXPIRES_S);
        let expires = EXPIRES_S.to_string();
        assert_eq!(signature.len(), 43);
        assert!(is_valid(7, What::Content, &expires, &signature));
        assert!(!is_valid(8, What::Content, &expires, &signature));
        assert!(!is_valid(7, What::Thumbnail, &expires, &signature));
        assert!(!is_valid(7, What::Snapshot, &expires, &signature));
        for expires in
            ["1795291200", "01795287600", "+1795287600", "1795287600 ", "", "never", "99999999999999999999"]
        {
            assert!(!is_valid(7, What::Content, expires, &signature), "{expires}");
        }
        for signature in ["", "A", &signature[..42], &format!("{signature}="), &signature.to_lowercase()] {
            assert!(!is_valid(7, What::Content, &expires, signature), "{signature}");
        }
        let other = Signer::new("test-only-video-link-secret-56789").unwrap();
        assert!(!other.is_valid(7, What::Content, &expires, &signature, NOW));
    }

    #[test]
    fn a_link_ends_at_its_second() {
        let (signature, expires) = (SIGNER.sign(7, What::Content, EXPIRES_S), EXPIRES_S.to_string());
        for (now_ms, want) in [(EXPIRES_S * 1000 - 1, true), (EXPIRES_S * 1000, false), (i64::MAX, false)] {
            let valid = SIGNER.is_valid(7, What::Content, &expires, &signature, Millis(now_ms));
            assert_eq!(valid, want, "{now_ms}");
        }
    }

    #[test]
    fn a_link_stays_the_same_for_an_hour() {
        for (now_s, ttl_s, want) in [
            (0, 0, 0),
            (0, 1, 3600),
            (0, 3600, 3600),
            (1, 3600, 7200),
            (3599, 3600, 7200),
            (3600, 3600, 7200),
            (3601, 3600, 10_800),
        ] {
            assert_eq!(expires_at(Millis(now_s * 1000 + 999), ttl_s), want, "{now_s} {ttl_s}");
        }
    }

    #[test]
    fn a_short_secret_is_none_and_none_is_printed() {
        assert!(Signer::new("short").is_err());
        assert_eq!(format!("{:?}", *SIGNER), "Signer");
    }

    proptest! {
        #[test]
        fn every_link_is_valid_until_it_ends(id in any::<i64>(), now_ms in 0..253_402_300_799_999_i64, ttl_s in 1..u32::MAX) {
            let expires_s = expires_at(Millis(now_ms), ttl_s);
            let left_s = expires_s - Millis(now_ms).unix_s();
            prop_assert!((i64::from(ttl_s)..i64::from(ttl_s) + STEP_S).contains(&left_s));
            let signature = SIGNER.sign(id, What::Thumbnail, expires_s);
            prop_assert!(SIGNER.is_valid(id, What::Thumbnail, &expires_s.to_string(), &signature, Millis(now_ms)));
        }

        #[test]
        fn no_signature_panics(expires in ".*", signature in ".*") {
            prop_assert!(!is_valid(7, What::Content, &expires, &signature));
        }
    }
}
