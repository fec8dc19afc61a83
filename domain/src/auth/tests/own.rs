//! Our own tokens.

use super::fixtures::*;
use super::platform;
use crate::auth::{Claims, Keyring, NewClaims, Origin, OwnRules, Role, issue, peek, verify};
use crate::problem::TokenFault::{self, Expired, Invalid, NotYetValid};
use crate::time::Millis;
use serde_json::{Value, json};

const ANN: NewClaims<'_> = NewClaims { sub: "1", name: "ann", role: Role::User, sid: Some("s1") };

#[test]
fn what_is_issued_is_what_is_verified() {
    let token = issue(&own(), &ANN, Millis(NOW.0 + 999), 900_000).unwrap();
    let want = Claims {
        sub: "1".into(),
        name: "ann".into(),
        role: Role::User,
        sid: Some("s1".into()),
        iat: Some(NOW),
        exp: NOW.plus(900_000),
        iss: "liveroom".into(),
        aud: vec!["liveroom-api".into()],
        origin: Origin::Own,
    };
    assert_eq!(verify(token.expose(), &own(), NOW), Ok(want.clone()));
    assert_eq!(want.user_id(), Some(1));
}

/// Tokens that were issued before a deploy must count after it.
#[test]
fn the_issued_form_is_frozen() {
    let golden = concat!(
        "eyJhbGciOiJIUzI1NiIsImtpZCI6Im5ldyIsInR5cCI6IkpXVCJ9.",
        "eyJleHAiOjE3OTUyODcwNjAsImlhdCI6MTc5NTI4NjE2MCwic3ViIjoiMSIsIm5hbWUiOiJhbm4iLCJyb2xlIjoi",
        "dXNlciIsInNpZCI6InMxIiwiaXNzIjoibGl2ZXJvb20iLCJhdWQiOiJsaXZlcm9vbS1hcGkifQ.",
        "WKMdLvymEJxPyhShzuZB4YwXpRW0wyiWHUGu4A0snno",
    );
    assert_eq!(issue(&own(), &ANN, NOW, 900_000).unwrap().expose(), golden);
    assert_eq!(verdict(golden), Ok("1".into()));
}

#[test]
fn a_guest_has_no_session_and_no_id() {
    let sub = "guest:0b1f5cc0-9d7c-4f5e-8a3c-111111111111";
    let guest = NewClaims { sub, name: "guest", role: Role::Guest, sid: None };
    let token = issue(&own(), &guest, NOW, 60_000).unwrap();
    let claims = verify(token.expose(), &own(), NOW).unwrap();
    assert_eq!((claims.sub.as_str(), claims.sid.as_deref(), claims.role), (sub, None, Role::Guest));
    assert_eq!((claims.user_id(), claims.person()), (None, sub.to_owned()));
}

#[test]
fn a_token_counts_until_its_exp_and_not_at_it() {
    let token = issue(&own(), &ANN, NOW, 900_000).unwrap();
    for (now_ms, want) in [
        (NOW.0 - 60_000, Ok(())),
        (NOW.0 - 60_001, Err(NotYetValid)),
        (NOW.0 + 899_999, Ok(())),
        (NOW.0 + 900_000, Err(Expired)),
        (i64::MAX, Err(Expired)),
    ] {
        assert_eq!(verify(token.expose(), &own(), Millis(now_ms)).map(drop), want, "{now_ms}");
    }
}

