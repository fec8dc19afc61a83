//! The names of the bindings, as in `wrangler.toml`.

use js_sys::{JsString, Reflect};
use wasm_bindgen::prelude::*;
use worker::{Bucket, D1Database, Env, Error, ObjectNamespace, Queue, Result};

#[rustfmt::skip] // it would drop the text
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, static_string)]
    static ROOMS: JsString = "ROOMS";
}

/// The database.
///
/// # Errors
/// When the deployment has no such binding.
pub fn database(env: &Env) -> Result<D1Database> {
    env.d1("DB")
}

/// The rooms, one object a stream.
///
/// # Errors
/// When the deployment has no such binding.
pub fn rooms(env: &Env) -> Result<ObjectNamespace> {
    // The platform's own way asks the binding for the name of its class, at each request.
    let binding = ROOMS.with(|name| Reflect::get(env, name))?;
    if binding.is_undefined() {
        return Err(Error::RustError("there is no binding ROOMS".to_owned()));
    }
    Ok(binding.unchecked_into())
}

/// Those who write to chains, one object a chain and account.
///
/// # Errors
/// When the deployment has no such binding.
pub fn registry_senders(env: &Env) -> Result<ObjectNamespace> {
    env.durable_object("REGISTRY_SENDERS")
}

/// The queue of room reports.
///
/// # Errors
/// When the deployment has no such binding.
pub fn reports(env: &Env) -> Result<Queue> {
    env.queue("REPORTS")
}

/// The queue of jobs.
///
/// # Errors
/// When the deployment has no such binding.
pub fn jobs(env: &Env) -> Result<Queue> {
    env.queue("JOBS")
}

/// The queue of what Cloudflare Stream tells.
///
/// # Errors
/// When the deployment has no such binding.
pub fn stream_events(env: &Env) -> Result<Queue> {
    env.queue("STREAM_EVENTS")
}

/// The bucket of videos and archives.
///
/// # Errors
/// When the deployment has no such binding.
pub fn videos(env: &Env) -> Result<Bucket> {
    env.bucket("VIDEOS")
}

/// A setting or secret; `None` when it is not set.
pub fn setting(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string())
}

/// A static asset's bytes.
///
/// # Errors
/// When the deployment has no such binding or no such asset.
pub async fn asset(env: &Env, name: &str) -> Result<Vec<u8>> {
    let mut response = env.assets("ASSETS")?.fetch(format!("https://assets/{name}"), None).await?;
    match response.status_code() {
        200 => response.bytes().await,
        status => Err(Error::RustError(format!("the asset {name} answered {status}"))),
    }
}
