//! Passwords, kept as Argon2id hashes in PHC text.

use crate::problem::Problem;
use crate::secret::Secret;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};

/// Memory in KiB, passes and lanes of a new hash. Source: OWASP Password Storage Cheat Sheet, Argon2id.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// The largest costs that a stored hash may ask for: an isolate has 128 MiB and little time.
const MAX_COST: (u32, u32, u32) = (65_536, 10, 4);

/// A hash at the current costs that no password has: its output was not computed.
pub const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bGl2ZXJvb20gbm9ib2R5IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes `password` with 16 random bytes of `salt`, at the current costs, into PHC text.
///
/// # Errors
/// [`Problem::Internal`] when the hash cannot be computed, which no password that passed
/// [`super::credentials::check_password`] leads to.
pub fn hash(password: &Secret, salt: [u8; 16]) -> Result<String, Problem> {
    try_hash(password, salt).map_err(|_| Problem::Internal)
}

fn try_hash(password: &Secret, salt: [u8; 16]) -> argon2::password_hash::Result<String> {
    let (m, t, p) = COST;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(m, t, p, None)?);
    let salt = SaltString::encode_b64(&salt)?;
    Ok(argon.hash_password(password.expose().as_bytes(), &salt)?.to_string())
}

/// Whether `phc` is the hash of `password`.
///
/// With `None` (no such user) it does the same work on [`DUMMY`] and says no, so that the time taken does not
/// tell whether the user exists. A `phc` that is broken, not Argon2id version 19, or asks for more than 64 MiB
/// or 10 passes says no without any work.
pub fn verify(password: &Secret, phc: Option<&str>) -> bool {
    let Some((hash, _)) = read(phc.unwrap_or(DUMMY)) else { return false };
    let fits = Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok();
    fits && phc.is_some()
}

/// Whether `phc` was not made at the current costs (or cannot be read): hash the password anew the next time
/// that it is known, which is at login.
pub fn needs_rehash(phc: &str) -> bool {
    read(phc).is_none_or(|(_, cost)| cost != COST)
}

/// The hash and its costs, if it is one that we are willing to compute.
fn read(phc: &str) -> Option<(PasswordHash<'_>, (u32, u32, u32))> {
    let hash = PasswordHash::new(phc).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let cost = (params.m_cost(), params.t_cost(), params.p_cost());
    let known = hash.algorithm == ARGON2ID_IDENT && hash.version == Some(Version::V0x13.into());
    let bounded = cost.0 <= MAX_COST.0 && cost.1 <= MAX_COST.1 && cost.2 <= MAX_COST.2;
    (known && bounded && hash.salt.is_some() && hash.hash.is_some()).then_some((hash, cost))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made once by [`hash`]; rows like it are in databases.
    const GOLDEN: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$cTLmpgKLeruU6za+t2cUZ3fNfHVCYhGoJ8inpcUNcwc";

    fn secret(text: &str) -> Secret {
        Secret::new(text)
    }

    #[test]
    fn the_form_and_the_costs_are_frozen() {
        assert_eq!(hash(&secret("correct horse"), [7; 16]).unwrap(), GOLDEN);
        assert!(GOLDEN.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    #[test]
    fn only_the_password_itself_fits() {
        assert!(verify(&secret("correct horse"), Some(GOLDEN)));
        assert!(!verify(&secret("Correct horse"), Some(GOLDEN)));
    }

    #[test]
    fn nobody_has_no_password_at_the_same_cost() {
        assert_eq!(read(DUMMY).unwrap().1, COST);
        assert_eq!(DUMMY.len(), GOLDEN.len());
        assert!(!verify(&secret("correct horse"), None));
    }

    #[test]
    fn a_hash_is_renewed_when_the_costs_have_changed() {
        for (from, to, want) in [
            ("", "", false),
            ("m=19456", "m=12288", true),
            ("t=2", "t=3", true),
            ("p=1", "p=2", true),
            ("argon2id", "argon2i", true),
            ("v=19", "v=16", true),
            ("$argon2id", "argon2id", true),
        ] {
            assert_eq!(needs_rehash(&GOLDEN.replacen(from, to, 1)), want, "{from} {to}");
        }
        assert!(needs_rehash(""));
    }

    /// A hash by other software, at lower costs that are quick to test: m=64, t=1, password "password".
    #[test]
    fn a_hash_at_other_sane_costs_is_computed() {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        let salt = SaltString::encode_b64(&[1; 16]).unwrap();
        let phc = argon.hash_password(b"password", &salt).unwrap().to_string();
        assert!(verify(&secret("password"), Some(&phc)));
        assert!(!verify(&secret("passwort"), Some(&phc)));
        assert!(needs_rehash(&phc));
    }

    #[test]
    fn a_hash_that_would_cost_too_much_or_is_none_is_not_computed() {
        for phc in [
            "",
            "$",
            "correct horse",
            &GOLDEN.replace("m=19456", "m=65537"),
            &GOLDEN.replace("m=19456", "m=4294967295"),
            &GOLDEN.replace("t=2", "t=11"),
            &GOLDEN.replace("t=2", "t=4294967295"),
            &GOLDEN.replace("p=1", "p=5"),
            &GOLDEN.replace("m=19456", "m=1"),
            &GOLDEN.replace("argon2id", "argon2d"),
            &GOLDEN.replace("argon2id", "scrypt"),
            &GOLDEN.replace("v=19$", ""),
            "$argon2id$v=19$m=64,t=1,p=1",
            "$argon2id$v=19$m=64,t=1,p=1$BwcHBwcHBwcHBwcHBwcHBw",
        ] {
            assert!(read(phc).is_none(), "{phc}");
            assert!(!verify(&secret("correct horse"), Some(phc)), "{phc}");
        }
    }
}