#[test]
fn claims_decide_only_after_the_signature() {
    for (more, want) in [
        (json!({}), Ok("1".to_owned())),
        (json!({"exp": NOW_S}), Err(Expired)),
        (json!({"exp": 0}), Err(Expired)),
        (json!({"exp": -1}), Err(Expired)),
        (json!({"exp": NOW_S as f64 + 1.5}), Ok("1".to_owned())),
        (json!({"exp": null}), Err(Invalid)),
        (json!({"exp": (NOW_S + 60).to_string()}), Err(Invalid)),
        (json!({"exp": u64::MAX}), Err(Invalid)),
        (json!({"exp": 1e300}), Err(Invalid)),
        (json!({"exp": [NOW_S + 60]}), Err(Invalid)),
        (json!({"nbf": NOW_S}), Ok("1".to_owned())),
        (json!({"nbf": NOW_S + 1}), Err(NotYetValid)),
        (json!({"nbf": 8_210_266_876_799_i64}), Err(NotYetValid)),
        (json!({"nbf": -8_334_601_228_800_i64}), Ok("1".to_owned())),
        (json!({"nbf": "soon"}), Err(Invalid)),
        (json!({"iat": NOW_S + 60}), Ok("1".to_owned())),
        (json!({"iat": NOW_S + 61}), Err(NotYetValid)),
        (json!({"aud": ["x", "liveroom-api"]}), Ok("1".to_owned())),
        (json!({"aud": ["x"]}), Err(Invalid)),
        (json!({"aud": []}), Err(Invalid)),
        (json!({"aud": "liveroom-api "}), Err(Invalid)),
        (json!({"aud": "liveroom-api-2"}), Err(Invalid)),
        (json!({"aud": null}), Err(Invalid)),
        (json!({"aud": {"liveroom-api": 1}}), Err(Invalid)),
        (json!({"aud": ["liveroom-api", 1]}), Err(Invalid)),
        (json!({"iss": "Liveroom"}), Err(Invalid)),
        (json!({"iss": ISSUER}), Err(Invalid)),
        (json!({"iss": null}), Err(Invalid)),
        (json!({"iss": ["liveroom"]}), Err(Invalid)),
        (json!({"role": null}), Err(Invalid)),
        (json!({"role": "root"}), Err(Invalid)),
        (json!({"role": "Admin"}), Err(Invalid)),
        (json!({"role": ["admin"]}), Err(Invalid)),
        (json!({"sub": null}), Err(Invalid)),
        (json!({"sub": 1}), Err(Invalid)),
        (json!({"name": null}), Err(Invalid)),
        (json!({"sid": null}), Ok("1".to_owned())),
        (json!({"something": {"else": [1, 2]}}), Ok("1".to_owned())),
        (json!({"exp": 0, "aud": "x"}), Err(Invalid)),
    ] {
        assert_eq!(verdict(&own_token(more.clone())), want, "{more}");
    }
}

#[test]
fn only_hs256_counts_whoever_signed() {
    let claims = || own_claims(json!({}));
    let secret = SECRET.as_bytes();
    let header = |alg: &str| json!({"alg": alg, "kid": "new"});
    let (h, c) = (header("none").to_string(), claims().to_string());
    let none = raw_token(&h, &c, |_| vec![]);
    for (what, forged) in [
        ("none", none.clone()),
        ("none, with a signature", token(header("none"), claims(), hs256(secret))),
        ("None", token(header("None"), claims(), |_| vec![])),
        ("NONE", token(header("NONE"), claims(), hs256(secret))),
        ("hs256", token(header("hs256"), claims(), hs256(secret))),
        ("empty", token(header(""), claims(), hs256(secret))),
        ("HS384", token(header("HS384"), claims(), hs384(secret))),
        ("HS512", token(header("HS512"), claims(), hs512(secret))),
        ("HS384 called HS256", token(header("HS256"), claims(), hs384(secret))),
        ("HS512 called HS256", token(header("HS256"), claims(), hs512(secret))),
        ("HS256 called HS512", token(header("HS512"), claims(), hs256(secret))),
        ("HS256 called RS256", token(header("RS256"), claims(), hs256(secret))),
        ("no alg", token(json!({"kid": "new"}), claims(), hs256(secret))),
        ("alg of another type", token(json!({"alg": ["HS256"]}), claims(), hs256(secret))),
        ("empty signature", format!("{}.", own_token(json!({})).rsplit_once('.').unwrap().0)),
        ("no signature", own_token(json!({})).rsplit_once('.').unwrap().0.to_owned()),
        ("half a signature", token(header("HS256"), claims(), |t| hs256(secret)(t)[..16].to_vec())),
    ] {
        assert_eq!(verdict(&forged), Err(Invalid), "{what}");
        let keys = all_keys();
        assert_eq!(platform::verify(&forged, &own(), Some(&outside(&keys)), NOW), Err(Invalid), "{what}");
    }
}

#[test]
fn the_key_is_the_one_that_the_header_names() {
    let claims = || own_claims(json!({}));
    for (header, secret, want) in [
        (json!({"alg": "HS256", "kid": "new"}), SECRET, Ok("1".to_owned())),
        (json!({"alg": "HS256", "kid": "old"}), OLD_SECRET, Ok("1".to_owned())),
        (json!({"alg": "HS256"}), SECRET, Ok("1".to_owned())),
        (json!({"alg": "HS256"}), OLD_SECRET, Ok("1".to_owned())),
        (json!({"alg": "HS256", "kid": "old"}), SECRET, Err(Invalid)),
        (json!({"alg": "HS256", "kid": "new"}), OLD_SECRET, Err(Invalid)),
        (json!({"alg": "HS256", "kid": "other"}), SECRET, Err(Invalid)),
        (json!({"alg": "HS256", "kid": ""}), SECRET, Err(Invalid)),
        (json!({"alg": "HS256", "kid": 1}), SECRET, Err(Invalid)),
        (json!({"alg": "HS256", "kid": "../../dev/null"}), "", Err(Invalid)),
        (json!({"alg": "HS256"}), "", Err(Invalid)),
        (json!({"alg": "HS256"}), "another-secret-of-at-least-32-bytes", Err(Invalid)),
    ] {
        assert_eq!(verdict(&token(header.clone(), claims(), hs256(secret.as_bytes()))), want, "{header}");
    }
}

