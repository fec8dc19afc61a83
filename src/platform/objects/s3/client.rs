//! Calls to the store: signed, sent, and tried again when that can help.

use super::fault::Fault;
use crate::platform::bytes::Bytes;
use crate::platform::{clock, fetch, later, random};
use domain::objects::store::{Call, Signed, Store};
use js_sys::futures::JsFuture;
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, ReadableStream, RequestInit, RequestRedirect, Response, WorkerGlobalScope};
use worker::AbortController;

/// How often a call is made at the most.
const ATTEMPTS: u32 = 3;
/// The first pause lasts up to this long, each further one up to three times as long.
const PAUSE_MS: u64 = 200;
/// How long the store may take until it begins to answer.
const HEAD_LIMIT_MS: u64 = 10_000;
/// As long as a body of this many bytes goes to the store, it may take a second longer.
const BYTES_A_SECOND: u64 = 1_000_000;
/// How long it may take for an answer that is brought here.
const BODY_LIMIT_MS: u64 = 10_000;

/// Speaks with the store.
pub(super) struct Client(Rc<Store>);

/// What the store answers when it does as told.
pub(super) struct Answer(Response);

impl Client {
    pub(super) fn new(store: Rc<Store>) -> Self {
        Self(store)
    }

    /// Makes a call that may be made twice.
    pub(super) async fn repeat(&self, call: &Call<'_>, body: &Body<'_>) -> Result<Answer, Fault> {
        let mut attempt = 1;
        loop {
            match self.call(call, body).await {
                Err(fault) if fault.is_passing() && attempt < ATTEMPTS => pause(attempt).await,
                outcome => return outcome,
            }
            attempt += 1;
        }
    }

    /// Makes a call once.
    pub(super) async fn call(&self, call: &Call<'_>, body: &Body<'_>) -> Result<Answer, Fault> {
        let signed = self.0.sign(call, clock::now());
        let controller = AbortController::default();
        let init = init(call.method, &signed, body, &controller)?;
        let limit_ms = HEAD_LIMIT_MS + body.len() * 1_000 / BYTES_A_SECOND;
        let Some(answered) = fetch::within(limit_ms, send(&signed.url, &init)).await else {
            controller.abort();
            return Err(Fault::TooSlow(limit_ms));
        };
        let answer = Answer(answered?);
        if answer.0.ok() { Ok(answer) } else { Err(answer.refusal().await) }
    }
}

/// What goes to the store with a call.
pub(super) enum Body<'a> {
    /// Nothing.
    Empty,
    /// Bytes that stay where they are.
    Bytes(&'a Bytes),
    /// A text.
    Text(String),
}

impl Body<'_> {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Text(text) => text.len() as u64,
            Self::Empty => 0,
        }
    }
}

/// Lets up to so much time pass, by chance, so that those who failed together do not come back together.
pub(super) async fn pause(attempt: u32) {
    let [chance] = random::bytes::<1>();
    later::pause(PAUSE_MS * 3_u64.pow(attempt - 1) * (64 + u64::from(chance)) / 319).await;
}

fn init(
    method: &str,
    signed: &Signed,
    body: &Body<'_>,
    controller: &AbortController,
) -> Result<RequestInit, Fault> {
    let headers = Headers::new().map_err(broken)?;
    // Objects come as they are stored, or their sizes would not be theirs.
    headers.set("accept-encoding", "identity").map_err(broken)?;
    for (name, value) in &signed.headers {
        headers.set(name, value).map_err(broken)?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&controller.signal()));
    match body {
        Body::Bytes(bytes) => init.set_body(bytes.as_js()),
        Body::Text(text) => init.set_body(&JsValue::from_str(text)),
        Body::Empty => {}
    }
    Ok(init)
}

async fn send(url: &str, init: &RequestInit) -> Result<Response, Fault> {
    let global: WorkerGlobalScope = js_sys::global().unchecked_into();
    settle(global.fetch_with_str_and_init(url, init)).await.map(JsCast::unchecked_into)
}

async fn settle(promise: Promise) -> Result<JsValue, Fault> {
    JsFuture::from(promise).await.map_err(broken)
}

/// The runtime's own words for it; they name no address.
fn broken(error: JsValue) -> Fault {
    Fault::Network(worker::Error::from(error).to_string())
}

impl Answer {
    pub(super) fn status(&self) -> u16 {
        self.0.status()
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.0.headers().get(name).ok().flatten()
    }

    /// Its body, on its way. One without any has none of its own, but is not nothing.
    pub(super) fn stream(&self) -> Result<ReadableStream, Fault> {
        match self.0.body() {
            Some(stream) => Ok(stream),
            None => Response::new_with_opt_str(Some(""))
                .ok()
                .and_then(|empty| empty.body())
                .ok_or(Fault::Unreadable),
        }
    }

    /// Its body, brought to JavaScript's memory.
    pub(super) async fn bytes(&self) -> Result<Bytes, Fault> {
        let buffer = in_time(self.0.array_buffer().map_err(broken)?).await?;
        Ok(Bytes::new(Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>())))
    }

    /// Its body as a text.
    pub(super) async fn text(&self) -> Result<String, Fault> {
        let text = in_time(self.0.text().map_err(broken)?).await?;
        text.as_string().ok_or(Fault::Unreadable)
    }

    /// Reads to the end what is not needed, so that the connection serves the next call.
    pub(super) async fn done(&self) -> Result<(), Fault> {
        self.text().await.map(drop)
    }

    async fn refusal(&self) -> Fault {
        Fault::refused(self.status(), &self.text().await.unwrap_or_default())
    }
}

async fn in_time(body: Promise) -> Result<JsValue, Fault> {
    fetch::within(BODY_LIMIT_MS, settle(body)).await.unwrap_or(Err(Fault::TooSlow(BODY_LIMIT_MS)))
}
