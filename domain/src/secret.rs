//! Text that must not be seen.

use sha2::{Digest, Sha256};
use std::fmt;
use subtle::{Choice, ConstantTimeEq};

/// A stream key, token or password on its way through the house.
///
/// `Debug` prints a placeholder, there is no `Display` and no `Serialize`: to let the text out one has to
/// say [`Secret::expose`], and that word is what reviewers look for.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Never for a log, an error or another's answer.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// Whether a text is one of the secrets. Compares digests, so that neither the content nor the length of a secret shows
/// in the time it takes. A secret that was left empty in the configuration is none.
pub fn is_among(secrets: &[Secret], given: &str) -> bool {
    let given = Sha256::digest(given.as_bytes());
    let same = |secret: &Secret| Sha256::digest(secret.expose().as_bytes()).ct_eq(&given);
    let usable = secrets.iter().filter(|secret| !secret.expose().is_empty());
    usable.fold(Choice::from(0), |found, secret| found | same(secret)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_and_an_empty_one_is_none() {
        let secrets = ["", "old", "new"].map(Secret::new);
        for (given, want) in [("old", true), ("new", true), ("ol", false), ("NEW", false), ("", false)] {
            assert_eq!(is_among(&secrets, given), want, "{given}");
        }
        assert!(!is_among(&[], ""));
    }

    #[test]
    fn a_secret_does_not_print() {
        assert_eq!(format!("{:?}", Some(Secret::new("sk_1"))), "Some([secret])");
    }
}