#[test]
fn a_rotated_secret_signs_while_the_old_one_still_verifies() {
    let ring = |text: String| Keyring::parse(&text).unwrap();
    let before = ring(format!("old:{OLD_SECRET}"));
    let during = ring(format!("new:{SECRET},old:{OLD_SECRET}"));
    let after = ring(format!("new:{SECRET}"));
    let rules = |keyring| OwnRules { keyring, ..own() };
    let counts = |token: &str, keyring| verify(token, &rules(keyring), NOW).is_ok();

    let old = issue(&rules(&before), &ANN, NOW, 60_000).unwrap();
    let new = issue(&rules(&during), &ANN, NOW, 60_000).unwrap();
    assert_eq!(peek(new.expose()).unwrap().kid.as_deref(), Some("new"));
    assert!(counts(old.expose(), &during) && counts(new.expose(), &during));
    assert!(counts(new.expose(), &after) && !counts(old.expose(), &after));
}

#[test]
fn a_token_of_another_shape_is_refused() {
    let good = own_token(json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let (h, c, s) = (parts[0], parts[1], parts[2]);
    for bad in [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        format!(" {good}"),
        format!("{good} "),
        format!("{good}\n"),
        format!("{good}\0"),
        format!("{h}. {c}.{s}"),
        format!("{h}.\t{c}.{s}"),
        format!("{good}="),
        format!("{h}=.{c}.{s}"),
        format!("{h}.{c}==.{s}"),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}.{s}"),
        format!("{h}.{good}"),
        format!("{h}.{h}.{c}.{s}"),
        format!("{h}.{c}.{c}.{s}"),
        format!("{h}.{c}..{s}"),
        format!("{c}.{h}.{s}"),
        format!("{h}.{c}.{s}{s}"),
        format!(".{c}.{s}"),
        format!("{h}..{s}"),
        format!("Bearer {good}"),
        format!("\"{good}\""),
        good.replace('.', "%2E"),
        "é.é.é".into(),
        "{}.{}.{}".into(),
    ] {
        assert_eq!(verdict(&bad), Err(Invalid), "{bad:?}");
    }
}

