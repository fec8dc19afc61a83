//! Public keys and the signatures made with their private halves, checked by the runtime's own cryptography: in WASM
//! the arithmetic of the three algorithms would take a tenth of the bundle.

use domain::auth::SignedText;
use domain::auth::jwk::{Alg, Published};
use js_sys::futures::JsFuture;
use js_sys::{Array, JSON, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};

/// A public key in the runtime's hands, for one algorithm. It outlives the request that brought it.
#[derive(Debug)]
pub struct PublicKey {
    key: CryptoKey,
    algorithm: Object,
}

/// Gives a key to the runtime; `None` when the runtime finds that it is none.
pub async fn import(published: &Published) -> Option<PublicKey> {
    let (jwk, algorithm) = (object(published.jwk())?, object(parameters(published.alg()))?);
    let usages = Array::of1(&JsValue::from_str("verify"));
    let key = subtle()?.import_key_with_object("jwk", &jwk, &algorithm, false, &usages).ok()?;
    let key = JsFuture::from(key).await.ok()?;
    Some(PublicKey { key: key.unchecked_into(), algorithm })
}

/// Whether the text was signed with the private half of `key`. False, too, when the runtime cannot tell.
pub async fn is_signed(key: &PublicKey, signed: &SignedText<'_>) -> bool {
    check(key, signed).await.is_some_and(|answer| answer.is_truthy())
}

async fn check(PublicKey { key, algorithm }: &PublicKey, signed: &SignedText<'_>) -> Option<JsValue> {
    let (subtle, signature) = (subtle()?, signed.signature);
    let answer = subtle.verify_with_object_and_u8_array_and_u8_array(algorithm, key, signature, signed.text);
    JsFuture::from(answer.ok()?).await.ok()
}

/// A private RSA key in the runtime's hands, for RS256. It outlives the request that brought it.
#[derive(Clone, Debug)]
pub struct PrivateKey(CryptoKey);

/// Gives a private RSA key to the runtime, as a JWK; `None` when the runtime finds that it is none.
pub async fn import_private(jwk: &str) -> Option<PrivateKey> {
    let (jwk, algorithm) = (object(jwk)?, object(parameters(Alg::Rs256))?);
    let usages = Array::of1(&JsValue::from_str("sign"));
    let key = subtle()?.import_key_with_object("jwk", &jwk, &algorithm, false, &usages).ok()?;
    Some(PrivateKey(JsFuture::from(key).await.ok()?.unchecked_into()))
}

/// The signature of a text; `None` when the runtime refuses.
pub async fn sign(PrivateKey(key): &PrivateKey, text: &str) -> Option<Vec<u8>> {
    let algorithm = object(parameters(Alg::Rs256))?;
    let signature = subtle()?.sign_with_object_and_u8_array(&algorithm, key, text.as_bytes()).ok()?;
    Some(Uint8Array::new(&JsFuture::from(signature).await.ok()?).to_vec())
}

fn subtle() -> Option<SubtleCrypto> {
    let global: WorkerGlobalScope = js_sys::global().unchecked_into();
    Some(global.crypto().ok()?.subtle())
}

/// What both calls need to know of an algorithm; each ignores what is for the other.
const fn parameters(alg: Alg) -> &'static str {
    match alg {
        Alg::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
        Alg::Es256 => r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
        Alg::EdDsa => r#"{"name":"Ed25519"}"#,
    }
}

fn object(json: &str) -> Option<Object> {
    JSON::parse(json).ok().map(JsCast::unchecked_into)
}
