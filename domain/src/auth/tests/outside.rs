//! Tokens of the outside issuer.

use super::fixtures::*;
use super::platform::{Key, at_once, verify};
use crate::auth::{Claims, Jwks, Origin, OutsideRules, Role, SignedText, verify_outside, wants_keys};
use crate::problem::TokenFault::{self, Expired, Invalid, NotYetValid};
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use std::cell::Cell;

fn judge(token: &str, keys: &Jwks<Key>) -> Result<Claims, TokenFault> {
    verify(token, &own(), Some(&outside(keys)), NOW)
}

/// The quickest kind, for tests that are not about the kind.
fn judge_ed(more: Value) -> Result<Claims, TokenFault> {
    judge(&outside_token("EdDSA", more), &all_keys())
}

#[test]
fn each_kind_of_key_verifies_its_own_algorithm() {
    let keys = all_keys();
    for alg in ["RS256", "ES256", "EdDSA"] {
        let claims = judge(&outside_token(alg, json!({"name": "Ann"})), &keys).unwrap();
        assert_eq!((claims.sub.as_str(), claims.name.as_str()), ("1", "Ann"), "{alg}");
        assert_eq!((claims.role, claims.origin, claims.iat), (Role::User, Origin::Outside, None), "{alg}");
    }
}

#[test]
fn claims_decide_only_after_the_platform_has_seen_the_signature() {
    let keys = all_keys();
    for (more, want) in [
        (json!({}), Ok(())),
        (json!({"exp": NOW_S - 30}), Err(Expired)),
        (json!({"nbf": NOW_S + 31}), Err(NotYetValid)),
        (json!({"aud": "x"}), Err(Invalid)),
    ] {
        let token = outside_token("EdDSA", more.clone());
        for (is_signed, want) in [(true, want), (false, Err(Invalid))] {
            let verdict = at_once(verify_outside(&token, &outside(&keys), async |_, _| is_signed, NOW));
            assert_eq!(verdict.map(drop), want, "{more} {is_signed}");
        }
    }
}

#[test]
fn the_platform_is_asked_only_about_keys_that_may_have_signed() {
    let keys = all_keys();
    for (header, want) in [
        (json!({"alg": "EdDSA", "kid": "eddsa"}), 1),
        (json!({"alg": "EdDSA"}), 1),
        (json!({"alg": "EdDSA", "kid": "es256"}), 0),
        (json!({"alg": "HS256", "kid": "eddsa"}), 0),
        (json!({"alg": "none"}), 0),
        (json!({"alg": "EdDSA", "crit": ["x"]}), 0),
    ] {
        let (asked, token) = (Cell::new(0), token(header.clone(), outside_claims(json!({})), |_| vec![1]));
        let is_signed = async |_: &Key, _: &SignedText<'_>| {
            asked.set(asked.get() + 1);
            false
        };
        assert_eq!(at_once(verify_outside(&token, &outside(&keys), is_signed, NOW)), Err(Invalid));
        assert_eq!(asked.get(), want, "{header}");
    }
}

#[test]
fn without_rules_for_it_no_outside_token_counts() {
    for alg in ["RS256", "ES256", "EdDSA"] {
        assert_eq!(verify(&outside_token(alg, json!({})), &own(), None, NOW), Err(Invalid));
    }
}

#[test]
fn user_1_of_another_house_is_not_our_user_1() {
    for role in [json!(null), json!("user"), json!("admin"), json!("media")] {
        let claims = judge_ed(json!({"sub": "1", "role": role, "sid": "s1"})).unwrap();
        assert_eq!((claims.user_id(), claims.sid.as_deref()), (None, None));
        assert_ne!(claims.person(), "1");
    }
}

#[test]
fn an_outside_issuer_makes_no_admins() {
    for (role, want) in [
        (json!(null), Role::User),
        (json!("user"), Role::User),
        (json!("guest"), Role::Guest),
        (json!("admin"), Role::User),
        (json!("media"), Role::User),
        (json!("owner"), Role::User),
        (json!(["admin"]), Role::User),
        (json!({"is": "admin"}), Role::User),
    ] {
        assert_eq!(judge_ed(json!({"role": role.clone()})).unwrap().role, want, "{role}");
    }
}