#[test]
fn each_segment_is_under_the_signature() {
    let good = own_token(json!({}));
    let other = own_token(json!({"sub": "2"}));
    let (a, b): (Vec<&str>, Vec<&str>) = (good.split('.').collect(), other.split('.').collect());
    let respelled = b64(br#"{"kid":"new","alg":"HS256"} "#);
    for (what, forged) in [
        ("header", format!("{respelled}.{}.{}", a[1], a[2])),
        ("claims", format!("{}.{}.{}", a[0], b[1], a[2])),
        ("signature", format!("{}.{}.{}", a[0], a[1], b[2])),
    ] {
        assert_eq!(verdict(&forged), Err(Invalid), "{what}");
    }
}

/// 32 bytes are 43 characters of base64, whose last has two bits to spare: three more spellings of the same bytes.
#[test]
fn a_segment_has_one_spelling_only() {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let good = own_token(json!({}));
    let (rest, last) = good.split_at(good.len() - 1);
    let at = ALPHABET.iter().position(|c| *c == last.as_bytes()[0]).unwrap();
    assert_eq!(at % 4, 0);
    for spare in 1..4 {
        let bad = format!("{rest}{}", char::from(ALPHABET[at + spare]));
        assert_eq!(verdict(&bad), Err(Invalid), "{bad}");
    }
    let standard = good.replace('-', "+").replace('_', "/");
    assert!(standard == good || verdict(&standard) == Err(Invalid));
}

#[test]
fn what_a_header_asks_for_that_we_do_not_know_is_refused() {
    for (header, want) in [
        (r#"{"alg":"HS256"}"#, Ok("1".to_owned())),
        (r#"{"alg":"HS256","typ":"JWT","cty":"json","x":{"y":[1]}}"#, Ok("1".to_owned())),
        (r#"{"alg":"HS256","crit":["exp"]}"#, Err(Invalid)),
        (r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, Err(Invalid)),
        (r#"{"alg":"HS256","crit":[]}"#, Err(Invalid)),
        (r#"{"alg":"HS256","crit":null}"#, Err(Invalid)),
        (r#"{"crit":{},"alg":"HS256"}"#, Err(Invalid)),
        (r#"{"alg":"none","alg":"HS256"}"#, Err(Invalid)),
        (r#"{"alg":"HS256","alg":"HS256"}"#, Err(Invalid)),
        (r#"{"alg":"HS256","kid":"x","kid":"new"}"#, Err(Invalid)),
        (r#"{"alg":"HS256","cty":"JWT"}"#, Err(Invalid)),
        (r#"["HS256"]"#, Err(Invalid)),
        (r#""HS256""#, Err(Invalid)),
        (r#"{"alg":"HS256"}}"#, Err(Invalid)),
        ("", Err(Invalid)),
    ] {
        let token = raw_token(header, &own_claims(json!({})).to_string(), hs256(SECRET.as_bytes()));
        assert_eq!(verdict(&token), want, "{header}");
    }
}

#[test]
fn a_claim_said_twice_is_refused() {
    let times = format!(r#""exp":{},"iat":{NOW_S}"#, NOW_S + 60);
    let rest = r#""name":"n","iss":"liveroom","aud":"liveroom-api""#;
    for claims in [
        format!(r#"{{"sub":"2","sub":"1","role":"user",{rest},{times}}}"#),
        format!(r#"{{"sub":"1","role":"user","role":"admin",{rest},{times}}}"#),
        format!(r#"{{"sub":"1","role":"user",{rest},{times},"exp":9999999999}}"#),
    ] {
        let token = raw_token(r#"{"alg":"HS256"}"#, &claims, hs256(SECRET.as_bytes()));
        assert_eq!(verdict(&token), Err(Invalid), "{claims}");
    }
}

#[test]
fn claims_that_are_no_object_are_refused() {
    for claims in ["", "null", "[]", "1", "{", "{}", "\u{feff}{}", r#"{"sub":"1"} x"#] {
        let token = raw_token(r#"{"alg":"HS256"}"#, claims, hs256(SECRET.as_bytes()));
        assert_eq!(verdict(&token), Err(Invalid), "{claims}");
    }
}

#[test]
fn a_token_of_more_than_8_kib_is_not_looked_at() {
    let of = |name_bytes: usize| own_token(json!({"name": "n".repeat(name_bytes)}));
    let fits = of(5_900);
    assert!(fits.len() <= 8 * 1024 && fits.len() > 7 * 1024, "{}", fits.len());
    assert!(verdict(&fits).is_ok());
    for bad in [of(6_200), of(1_000_000), "a".repeat(10_000_000), ".".repeat(10_000)] {
        assert!(bad.len() > 8 * 1024);
        assert_eq!((verdict(&bad), peek(&bad)), (Err(Invalid), None), "{}", bad.len());
    }
}

#[test]
fn an_issuer_or_audience_that_was_not_configured_matches_nothing() {
    let rules = OwnRules { keyring: ring(), issuer: "", audience: "" };
    let forged = own_token(json!({"iss": "", "aud": ""}));
    assert_eq!(verify(&forged, &rules, NOW), Err(Invalid));
}

#[test]
fn peeking_shows_the_header_and_believes_nothing() {
    for (header, want) in [
        (json!({"alg": "RS256", "kid": "k"}), Some(("RS256", Some("k")))),
        (json!({"alg": "none"}), Some(("none", None))),
        (json!({"kid": "k"}), None),
    ] {
        let seen = peek(&token(header, Value::Null, |_| vec![]));
        assert_eq!(seen.as_ref().map(|h| (h.alg.as_str(), h.kid.as_deref())), want);
    }
    assert_eq!(peek("no token"), None);
}

#[test]
fn faults_of_time_are_told_apart_from_all_others() {
    let faults: Vec<TokenFault> = [
        own_token(json!({"exp": NOW_S - 1})),
        own_token(json!({"nbf": NOW_S + 9})),
        own_token(json!({"aud": "x", "exp": NOW_S - 1})),
    ]
    .iter()
    .map(|token| verdict(token).unwrap_err())
    .collect();
    assert_eq!(faults, [Expired, NotYetValid, Invalid]);
}
