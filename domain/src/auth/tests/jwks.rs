//! Key sets as issuers publish them.

use super::fixtures::*;
use super::platform::{Key, jwks, verify};
use crate::auth::jwks::{NotAKeySet, published};
use crate::auth::{Header, Jwks};
use crate::time::Millis;
use serde_json::{Value, json};

fn knows(keys: &Jwks<Key>, alg: &str, kid: Option<&str>) -> bool {
    keys.knows(&Header { alg: alg.into(), kid: kid.map(str::to_owned) })
}

#[test]
fn a_key_is_used_only_for_what_it_says_it_is_for() {
    for (name, alg, more, want) in [
        ("rs256", "RS256", json!({}), true),
        ("rs256", "RS256", json!({"alg": "RS256", "use": "sig", "key_ops": ["verify"]}), true),
        ("rs256", "RS256", json!({"use": "enc"}), false),
        ("rs256", "RS256", json!({"use": ""}), false),
        ("rs256", "RS256", json!({"key_ops": ["sign"]}), false),
        ("rs256", "RS256", json!({"key_ops": []}), false),
        ("rs256", "RS256", json!({"key_ops": ["sign", "verify"]}), true),
        ("rs256", "RS256", json!({"alg": "RS512"}), false),
        ("rs256", "RS256", json!({"alg": "PS256"}), false),
        ("rs256", "RS256", json!({"alg": "RSA-OAEP"}), false),
        ("rs256", "RS256", json!({"alg": "HS256"}), false),
        ("es256", "ES256", json!({"alg": "ES256"}), true),
        ("es256", "ES256", json!({"alg": "ES384"}), false),
        ("eddsa", "EdDSA", json!({"alg": "EdDSA"}), true),
        ("eddsa", "EdDSA", json!({"alg": "ES256"}), false),
    ] {
        let keys = set(&[public(name, more.clone())]);
        assert_eq!(knows(&keys, alg, None), want, "{name} {more}");
    }
}

#[test]
fn weak_broken_and_unknown_keys_are_skipped() {
    let with = |name: &str, more: Value| public(name, more);
    let even = {
        let mut n = key("rs256")["n"].as_str().unwrap().to_owned();
        n.pop();
        n + "A"
    };
    for (what, jwk) in [
        ("1024 bits", public("rsa1024", json!({}))),
        ("2047 bits", public("rsa2047", json!({}))),
        ("an even modulus", with("rs256", json!({"n": even}))),
        ("modulus of nothing", with("rs256", json!({"n": ""}))),
        ("more than 8192 bits", with("rs256", json!({"n": b64(&[0xff; 1025])}))),
        ("leading zeros to length", with("rsa1024", json!({"n": b64(&[0; 256])}))),
        ("a huge modulus", with("rs256", json!({"n": b64(&vec![0xff; 100_000])}))),
        ("exponent 1", with("rs256", json!({"e": "AQ"}))),
        ("exponent 0", with("rs256", json!({"e": "AA"}))),
        ("an even exponent", with("rs256", json!({"e": "Ag"}))),
        ("a huge exponent", with("rs256", json!({"e": b64(&[0x7f; 6])}))),
        ("padding", with("rs256", json!({"e": "AQAB="}))),
        ("no exponent", with("rs256", json!({"e": null}))),
        ("not on the curve", with("es256", json!({"y": b64(&[1; 32])}))),
        ("a short coordinate", with("es256", json!({"x": b64(&[1; 31])}))),
        ("another curve", public("p384", json!({}))),
        ("another curve's name", with("es256", json!({"crv": "P-384"}))),
        ("a key for agreement", public("x25519", json!({}))),
        ("a short Ed25519 key", with("eddsa", json!({"x": b64(&[1; 31])}))),
        ("symmetric", json!({"kty": "oct", "k": b64(SECRET.as_bytes())})),
        ("symmetric, for HS256", json!({"kty": "oct", "kid": "new", "alg": "HS256", "k": b64(&[7; 64])})),
        ("a kind to come", json!({"kty": "AKP", "alg": "ML-DSA-65", "pub": "AA"})),
        ("a kid that is no text", with("eddsa", json!({"kid": 1}))),
        ("no kind", json!({"kid": "k"})),
        ("no key", json!(7)),
        ("null", json!(null)),
    ] {
        let alone = set(std::slice::from_ref(&jwk));
        for alg in ["RS256", "ES256", "EdDSA", "HS256", "ES384", "none", ""] {
            assert!(!knows(&alone, alg, None), "{what} for {alg}");
        }
        // The rest of the set is used all the same.
        assert!(knows(&set(&[jwk, public("eddsa", json!({"kid": "e"}))]), "EdDSA", Some("e")), "{what}");
    }
}

