//! What holds for every input.

use super::fixtures::*;
use super::platform::{Key, jwks, verify};
use crate::auth::{Jwks, Keyring, NewClaims, Role, issue, peek, wants_keys};
use crate::problem::TokenFault::Invalid;
use crate::time::Millis;
use proptest::prelude::*;
use serde_json::json;
use std::sync::LazyLock;

static KEYS: LazyLock<Jwks<Key>> = LazyLock::new(all_keys);
static ED: LazyLock<String> = LazyLock::new(|| outside_token("EdDSA", json!({})));
static ES: LazyLock<String> = LazyLock::new(|| outside_token("ES256", json!({})));
static OWN: LazyLock<String> = LazyLock::new(|| own_token(json!({})));

fn is_refused(token: &str) -> bool {
    verify(token, &own(), Some(&outside(&KEYS)), NOW) == Err(Invalid)
}

fn changed(token: &str, at: usize, to: char) -> Option<String> {
    let mut chars: Vec<char> = token.chars().collect();
    let at = at % chars.len();
    (chars[at] != to).then(|| {
        chars[at] = to;
        chars.into_iter().collect()
    })
}

/// Every place of a token of ours, and every character that may stand there.
#[test]
fn no_one_character_change_of_our_token_passes() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
    for at in 0..OWN.len() {
        for to in alphabet.chars() {
            if let Some(bad) = changed(&OWN, at, to) {
                assert!(is_refused(&bad), "{bad}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_change_of_any_kind_of_token_passes(which in 0usize..3, at in any::<usize>(), to in "[A-Za-z0-9_.-]|\\PC") {
        let token = [&**OWN, &**ED, &**ES][which];
        if let Some(bad) = changed(token, at, to.chars().next().unwrap()) {
            prop_assert!(is_refused(&bad), "{}", bad);
        }
    }

    #[test]
    fn no_cut_token_passes(which in 0usize..3, at in any::<usize>()) {
        let token = [&**OWN, &**ED, &**ES][which];
        prop_assert!(is_refused(&token[..at % token.len()]));
    }

    #[test]
    fn no_text_panics(text in any::<String>(), now in any::<i64>()) {
        prop_assert_eq!(verify(&text, &own(), Some(&outside(&KEYS)), Millis(now)), Err(Invalid));
        prop_assert!(peek(&text).is_none() && !wants_keys(&text, &KEYS));
    }

    #[test]
    fn no_signed_content_panics(header in "[ -~]{0,40}", claims in any::<String>(), now in any::<i64>()) {
        let signed = |header: &str| raw_token(header, &claims, hs256(SECRET.as_bytes()));
        for token in [signed(&header), signed(r#"{"alg":"HS256"}"#), signed(r#"{"alg":"EdDSA"}"#)] {
            prop_assert!(verify(&token, &own(), Some(&outside(&KEYS)), Millis(now)).is_err());
        }
    }

    #[test]
    fn no_times_panic(exp in any::<i64>(), nbf in any::<i64>(), iat in any::<i64>(), now in any::<i64>()) {
        let token = own_token(json!({"exp": exp, "nbf": nbf, "iat": iat}));
        let claims = verify(&token, &own(), None, Millis(now));
        prop_assert!(claims.is_err() || (nbf <= exp && now < exp.saturating_mul(1000)));
    }

    #[test]
    fn what_is_issued_at_any_time_counts_from_then(now in 0i64..253_402_000_000_000, ttl in 1_000i64..1_000_000_000, name in any::<String>()) {
        let name: String = name.chars().take(100).collect();
        let new = NewClaims { sub: "1", name: &name, role: Role::User, sid: None };
        let token = issue(&own(), &new, Millis(now), ttl).unwrap();
        let claims = verify(token.expose(), &own(), None, Millis(now)).unwrap();
        prop_assert_eq!(claims.name, name);
        prop_assert!(claims.exp.0 <= now + ttl);
        prop_assert!(verify(token.expose(), &own(), None, Millis(now + ttl)).is_err());
    }

    #[test]
    fn issuing_never_panics(now in any::<i64>(), ttl in any::<i64>()) {
        let new = NewClaims { sub: "1", name: "n", role: Role::User, sid: None };
        let _ = issue(&own(), &new, Millis(now), ttl);
    }

    #[test]
    fn no_key_set_panics(bytes in any::<Vec<u8>>(), n in any::<Vec<u8>>(), e in any::<Vec<u8>>(), x in any::<[u8; 32]>()) {
        let _ = jwks(&bytes);
        let keys = json!({"keys": [
            {"kty": "RSA", "n": b64(&n), "e": b64(&e)},
            {"kty": "EC", "crv": "P-256", "x": b64(&x), "y": b64(&x)},
            {"kty": "OKP", "crv": "Ed25519", "x": b64(&x)},
        ]});
        let keys = jwks(keys.to_string().as_bytes()).unwrap();
        prop_assert!(verify(&ED, &own(), Some(&outside(&keys)), NOW).is_err());
    }

    #[test]
    fn no_keyring_text_panics(text in any::<String>(), tail in "[a-z:,]{0,80}") {
        let _ = Keyring::parse(&text);
        let _ = Keyring::parse(&format!("a:{SECRET},{tail}"));
    }
}
