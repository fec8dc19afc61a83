//! AWS Signature Version 4, in the `Authorization` header.
//!
//! Source: "Signature Calculations for the Authorization Header" of the Amazon S3 API Reference.

use crate::secret::Secret;
use crate::time::Millis;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// What stands for the digest of a body that is not signed. TLS protects it.
pub const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Who signs, and for what.
#[derive(Clone)]
pub struct Signer {
    /// The public half of the credentials.
    pub access_key_id: String,
    /// The other half.
    pub secret: Secret,
    /// Where the service is, by its own name for it.
    pub region: String,
    /// The service: `s3`.
    pub service: &'static str,
}

/// A request as it is signed.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET`, `PUT`, …
    pub method: &'a str,
    /// The path, encoded, with its leading slash.
    pub path: &'a str,
    /// The query, encoded and in order, without `?`.
    pub query: &'a str,
    /// The headers that are signed: names in small letters, in their order; values without space around them.
    pub headers: &'a [(&'a str, &'a str)],
    /// The SHA-256 of the body in hex, or [`UNSIGNED`].
    pub payload: &'a str,
}

/// A time as `x-amz-date` has it: `20130524T000000Z`.
pub fn timestamp(at: Millis) -> String {
    let text = at.to_rfc3339();
    let digits = text.chars().take("2013-05-24T00:00:00".len()).filter(|c| !matches!(c, '-' | ':'));
    digits.chain(['Z']).collect()
}

impl Signer {
    /// The value of `Authorization`. `at` must be the request's `x-amz-date`.
    pub fn authorization(&self, request: &Request<'_>, at: Millis) -> String {
        let (time, scope) = (timestamp(at), self.scope(at));
        let digest = hex::encode(Sha256::digest(canonical(request)));
        let text = format!("{ALGORITHM}\n{time}\n{scope}\n{digest}");
        let signature = hex::encode(mac(&self.key(at), &text));
        let (id, names) = (&self.access_key_id, names(request));
        format!("{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}")
    }

    fn scope(&self, at: Millis) -> String {
        format!("{}/{}/{}/aws4_request", date(at), self.region, self.service)
    }

    fn key(&self, at: Millis) -> Vec<u8> {
        let first = format!("AWS4{}", self.secret.expose()).into_bytes();
        let steps = [date(at).as_str(), &self.region, self.service, "aws4_request"].map(str::to_owned);
        steps.iter().fold(first, |key, step| mac(&key, step))
    }
}

fn date(at: Millis) -> String {
    timestamp(at).chars().take("20130524".len()).collect()
}

fn canonical(request: &Request<'_>) -> String {
    let Request { method, path, query, headers, payload } = request;
    let headers: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    format!("{method}\n{path}\n{query}\n{headers}\n{}\n{payload}", names(request))
}

fn names(request: &Request<'_>) -> String {
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
    names.join(";")
}

/// HMAC takes keys of any length: there is always one.
fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).map(|mac| mac.chain_update(text).finalize());
    mac.map(|tag| tag.into_bytes().to_vec()).unwrap_or_default()
}
