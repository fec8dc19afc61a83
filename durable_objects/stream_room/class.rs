//! The object's class: what the platform calls.
#![expect(missing_docs, reason = "the platform's macro makes public functions without a word")]

use super::calls::Call;
use super::chat::calls::{ChatCall, JOINING_HEADER, Joining};
use super::core::Core;
use crate::error::ApiError;
use crate::platform::sockets::{Incoming, Socket};
use domain::problem::Problem;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// The object's class, as `wrangler.toml` names it.
#[durable_object(alarm)]
pub struct StreamRoom(Rc<Core>);

impl DurableObject for StreamRoom {
    fn new(state: State, env: Env) -> Self {
        Self(Rc::new(Core::new(state, env)))
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let outcome = match request.headers().get(JOINING_HEADER)? {
            Some(joining) => self.join(&joining, &mut request).await,
            None => self.answer(&mut request).await,
        };
        outcome.or_else(|error| {
            // A stream that is gone is no fault of ours.
            if let Problem::NotFound(_) = error.problem {
                return Response::error(error.problem.code(), 404);
            }
            self.0.log_failure("call", &error);
            Response::error(error.problem.code(), 503)
        })
    }

    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = self.0.wake().await {
            self.0.log_failure("alarm", &error);
            // The platform calls again, later each time.
            return Err(worker::Error::RustError("the alarm could not do its work".into()));
        }
        Response::empty()
    }
}

// The platform's own glue would copy a frame of any size before it is looked at, and make a promise of each.
#[wasm_bindgen]
impl StreamRoom {
    #[wasm_bindgen(js_name = webSocketMessage)]
    pub fn web_socket_message(&self, socket: Socket, data: JsValue) {
        self.note("message", self.0.hear_socket(&socket, |max_units| Incoming::read(&data, max_units)));
    }

    #[wasm_bindgen(js_name = webSocketClose)]
    pub fn web_socket_close(&self, socket: Socket, code: u16) {
        self.note("close", self.0.lose_socket(&socket));
        socket.answer_close(code);
    }

    #[wasm_bindgen(js_name = webSocketError)]
    pub fn web_socket_error(&self, socket: Socket) {
        self.note("close", self.0.lose_socket(&socket));
    }
}

impl StreamRoom {
    async fn answer(&self, request: &mut Request) -> std::result::Result<Response, ApiError> {
        let text = request.text().await?;
        if request.path() == ChatCall::PATH {
            let call: ChatCall = serde_json::from_str(&text)?;
            return Ok(Response::from_json(&self.0.answer(call)?)?);
        }
        let call: Call = serde_json::from_str(&text)?;
        Ok(Response::from_json(&self.0.hear(call)?)?)
    }

    async fn join(&self, joining: &str, request: &mut Request) -> std::result::Result<Response, ApiError> {
        let joining: Joining = serde_json::from_str(joining)?;
        let body = if joining.has_body() { request.text().await? } else { String::new() };
        self.0.join(joining, &body).await
    }

    fn note(&self, doing: &str, outcome: std::result::Result<(), ApiError>) {
        if let Err(error) = outcome {
            self.0.log_failure(doing, &error);
        }
    }
}
