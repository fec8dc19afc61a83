//! Public keys and the signatures made with their private halves, checked by the runtime's own cryptography: in WASM
//! the arithmetic of the three algorithms would take a tenth of the bundle.

use domain::auth::SignedText;
use domain::auth::jwk::{Alg, Published};
use js_sys::futures::JsFuture;
use js_sys::{Array, JSON, Object};
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
