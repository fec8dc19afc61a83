//! A store by the S3 API, and the calls to it.

use super::encoding::{encode_path, query};
use super::endpoint::Endpoint;
use super::signature::{Request, Signer, UNSIGNED, timestamp};
use super::span::Span;
use crate::time::Millis;

/// A bucket of a store.
#[derive(Clone)]
pub struct Store {
    /// Where the store is.
    pub endpoint: Endpoint,
    /// The bucket.
    pub bucket: String,
    /// Whether the bucket's name stands in the path rather than in the host.
    pub is_path_style: bool,
    /// Who calls.
    pub signer: Signer,
}

/// What is asked of the store.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The operation by its name in the API, for the log.
    pub operation: &'static str,
    /// `GET`, `PUT`, …
    pub method: &'static str,
    /// The object; the bucket itself when empty.
    pub key: &'a str,
    /// The query's parameters, not encoded.
    pub query: &'a [(&'a str, &'a str)],
    /// The type of the object that is stored.
    pub content_type: Option<&'a str>,
    /// The bytes of the object that are asked for; all of them otherwise.
    pub span: Option<Span>,
}

/// A call, ready to be sent.
#[derive(Debug)]
pub struct Signed {
    /// The address.
    pub url: String,
    /// The headers but `Host`, which the address has.
    pub headers: Vec<(&'static str, String)>,
}

impl Store {
    /// Addresses and signs a call; the signature counts for a quarter of an hour around `at`.
    pub fn sign(&self, call: &Call<'_>, at: Millis) -> Signed {
        let (host, bucket) = self.endpoint.bucket(&self.bucket, self.is_path_style);
        let path = match (call.key, bucket.as_str()) {
            ("", "") => "/".to_owned(),
            ("", bucket) => bucket.to_owned(),
            (key, bucket) => format!("{bucket}/{}", encode_path(key)),
        };
        let query = query(call.query);
        let mut headers = headers(call, at);
        let authorization = self.authorization(call.method, &host, (&path, &query), &headers, at);
        headers.push(("authorization", authorization));
        // Not signed: proxies between us and the store may write it anew.
        headers.extend(call.span.map(|span| ("range", span.range())));
        let query = if query.is_empty() { query } else { format!("?{query}") };
        Signed { url: format!("{}://{host}{path}{query}", self.endpoint.scheme()), headers }
    }

    fn authorization(
        &self,
        method: &str,
        host: &str,
        (path, query): (&str, &str),
        headers: &[(&str, String)],
        at: Millis,
    ) -> String {
        let others = headers.iter().map(|(name, value)| (*name, value.as_str()));
        let mut headers: Vec<(&str, &str)> = others.chain([("host", host)]).collect();
        headers.sort_unstable();
        let request = Request { method, path, query, headers: &headers, payload: UNSIGNED };
        self.signer.authorization(&request, at)
    }
}

/// Those that are signed.
fn headers(call: &Call<'_>, at: Millis) -> Vec<(&'static str, String)> {
    let always = [("x-amz-content-sha256", UNSIGNED.to_owned()), ("x-amz-date", timestamp(at))];
    let content_type = call.content_type.map(|content_type| ("content-type", content_type.to_owned()));
    always.into_iter().chain(content_type).collect()
}