#[test]
fn an_rsa_key_may_have_up_to_8192_bits() {
    let token = key("rsa8192Token");
    let keys = set(&[public("rsa8192", json!({"kid": "big"}))]);
    let verdict = verify(token.as_str().unwrap(), &own(), Some(&outside(&keys)), Millis(NOW.0));
    assert_eq!(verdict.map(|claims| claims.sub), Ok("u".into()));
}

#[test]
fn the_key_is_found_by_its_name_or_by_being_the_only_one() {
    let named = || public("eddsa", json!({"kid": "a"}));
    let other = || public("eddsa", json!({"kid": "b"}));
    let nameless = || public("eddsa", json!({}));
    let kin = || public("es256", json!({}));
    for (keys, kid, want) in [
        (vec![named()], Some("a"), true),
        (vec![named()], Some("b"), false),
        (vec![named()], None, true),
        (vec![named(), other()], None, false),
        (vec![named(), other()], Some("b"), true),
        (vec![nameless()], None, true),
        (vec![nameless()], Some("a"), true),
        (vec![nameless(), kin()], Some("a"), true),
        (vec![nameless(), nameless()], Some("a"), false),
        (vec![nameless(), nameless()], None, true),
        (vec![named(), nameless()], Some("b"), false),
        (vec![named(), nameless()], Some("a"), true),
        (vec![named(), nameless()], None, true),
        (vec![], None, false),
    ] {
        assert_eq!(knows(&set(&keys), "EdDSA", kid), want, "{kid:?} in {keys:?}");
    }
}

#[test]
fn of_two_keys_with_one_name_either_may_have_signed() {
    let stranger =
        public("eddsa", json!({"kid": "eddsa", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}));
    let keys = set(&[stranger, public("eddsa", json!({"kid": "eddsa"}))]);
    let token = outside_token("EdDSA", json!({}));
    assert!(verify(&token, &own(), Some(&outside(&keys)), NOW).is_ok());
}

#[test]
fn a_weak_ed25519_key_verifies_nothing() {
    // The neutral element: under a careless verifier every message has a signature by it.
    let neutral = {
        let mut x = [0; 32];
        x[0] = 1;
        b64(&x)
    };
    let keys = set(&[public("eddsa", json!({"kid": "eddsa", "x": neutral}))]);
    let mut signature = vec![0; 64];
    signature[0] = 1;
    let forged =
        token(json!({"alg": "EdDSA", "kid": "eddsa"}), outside_claims(json!({})), |_| signature.clone());
    assert!(verify(&forged, &own(), Some(&outside(&keys)), NOW).is_err());
}

/// A platform may take them and find every forger's signature right: they must not come that far.
#[test]
fn ed25519_keys_of_small_order_are_never_used() {
    for (y, last) in [
        ("00000000000000000000000000000000000000000000000000000000000000", "00"),
        ("01000000000000000000000000000000000000000000000000000000000000", "00"),
        ("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc", "05"),
        ("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03", "7a"),
        ("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "7f"),
        ("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "7f"),
        ("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "7f"),
    ] {
        let mut key = hex::decode(format!("{y}{last}")).unwrap();
        for sign in [0, 0x80] {
            key[31] ^= sign;
            assert!(!knows(&set(&[public("eddsa", json!({"x": b64(&key)}))]), "EdDSA", None), "{key:x?}");
        }
    }
}

#[test]
fn the_platform_sees_of_a_key_only_its_numbers() {
    let more = json!({"kid": "k", "use": "sig", "ext": true, "d": "AQ", "x5u": "http://127.0.0.1/"});
    for (name, want) in [
        ("rs256", &["e", "kty", "n"][..]),
        ("es256", &["crv", "kty", "x", "y"]),
        ("eddsa", &["crv", "kty", "x"]),
    ] {
        let set = json!({"keys": [public(name, more.clone())]}).to_string();
        let keys = published(set.as_bytes()).unwrap();
        let jwk: Value = serde_json::from_str(keys[0].jwk()).unwrap();
        let mut members: Vec<&str> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, want);
        assert!(members.iter().all(|member| jwk[member] == key(name)[member]), "{jwk}");
    }
}

#[test]
fn what_is_no_key_set_is_said_to_be_none() {
    for text in ["", "null", "[]", "{}", "<html>", r#"{"keys":{}}"#, r#"{"keys":null}"#, r#"{"keys":[}"#] {
        assert_eq!(jwks(text.as_bytes()).map(drop), Err(NotAKeySet), "{text}");
    }
    assert_eq!(jwks(b"\xff\xfe").map(drop), Err(NotAKeySet));
    assert!(jwks(br#"{"keys":[],"more":1}"#).is_ok());
}

#[test]
fn a_set_without_end_is_cut() {
    let keys: Vec<Value> = (0..40).map(|i| public("eddsa", json!({"kid": i.to_string()}))).collect();
    let keys = set(&keys);
    assert!(knows(&keys, "EdDSA", Some("31")) && !knows(&keys, "EdDSA", Some("32")));
}