#[test]
fn the_name_is_the_first_usual_one_that_can_be_shown() {
    for (more, want) in [
        (json!({"name": "Ann", "nickname": "an"}), "Ann"),
        (json!({"preferred_username": "ann1", "nickname": "an"}), "ann1"),
        (json!({"nickname": "an"}), "an"),
        (json!({"name": "", "nickname": " an "}), "an"),
        (json!({"name": "\u{202e}\u{0}", "nickname": "an"}), "an"),
        (json!({"name": 7, "nickname": ["x"]}), "auth0|1"),
        (json!({"name": "é".repeat(40)}), &"é".repeat(32)),
        (json!({}), "auth0|1"),
    ] {
        let mut all = json!({"sub": "auth0|1"});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(judge_ed(all).unwrap().name, want, "{more}");
    }
}

#[test]
fn an_outside_token_must_be_by_its_issuer_for_us_and_of_now() {
    for (more, want) in [
        (json!({}), Ok(())),
        (json!({"aud": ["a", "liveroom"]}), Ok(())),
        (json!({"aud": "liveroom-api"}), Err(Invalid)),
        (json!({"aud": ["a"]}), Err(Invalid)),
        (json!({"aud": null}), Err(Invalid)),
        (json!({"iss": "liveroom"}), Err(Invalid)),
        (json!({"iss": "https://issuer.example/"}), Err(Invalid)),
        (json!({"iss": null}), Err(Invalid)),
        (json!({"sub": null}), Err(Invalid)),
        (json!({"sub": ""}), Err(Invalid)),
        (json!({"sub": " "}), Err(Invalid)),
        (json!({"sub": "a\nb"}), Err(Invalid)),
        (json!({"sub": "s".repeat(255)}), Ok(())),
        (json!({"sub": "s".repeat(256)}), Err(Invalid)),
        (json!({"exp": null}), Err(Invalid)),
        (json!({"exp": NOW_S - 29}), Ok(())),
        (json!({"exp": NOW_S - 30}), Err(Expired)),
        (json!({"nbf": NOW_S + 30}), Ok(())),
        (json!({"nbf": NOW_S + 31}), Err(NotYetValid)),
        (json!({"iat": NOW_S + 60}), Ok(())),
        (json!({"iat": NOW_S + 61}), Err(NotYetValid)),
    ] {
        assert_eq!(judge_ed(more.clone()).map(drop), want, "{more}");
    }
}

/// CVE-2015-9235 and its kin: the public key is public, so as an HMAC secret anyone has it.
#[test]
fn a_public_key_is_no_hmac_secret() {
    let der = Base64::decode_vec(
        &RS256_PUBLIC_PEM.lines().filter(|line| !line.starts_with('-')).collect::<String>(),
    )
    .unwrap();
    let text = |name: &str, member: &str| key(name)[member].as_str().unwrap().to_owned();
    let bytes =
        |name: &str, member: &str| base64ct::Base64UrlUnpadded::decode_vec(&text(name, member)).unwrap();
    let point = [vec![4], bytes("es256", "x"), bytes("es256", "y")].concat();
    for (what, kid, secret) in [
        ("PEM", "rs256", RS256_PUBLIC_PEM.as_bytes().to_vec()),
        ("PEM, trimmed", "rs256", RS256_PUBLIC_PEM.trim().as_bytes().to_vec()),
        ("DER", "rs256", der),
        ("modulus", "rs256", bytes("rs256", "n")),
        ("modulus as text", "rs256", text("rs256", "n").into_bytes()),
        ("JWK", "rs256", public("rs256", json!({})).to_string().into_bytes()),
        ("point", "es256", point),
        ("x of P-256", "es256", bytes("es256", "x")),
        ("x of Ed25519", "eddsa", bytes("eddsa", "x")),
        ("x as text", "eddsa", text("eddsa", "x").into_bytes()),
        ("nothing", "rs256", vec![]),
    ] {
        for header in [
            json!({"alg": "HS256", "kid": kid}),
            json!({"alg": "HS256"}),
            json!({"alg": "HS256", "kid": "new"}),
        ] {
            for claims in [outside_claims(json!({})), own_claims(json!({}))] {
                let forged = token(header.clone(), claims, hs256(&secret));
                assert_eq!(judge(&forged, &all_keys()), Err(Invalid), "{what} {header}");
            }
        }
    }
}

