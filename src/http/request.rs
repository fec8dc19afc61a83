//! A request, read with limits.

use crate::error::ApiError;
use crate::platform::intake::Intake;
use domain::problem::{Problem, TokenFault};
use futures::StreamExt;
use serde_json::Value;
use worker::Request;

/// A request as handlers see it.
pub struct Inbound {
    request: web_sys::Request,
    /// Read once: each reading has the platform copy the text anew.
    headers: web_sys::Headers,
    method: String,
    path: String,
    query: Vec<(String, String)>,
}

impl Inbound {
    /// Takes the platform's request over. The address is split here: the platform's own way links the tables of
    /// international domain names into the bundle.
    pub fn new(request: web_sys::Request) -> Self {
        let address = request.url();
        let (path, query) = split(&address);
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let (headers, method, path) = (request.headers(), request.method(), path.to_owned());
        Self { request, headers, method, path, query }
    }

    /// The method as it was sent: the platform's type takes unknown ones for GET.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, undecoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }

    /// A query parameter's first value, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// Scheme and host that the request was sent to, like `https://live.example`.
    pub fn origin(&self) -> String {
        let address = self.request.url();
        address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
    }

    /// The body, to be taken in piece by piece; `None` when there is none.
    ///
    /// # Errors
    /// When it was taken already.
    pub fn intake(&self) -> Result<Option<Intake>, ApiError> {
        Ok(Intake::of(&self.request)?)
    }

    /// Whether a WebSocket is asked for.
    pub fn wants_socket(&self) -> bool {
        self.header("upgrade").is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket"))
    }

    /// The address of the sender, as the edge saw it.
    pub fn sender_ip(&self) -> Option<String> {
        self.header("cf-connecting-ip")
    }

    /// The bearer token: from the header, or from `?token=` where a header cannot be set.
    ///
    /// # Errors
    /// [`TokenFault::Missing`], or [`TokenFault::Invalid`] for a header of another scheme.
    pub fn token(&self) -> Result<String, TokenFault> {
        let Some(header) = self.header("authorization") else {
            return self.query("token").filter(|token| !token.is_empty()).ok_or(TokenFault::Missing);
        };
        let (scheme, token) = header.split_once(' ').ok_or(TokenFault::Invalid)?;
        if scheme.eq_ignore_ascii_case("bearer") {
            Ok(token.trim().to_owned())
        } else {
            Err(TokenFault::Invalid)
        }
    }

    /// The body, at most `max_bytes` of it: what is larger is refused as soon as that is known.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], or [`Problem::Malformed`] when the sender broke off.
    pub async fn bytes(&mut self, max_bytes: usize) -> Result<Vec<u8>, ApiError> {
        let announced = self.header("content-length").and_then(|text| text.parse::<usize>().ok());
        if announced.is_some_and(|length| length > max_bytes) {
            return Err(Problem::TooLarge(max_bytes as u64).into());
        }
        if self.request.body().is_none() {
            return Ok(Vec::new());
        }
        let broken = |error| ApiError::caused(Problem::Malformed("the body broke off".into()), error);
        // The platform holds senders to the length they announce, so that this cannot be more.
        if announced.is_some() {
            return self.whole().bytes().await.map_err(broken);
        }
        let mut chunks = self.whole().stream().map_err(broken)?;
        let mut body = Vec::new();
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk.map_err(broken)?);
            if body.len() > max_bytes {
                return Err(Problem::TooLarge(max_bytes as u64).into());
            }
        }
        Ok(body)
    }

    /// As the platform's own type, which takes all of it apart: for requests with a body.
    fn whole(&self) -> Request {
        Request::from(Clone::clone(&self.request))
    }

    /// The body as a JSON object; without a body an empty one, so that calls without needed fields need none.
    ///
    /// # Errors
    /// [`Problem::Malformed`] for another content type or what is no JSON object, [`Problem::TooLarge`].
    pub async fn json(&mut self, max_bytes: usize) -> Result<Value, ApiError> {
        let body = self.bytes(max_bytes).await?;
        if body.is_empty() {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        if !self.header("content-type").is_none_or(|text| is_json(&text)) {
            return Err(Problem::Malformed("the content type must be application/json".into()).into());
        }
        // What serde says of bad JSON can repeat the input, and a password may be in it.
        let value: Value = serde_json::from_slice(&body).map_err(|error| {
            let place = format!("the body is not JSON: line {}, column {}", error.line(), error.column());
            Problem::Malformed(place.into())
        })?;
        match value {
            Value::Object(_) => Ok(value),
            _ => Err(Problem::Malformed("the body must be a JSON object".into()).into()),
        }
    }
}

/// Path and query of an address as the platform writes it: whole, and with a path.
fn split(address: &str) -> (&str, &str) {
    let address = address.split_once('#').map_or(address, |(address, _)| address);
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    (rest.find('/').map_or("/", |start| rest.get(start..).unwrap_or("/")), query)
}

fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type == "application/json" || media_type.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_by_its_media_type() {
        for (text, want) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/merge-patch+json", true),
            ("application/x-www-form-urlencoded", false),
            ("text/plain", false),
            ("", false),
        ] {
            assert_eq!(is_json(text), want, "{text}");
        }
    }
}
