//! Keys and tokens for the tests. Every key here is TEST ONLY: made for these tests, used nowhere else.

use super::platform::{self, Key};
use crate::auth::{self, Jwks, Keyring, OutsideRules, OwnRules};
use crate::problem::TokenFault;
use crate::time::Millis;
use base64ct::{Base64UrlUnpadded, Encoding};
use jwt_compact::alg::{
    Ed25519, Es256, Hs256, Hs256Key, Hs384, Hs384Key, Hs512, Hs512Key, Rsa, RsaPrivateKey,
};
use jwt_compact::jwk::JsonWebKey;
use jwt_compact::{Algorithm, AlgorithmSignature};
use serde_json::{Value, json};
use std::sync::LazyLock;

pub(super) const SECRET: &str = "test-only-secret-0123456789abcdef";
pub(super) const OLD_SECRET: &str = "test-only-secret-of-the-last-year";
pub(super) const NOW_S: i64 = 1_795_286_160;
pub(super) const NOW: Millis = Millis(NOW_S * 1000);
pub(super) const ISSUER: &str = "https://issuer.example";
pub(super) const RS256_PUBLIC_PEM: &str = include_str!("fixtures/test-only-rs256-public.pem");

static KEYS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("fixtures/test-only-keys.json")).unwrap());

static RING: LazyLock<Keyring> =
    LazyLock::new(|| Keyring::parse(&format!("new:{SECRET},old:{OLD_SECRET}")).unwrap());

pub(super) fn ring() -> &'static Keyring {
    &RING
}

pub(super) fn own() -> OwnRules<'static> {
    OwnRules { keyring: ring(), issuer: "liveroom", audience: "liveroom-api" }
}

pub(super) fn outside(keys: &Jwks<Key>) -> OutsideRules<'_, Key> {
    OutsideRules { issuer: ISSUER, audience: "liveroom", keys }
}

/// Judged by our rules alone.
pub(super) fn verdict(token: &str) -> Result<String, TokenFault> {
    auth::verify(token, &own(), NOW).map(|claims| claims.sub)
}

/// A member of the fixtures' file.
pub(super) fn key(name: &str) -> Value {
    KEYS.get(name).unwrap().clone()
}

/// The public half of a key, with more members.
pub(super) fn public(name: &str, more: Value) -> Value {
    let mut jwk = key(name);
    for private in ["d", "p", "q"] {
        jwk.as_object_mut().unwrap().remove(private);
    }
    jwk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    jwk
}

pub(super) fn set(keys: &[Value]) -> Jwks<Key> {
    platform::jwks(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

/// The three usable kinds, named after their algorithm.
pub(super) fn all_keys() -> Jwks<Key> {
    set(&[
        public("rs256", json!({"kid": "rs256", "use": "sig", "alg": "RS256"})),
        public("es256", json!({"kid": "es256"})),
        public("eddsa", json!({"kid": "eddsa", "key_ops": ["verify"]})),
    ])
}

/// The claims of a valid token of ours, with `more` put over them; `null` takes a claim away.
pub(super) fn own_claims(more: Value) -> Value {
    let base = json!({
        "sub": "1", "name": "ann", "role": "user", "sid": "s1", "iss": "liveroom", "aud": "liveroom-api",
        "iat": NOW_S, "exp": NOW_S + 60,
    });
    over(base, more)
}

/// The same for the outside issuer.
pub(super) fn outside_claims(more: Value) -> Value {
    over(json!({"sub": "1", "iss": ISSUER, "aud": "liveroom", "exp": NOW_S + 60}), more)
}

fn over(mut base: Value, more: Value) -> Value {
    let map = base.as_object_mut().unwrap();
    map.extend(more.as_object().unwrap().clone());
    map.retain(|_, value| !value.is_null());
    base
}

/// An HS256 token of ours with these claims put over valid ones.
pub(super) fn own_token(more: Value) -> String {
    token(json!({"alg": "HS256", "kid": "new"}), own_claims(more), hs256(SECRET.as_bytes()))
}

pub(super) fn token(header: Value, claims: Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    raw_token(&header.to_string(), &claims.to_string(), sign)
}

/// A token with exactly this text in it, signed as `sign` does it.
pub(super) fn raw_token(header: &str, claims: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let text = format!("{}.{}", b64(header.as_bytes()), b64(claims.as_bytes()));
    let signature = sign(text.as_bytes());
    format!("{text}.{}", b64(&signature))
}

pub(super) fn b64(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn signer<A: Algorithm>(algorithm: A, key: A::SigningKey) -> impl Fn(&[u8]) -> Vec<u8> {
    move |text| algorithm.sign(&key, text).as_bytes().into_owned()
}

pub(super) fn hs256(secret: &[u8]) -> impl Fn(&[u8]) -> Vec<u8> + use<> {
    signer(Hs256, Hs256Key::new(secret))
}

pub(super) fn hs384(secret: &[u8]) -> impl Fn(&[u8]) -> Vec<u8> + use<> {
    signer(Hs384, Hs384Key::new(secret))
}

pub(super) fn hs512(secret: &[u8]) -> impl Fn(&[u8]) -> Vec<u8> + use<> {
    signer(Hs512, Hs512Key::new(secret))
}

type Signer = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// Signs as the outside issuer, with its key for `alg`.
pub(super) fn sign_outside(alg: &str) -> Signer {
    let jwk = |name| serde_json::from_value::<JsonWebKey<'static>>(key(name)).unwrap();
    match alg {
        "RS256" => Box::new(signer(Rsa::rs256(), RsaPrivateKey::try_from(&jwk("rs256")).unwrap())),
        "PS256" => Box::new(signer(Rsa::ps256(), RsaPrivateKey::try_from(&jwk("rs256")).unwrap())),
        "ES256" => Box::new(signer(Es256, (&jwk("es256")).try_into().unwrap())),
        "EdDSA" => Box::new(signer(Ed25519, (&jwk("eddsa")).try_into().unwrap())),
        _ => unreachable!("no such signer"),
    }
}

/// A token of the outside issuer by its key for `alg`, with these claims put over valid ones.
pub(super) fn outside_token(alg: &str, more: Value) -> String {
    let header = json!({"alg": alg, "kid": alg.to_lowercase(), "typ": "JWT"});
    token(header, outside_claims(more), sign_outside(alg))
}
