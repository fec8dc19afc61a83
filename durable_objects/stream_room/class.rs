//! The object's class: what the platform calls.
//!
//! Exported by hand: the platform's own glue makes a promise of each call and takes requests and answers apart, and it
//! would copy a frame of any size before it is looked at.
#![expect(missing_docs, reason = "the platform's macro makes public functions without a word")]

use super::calls::Call;
use super::chat::calls::{ChatCall, Joining};
use super::core::Core;
use crate::error::ApiError;
use crate::platform::answer::Answer;
use crate::platform::sockets::{Incoming, Socket};
use crate::platform::{later, stub};
use domain::problem::Problem;
use js_sys::Promise;
use js_sys::futures::future_to_promise;
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::worker_sys::DurableObjectState;
use worker::{Env, Request, Response, State};

/// The object's class, as `wrangler.toml` names it.
#[wasm_bindgen]
pub struct StreamRoom(Rc<Core>);

#[wasm_bindgen]
impl StreamRoom {
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Self {
        Self(Rc::new(Core::new(State::from(state), env)))
    }

    pub fn fetch(&self, request: web_sys::Request) -> JsValue {
        let core = Rc::clone(&self.0);
        later::answer(async move { answer(&core, request).await.into_js() })
    }

    pub fn alarm(&self) -> Promise {
        let core = Rc::clone(&self.0);
        future_to_promise(async move {
            // The platform calls again, later each time.
            let failed = |error| {
                core.log_failure("alarm", &error);
                JsValue::from_str("the alarm could not do its work")
            };
            core.wake().await.map(|()| JsValue::UNDEFINED).map_err(failed)
        })
    }

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
    fn note(&self, doing: &str, outcome: Result<(), ApiError>) {
        if let Err(error) = outcome {
            self.0.log_failure(doing, &error);
        }
    }
}

async fn answer(core: &Rc<Core>, request: web_sys::Request) -> Answer {
    let outcome = match stub::about(&request) {
        Some(joining) => join(core, &joining, request).await,
        None => later::apart(tell(core, request.into())).await,
    };
    outcome.unwrap_or_else(|error| refuse(core, &error))
}

/// Somebody wants to come in.
async fn join(core: &Rc<Core>, joining: &str, request: web_sys::Request) -> Result<Answer, ApiError> {
    let joining: Joining = serde_json::from_str(joining)?;
    let body = if joining.has_body() { later::apart(text(request)).await? } else { String::new() };
    core.join(joining, &body).await
}

async fn text(request: web_sys::Request) -> Result<String, ApiError> {
    Ok(Request::from(request).text().await?)
}

/// The Worker asks something.
async fn tell(core: &Rc<Core>, mut request: Request) -> Result<Answer, ApiError> {
    let text = request.text().await?;
    if request.path() == ChatCall::PATH {
        return told(&core.answer(serde_json::from_str(&text)?)?);
    }
    let call: Call = serde_json::from_str(&text)?;
    told(&core.hear(call)?)
}

fn told(told: &impl Serialize) -> Result<Answer, ApiError> {
    Ok(Answer::Made(Response::from_json(told)?))
}

fn refuse(core: &Core, error: &ApiError) -> Answer {
    // A stream that is gone is no fault of ours.
    let status = if let Problem::NotFound(_) = error.problem { 404 } else { 503 };
    if status == 503 {
        core.log_failure("call", error);
    }
    Answer::Made(worker::ResponseBuilder::new().with_status(status).fixed(error.problem.code().into()))
}