#[test]
fn no_key_serves_an_algorithm_that_is_not_its_own() {
    for (called, signed_as, kid) in [
        ("ES256", "RS256", "es256"),
        ("ES256", "EdDSA", "es256"),
        ("EdDSA", "ES256", "eddsa"),
        ("RS256", "ES256", "rs256"),
        ("RS256", "PS256", "rs256"),
        ("PS256", "PS256", "rs256"),
        ("RS384", "RS256", "rs256"),
        ("ES384", "ES256", "es256"),
        ("Ed25519", "EdDSA", "eddsa"),
        ("none", "RS256", "rs256"),
        ("RS256", "RS256", "es256"),
        ("ES256", "ES256", "rs256"),
        ("HS256", "RS256", "rs256"),
    ] {
        let forged =
            token(json!({"alg": called, "kid": kid}), outside_claims(json!({})), sign_outside(signed_as));
        assert_eq!(judge(&forged, &all_keys()), Err(Invalid), "{signed_as} called {called} by {kid}");
    }
}

#[test]
fn neither_issuer_speaks_for_the_other() {
    let keys = all_keys();
    let ours_by_them = token(json!({"alg": "EdDSA"}), own_claims(json!({})), sign_outside("EdDSA"));
    let theirs_by_us = token(
        json!({"alg": "HS256"}),
        outside_claims(json!({"role": "user", "name": "n"})),
        hs256(SECRET.as_bytes()),
    );
    for forged in [ours_by_them, theirs_by_us] {
        assert_eq!(judge(&forged, &keys), Err(Invalid));
    }
    // Even an operator who gives both issuers one name gets no outside user taken for a user of ours.
    let same = OutsideRules { issuer: "liveroom", audience: "liveroom-api", keys: &keys };
    let token = token(json!({"alg": "EdDSA"}), own_claims(json!({"role": "admin"})), sign_outside("EdDSA"));
    let claims = verify(&token, &own(), Some(&same), NOW).unwrap();
    assert_eq!((claims.user_id(), claims.role, claims.origin), (None, Role::User, Origin::Outside));
}

#[test]
fn an_outside_token_asking_for_extensions_or_changed_on_the_way_is_refused() {
    let keys = all_keys();
    let crit = json!({"alg": "EdDSA", "kid": "eddsa", "crit": ["b64"], "b64": false});
    assert_eq!(judge(&token(crit, outside_claims(json!({})), sign_outside("EdDSA")), &keys), Err(Invalid));
    for alg in ["RS256", "ES256", "EdDSA"] {
        let (good, other) = (outside_token(alg, json!({})), outside_token(alg, json!({"sub": "2"})));
        let (a, b): (Vec<&str>, Vec<&str>) = (good.split('.').collect(), other.split('.').collect());
        for forged in [
            format!("{}.{}.{}", a[0], b[1], a[2]),
            format!("{}.{}.{}", a[0], a[1], b[2]),
            format!("{}.{}.", a[0], a[1]),
            format!("{good}AA"),
        ] {
            assert_eq!(judge(&forged, &keys), Err(Invalid), "{alg}");
        }
    }
}

#[test]
fn keys_are_wanted_only_for_outside_tokens_that_none_fits() {
    let keys = all_keys();
    for (header, want) in [
        (json!({"alg": "RS256", "kid": "rs256"}), false),
        (json!({"alg": "RS256", "kid": "next"}), true),
        (json!({"alg": "RS256", "kid": "es256"}), true),
        (json!({"alg": "EdDSA"}), false),
        (json!({"alg": "HS256", "kid": "next"}), false),
        (json!({"alg": "PS256", "kid": "next"}), false),
        (json!({"alg": "none", "kid": "next"}), false),
        (json!({"alg": "RS256", "kid": "next", "crit": ["x"]}), false),
    ] {
        let token = token(header.clone(), outside_claims(json!({})), |_| vec![1]);
        assert_eq!(wants_keys(&token, &keys), want, "{header}");
    }
    assert!(wants_keys(&outside_token("EdDSA", json!({})), &Jwks::<Key>::default()));
    assert!(!wants_keys("no token", &Jwks::<Key>::default()));
}
