//! One published key (RFC 7517): what it says it is for, and whether it is fit for that.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;
use serde_json::{Value, json};
use std::ops::RangeInclusive;

/// Sizes of an RSA modulus that are used, in bits. Less is weak (RFC 7518, 3.3), more is slow.
const RSA_BITS: RangeInclusive<usize> = 2048..=8192;

/// The largest RSA exponent, in bytes. 65537 has three.
const MAX_EXPONENT_BYTES: usize = 5;

/// Bytes of a coordinate on P-256, and of an Ed25519 key.
const COORDINATE_BYTES: usize = 32;

/// The Ed25519 keys of small order, without the sign bit, which a platform may take for good ones: under them
/// anyone's signature is right. The list is libsodium's (`ge25519_has_small_order`).
const SMALL_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/// The algorithms of outside tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alg {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256; the signature is r and s, 32 bytes each.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Alg {
    /// Reads a name as `alg` has it; `None` for all other algorithms.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Rs256, Self::Es256, Self::EdDsa].into_iter().find(|alg| alg.as_str() == name)
    }

    /// The name as `alg` has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// A public key of the issuer that may be used, and with it the one algorithm that it is for.
///
/// Its numbers have the right size and are none of the weak ones. Whether there is such a point on the curve, the
/// platform tells when it takes the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its name.
    pub(super) kid: Option<String>,
    alg: Alg,
    jwk: String,
}

/// The members of a JWK that matter here.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Published {
    /// The one algorithm that it is for.
    pub const fn alg(&self) -> Alg {
        self.alg
    }

    /// The key itself as a JWK: its kind and its numbers, and nothing else of what the issuer wrote.
    pub fn jwk(&self) -> &str {
        &self.jwk
    }

    /// Reads a key; `None` when it must not be used.
    pub(super) fn read(json: &Value) -> Option<Self> {
        let jwk = Jwk::deserialize(json).ok()?;
        let (alg, key) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => (Alg::Rs256, jwk.rsa()?),
            ("EC", Some("P-256")) => (Alg::Es256, jwk.p256()?),
            ("OKP", Some("Ed25519")) => (Alg::EdDsa, jwk.ed25519()?),
            _ => return None,
        };
        jwk.may_verify(alg).then(|| Self { kid: jwk.kid, alg, jwk: key.to_string() })
    }
}

impl Jwk {
    /// What the key says about its own use. What it leaves out it allows.
    fn may_verify(&self, alg: Alg) -> bool {
        self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|ops| ops.iter().any(|op| op == "verify"))
            && self.alg.as_deref().is_none_or(|own| own == alg.as_str())
    }

    fn rsa(&self) -> Option<Value> {
        let (n, e) = (self.n.as_deref()?, self.e.as_deref()?);
        let is_fit = is_modulus(&decode(n)?) && is_exponent(&decode(e)?);
        is_fit.then(|| json!({"kty": "RSA", "n": n, "e": e}))
    }

    fn p256(&self) -> Option<Value> {
        let (x, y) = (self.x.as_deref()?, self.y.as_deref()?);
        let is_fit = decode(x)?.len() == COORDINATE_BYTES && decode(y)?.len() == COORDINATE_BYTES;
        is_fit.then(|| json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}))
    }

    fn ed25519(&self) -> Option<Value> {
        let x = self.x.as_deref()?;
        let is_fit = !has_small_order(decode(x)?.try_into().ok()?);
        is_fit.then(|| json!({"kty": "OKP", "crv": "Ed25519", "x": x}))
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// A product of two primes of that size is odd.
fn is_modulus(bytes: &[u8]) -> bool {
    let number = without_zeros(bytes);
    let bits = number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize);
    RSA_BITS.contains(&bits) && is_odd(number)
}

/// Odd and more than one: 1 would leave the signature as it is.
fn is_exponent(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_EXPONENT_BYTES && is_odd(bytes) && without_zeros(bytes) != [1]
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

fn has_small_order(mut key: [u8; COORDINATE_BYTES]) -> bool {
    let [.., last] = &mut key;
    *last &= 0x7f;
    SMALL_ORDER.contains(&hex::encode(key).as_str())
}
