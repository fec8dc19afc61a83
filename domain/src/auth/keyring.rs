//! The secrets that sign our own tokens.

use super::derive;
use hmac::Hmac;
use jwt_compact::alg::Hs256Key;
use sha2::Sha256;
use std::iter;

/// What a key id looks like; also what a session id must, see [`super::refresh`].
pub(super) fn is_word(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// An ordered list of named secrets, never empty. The first signs, all of them verify: to rotate, put a new one
/// in front, and drop the old one when the last token under it has expired.
#[derive(Clone, Debug)]
pub struct Keyring {
    first: Key,
    others: Vec<Key>,
}

/// One named secret. `Debug` shows the name only.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) kid: String,
    pub(super) access: Hs256Key,
    pub(super) refresh: Hmac<Sha256>,
}

impl Keyring {
    /// Reads `kid1:secret1,kid2:secret2`. A kid is 1 to 32 of `[A-Za-z0-9_-]` and unique; a secret has at least
    /// 32 bytes and no comma. Blanks around an entry do not count.
    ///
    /// # Errors
    /// What is wrong, in words for the operator, without any part of the text.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let keys = text.split(',').map(|entry| Key::parse(entry.trim())).collect::<Result<Vec<_>, _>>()?;
        let mut kids: Vec<&str> = keys.iter().map(|key| key.kid.as_str()).collect();
        kids.sort_unstable();
        if kids.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err("two keys have the same kid");
        }
        let mut keys = keys.into_iter();
        let first = keys.next().ok_or("there must be at least one key")?;
        Ok(Self { first, others: keys.collect() })
    }

    /// The key that signs.
    pub(super) const fn current(&self) -> &Key {
        &self.first
    }

    /// The keys that a token with this `kid` may be signed with: the one of that name, or all without a name.
    pub(super) fn candidates(&self, kid: Option<&str>) -> impl Iterator<Item = &Key> {
        let all = iter::once(&self.first).chain(&self.others);
        all.filter(move |key| kid.is_none_or(|kid| kid == key.kid))
    }
}

impl Key {
    fn parse(entry: &str) -> Result<Self, &'static str> {
        let (kid, secret) = entry.split_once(':').ok_or("each key must be kid:secret")?;
        if !is_word(kid, 32) {
            return Err("a kid must be 1 to 32 of A-Z a-z 0-9 _ -");
        }
        if secret.len() < derive::MIN_SECRET_BYTES {
            return Err("a secret must have at least 32 bytes");
        }
        let refresh = derive::mac(secret.as_bytes(), "liveroom refresh v1")?;
        Ok(Self { kid: kid.into(), access: Hs256Key::new(secret), refresh })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_keyring_is_read_in_order() {
        let ring = Keyring::parse(&format!(" new:{A}:x ,\n old-1:{A}\n")).unwrap();
        assert_eq!(ring.current().kid, "new");
        assert_eq!(ring.candidates(None).map(|k| k.kid.as_str()).collect::<Vec<_>>(), ["new", "old-1"]);
        assert_eq!(ring.candidates(Some("old-1")).count(), 1);
        assert_eq!(ring.candidates(Some("")).count(), 0);
    }

    #[test]
    fn a_keyring_that_is_not_one_is_refused_in_words() {
        for (text, want) in [
            (String::new(), "kid:secret"),
            (A.into(), "kid:secret"),
            (format!("a:{A},"), "kid:secret"),
            (format!(":{A}"), "kid must"),
            (format!("a b:{A}"), "kid must"),
            (format!("é:{A}"), "kid must"),
            (format!("{}:{A}", "k".repeat(33)), "kid must"),
            ("a:0123456789abcdef0123456789abcde".into(), "32 bytes"),
            (format!("a:{A},b:{A},a:{A}x"), "same kid"),
        ] {
            let fault = Keyring::parse(&text).unwrap_err();
            assert!(fault.contains(want), "{text:?}: {fault}");
        }
    }

    #[test]
    fn a_keyring_does_not_print_its_secrets() {
        let shown = format!("{:?}", Keyring::parse(&format!("a:{A},b:{A}")).unwrap());
        assert!(shown.contains("\"a\"") && !shown.contains("0123"), "{shown}");
        assert!(!shown.contains("48, 49"), "{shown}");
    }
}
