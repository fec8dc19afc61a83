//! A platform for the tests: it checks signatures as the real one does, and answers at once.

use crate::auth::jwk::{Alg, Published};
use crate::auth::jwks::{NotAKeySet, published};
use crate::auth::{Claims, Jwks, OutsideRules, OwnRules, SignedText, is_outside};
use crate::problem::TokenFault;
use crate::time::Millis;
use base64ct::{Base64UrlUnpadded, Encoding};
use jwt_compact::alg::{Ed25519, Es256, Rsa, RsaPublicKey};
use jwt_compact::jwk::JsonWebKey;
use jwt_compact::{Algorithm, AlgorithmSignature};
use rsa::BigUint;
use serde_json::Value;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A key that the platform took.
#[derive(Debug)]
pub(super) enum Key {
    Rs256(RsaPublicKey),
    Es256(<Es256 as Algorithm>::VerifyingKey),
    EdDsa(<Ed25519 as Algorithm>::VerifyingKey),
}

/// What a future brings that waits for nothing.
pub(super) fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(brought) => brought,
        Poll::Pending => panic!("it waits"),
    }
}

pub(super) fn jwks(json: &[u8]) -> Result<Jwks<Key>, NotAKeySet> {
    Ok(at_once(Jwks::import(published(json)?, import)))
}

async fn import(published: &Published) -> Option<Key> {
    let jwk = || serde_json::from_str::<JsonWebKey<'_>>(published.jwk()).ok();
    match published.alg() {
        Alg::Rs256 => rsa_key(published.jwk()).map(Key::Rs256),
        Alg::Es256 => (&jwk()?).try_into().map(Key::Es256).ok(),
        Alg::EdDsa => (&jwk()?).try_into().map(Key::EdDsa).ok(),
    }
}

/// Not by [`JsonWebKey`]: its largest modulus has 4096 bits.
fn rsa_key(jwk: &str) -> Option<RsaPublicKey> {
    let jwk: Value = serde_json::from_str(jwk).ok()?;
    let number =
        |name: &str| Some(BigUint::from_bytes_be(&Base64UrlUnpadded::decode_vec(jwk[name].as_str()?).ok()?));
    RsaPublicKey::new_with_max_size(number("n")?, number("e")?, usize::MAX).ok()
}

pub(super) async fn is_signed(key: &Key, signed: &SignedText<'_>) -> bool {
    match key {
        Key::Rs256(key) => is_right(&Rsa::rs256(), key, signed),
        Key::Es256(key) => is_right(&Es256, key, signed),
        Key::EdDsa(key) => is_right(&Ed25519, key, signed),
    }
}

fn is_right<A: Algorithm>(algorithm: &A, key: &A::VerifyingKey, signed: &SignedText<'_>) -> bool {
    if A::Signature::LENGTH.is_some_and(|length| length.get() != signed.signature.len()) {
        return false;
    }
    A::Signature::try_from_slice(signed.signature)
        .is_ok_and(|signature| algorithm.verify_signature(&signature, key, signed.text))
}

/// Judged by our rules, and by those for the outside issuer where there are some. What one of the two is there for,
/// the other must refuse.
pub(super) fn verify(
    token: &str,
    own: &OwnRules<'_>,
    outside: Option<&OutsideRules<'_, Key>>,
    now: Millis,
) -> Result<Claims, TokenFault> {
    let by_us = crate::auth::verify(token, own, now);
    let Some(rules) = outside else { return by_us };
    let by_them = at_once(crate::auth::verify_outside(token, rules, is_signed, now));
    let (verdict, other) = if is_outside(token) { (by_them, by_us) } else { (by_us, by_them) };
    assert_eq!(other, Err(TokenFault::Invalid), "{token}");
    verdict
}
