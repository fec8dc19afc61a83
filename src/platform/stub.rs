//! Calls to a Durable Object whose answer may be a WebSocket.
//!
//! Bound by hand: the platform's own wrapper has a request built first, and takes the answer apart.

use super::answer::Answer;
use js_sys::futures::JsFuture;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use worker::{Result, Stub};

#[wasm_bindgen]
extern "C" {
    /// An object, from outside.
    #[derive(Clone)]
    type Remote;

    #[wasm_bindgen(method, catch, js_name = fetch)]
    fn fetch(this: &Remote, url: &str, init: &Object) -> std::result::Result<Promise, JsValue>;
}

/// What the object answers: a GET, or a POST where there is a body.
///
/// # Errors
/// When the object cannot be reached or fails.
pub async fn fetch<'a>(
    stub: Stub,
    url: &str,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    body: Option<&str>,
) -> Result<Answer> {
    let answer = stub.into_rpc::<Remote>().fetch(url, &init(headers, body)?)?;
    Ok(Answer::of(JsFuture::from(answer).await?.unchecked_into()))
}

fn init<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>, body: Option<&str>) -> Result<Object> {
    let fields = Object::new();
    for (name, value) in headers {
        put(&fields, name, &JsValue::from_str(value))?;
    }
    let init = Object::new();
    put(&init, "headers", &fields)?;
    if let Some(body) = body {
        put(&init, "method", &JsValue::from_str("POST"))?;
        put(&init, "body", &JsValue::from_str(body))?;
    }
    Ok(init)
}

fn put(object: &Object, name: &str, value: &JsValue) -> Result<()> {
    Reflect::set(object, &JsValue::from_str(name), value)?;
    Ok(())
}
