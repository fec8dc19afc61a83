//! The object's class: what the platform calls.
#![expect(missing_docs, reason = "the platform's macro makes public functions without a word")]

use super::core::Core;
use crate::error::ApiError;
use worker::wasm_bindgen;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// The object's class, as `wrangler.toml` names it.
#[durable_object(alarm)]
pub struct RegistrySender(Core);

impl DurableObject for RegistrySender {
    fn new(state: State, env: Env) -> Self {
        Self(Core::new(state, env))
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        self.answer(&mut request).await.or_else(|error| {
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

impl RegistrySender {
    async fn answer(&self, request: &mut Request) -> std::result::Result<Response, ApiError> {
        let call = serde_json::from_str(&request.text().await?)?;
        Ok(Response::from_json(&self.0.hear(call)?)?)
    }
}
