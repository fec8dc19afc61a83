//! Calls to others, each with a time limit.

use futures::StreamExt;
use futures::future::{Either, select};
use std::future::Future;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::JsValue;
use worker::{AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

/// Why a call brought nothing. For the log.
#[derive(Debug, thiserror::Error)]
pub enum FetchFault {
    /// No answer in time.
    #[error("no answer within {0} ms")]
    TooSlow(u64),
    /// An answer other than 200.
    #[error("answered {0}")]
    Status(u16),
    /// More than was asked for.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// It could not be reached, or the answer broke off.
    #[error("not reached: {0}")]
    Network(#[from] worker::Error),
}

/// What came of a call.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    headers: Headers,
    /// The body, or its beginning.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's text.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }
}

/// What becomes of a body that is larger than wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// The call fails.
    Refused,
    /// The rest is left where it is.
    Left,
}

/// The body of `GET url`, at most `max_bytes`, within `limit_ms` all told.
///
/// # Errors
/// [`FetchFault`]; all of them may be tried again later.
pub async fn get(url: &str, limit_ms: u64, max_bytes: usize) -> Result<Vec<u8>, FetchFault> {
    let answer = ask(url, &[], limit_ms, max_bytes, Excess::Refused).await?;
    if answer.status == 200 { Ok(answer.body) } else { Err(FetchFault::Status(answer.status)) }
}

/// The answer to `GET url`, whatever its status; no redirection is followed.
///
/// # Errors
/// [`FetchFault`], but for the status.
pub async fn ask(
    url: &str,
    headers: &[(&str, &str)],
    limit_ms: u64,
    max_bytes: usize,
    excess: Excess,
) -> Result<Answer, FetchFault> {
    send(&Outgoing { method: Method::Get, url, headers, body: None }, limit_ms, max_bytes, excess).await
}

/// What `POST url` with a JSON text brings, at most `max_bytes`, within `limit_ms` all told; no redirection is followed.
///
/// # Errors
/// As [`get`].
pub async fn post_json(
    url: &str,
    json: &str,
    limit_ms: u64,
    max_bytes: usize,
) -> Result<Vec<u8>, FetchFault> {
    let headers = [("content-type", "application/json")];
    let call = Outgoing { method: Method::Post, url, headers: &headers, body: Some(json) };
    let answer = send(&call, limit_ms, max_bytes, Excess::Refused).await?;
    if answer.status == 200 { Ok(answer.body) } else { Err(FetchFault::Status(answer.status)) }
}

/// A call to be made.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// How.
    pub method: Method,
    /// Where to.
    pub url: &'a str,
    /// With these headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// With this text.
    pub body: Option<&'a str>,
}

/// The answer to a call, whatever its status; no redirection is followed.
///
/// # Errors
/// [`FetchFault`], but for the status.
pub async fn send(
    call: &Outgoing<'_>,
    limit_ms: u64,
    max_bytes: usize,
    excess: Excess,
) -> Result<Answer, FetchFault> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let outcome = within(limit_ms, read(call, &signal, max_bytes, excess)).await;
    if outcome.is_none() || excess == Excess::Left {
        controller.abort();
    }
    outcome.unwrap_or(Err(FetchFault::TooSlow(limit_ms)))
}

async fn read(
    call: &Outgoing<'_>,
    signal: &worker::AbortSignal,
    max_bytes: usize,
    excess: Excess,
) -> Result<Answer, FetchFault> {
    let mut response = Fetch::Request(request(call)?).send_with_signal(signal).await?;
    let (status, headers) = (response.status_code(), response.headers().clone());
    let mut body = Vec::new();
    // What has no body has nothing to read.
    let Ok(mut chunks) = response.stream() else { return Ok(Answer { status, headers, body }) };
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk?);
        match excess {
            _ if body.len() <= max_bytes => {}
            Excess::Refused => return Err(FetchFault::TooLarge(max_bytes)),
            Excess::Left => {
                body.truncate(max_bytes);
                break;
            }
        }
    }
    Ok(Answer { status, headers, body })
}

fn request(call: &Outgoing<'_>) -> worker::Result<Request> {
    let sent = Headers::new();
    for (name, value) in call.headers {
        sent.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(call.method.clone()).with_redirect(RequestRedirect::Manual).with_headers(sent);
    init.with_body(call.body.map(JsValue::from_str));
    Request::new_with_init(call.url, &init)
}

/// A `POST` with a JSON text, to be sent to another part of ours.
///
/// # Errors
/// When `url` is none.
pub fn post(url: &str, json: &str) -> worker::Result<Request> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(JsValue::from_str(json)));
    Request::new_with_init(url, &init)
}

/// What `work` brings, or `None` when it takes longer than `limit_ms`.
pub async fn within<T>(limit_ms: u64, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(Delay::from(Duration::from_millis(limit_ms)))).await {
        Either::Left((outcome, _)) => Some(outcome),
        Either::Right(_) => None,
    }
}
