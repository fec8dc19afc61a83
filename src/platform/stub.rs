//! Calls to a Durable Object whose answer may be a WebSocket.
//!
//! Bound by hand: the platform's own wrapper has a request built first, and takes the answer apart. Words that never
//! change are made once: each text that crosses the border is decoded anew.

use super::answer::Answer;
use js_sys::futures::JsFuture;
use js_sys::{JsString, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use worker::{Result, Stub};

#[wasm_bindgen]
extern "C" {
    /// An object, from outside.
    #[derive(Clone)]
    type Remote;

    #[wasm_bindgen(method, catch, js_name = fetch)]
    fn fetch(this: &Remote, url: &JsString, init: &Object) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = Headers)]
    type Heads;

    #[wasm_bindgen(method, catch, js_name = get)]
    fn text(this: &Heads, name: &JsString) -> std::result::Result<Option<String>, JsValue>;
}

#[rustfmt::skip] // it would drop the texts
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, static_string)]
    static ADDRESS: JsString = "https://object/call";
    /// The header that says what a call is about.
    #[wasm_bindgen(thread_local_v2, static_string)]
    static ABOUT: JsString = "x-liveroom-about";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static UPGRADE: JsString = "upgrade";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static WEBSOCKET: JsString = "websocket";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static HEADERS: JsString = "headers";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static METHOD: JsString = "method";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static POST: JsString = "POST";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static BODY: JsString = "body";
}

/// A call, as the object gets it with [`about`].
pub struct Asked<'a> {
    /// What it is about, in ASCII.
    pub about: &'a str,
    /// Whether a WebSocket is asked for.
    pub is_for_socket: bool,
    /// What comes with it.
    pub body: Option<&'a str>,
}

/// What the object answers.
///
/// # Errors
/// When the object cannot be reached or fails.
pub async fn fetch(stub: Stub, asked: &Asked<'_>) -> Result<Answer> {
    let init = asked.init()?;
    let answer = ADDRESS.with(|address| stub.into_rpc::<Remote>().fetch(address, &init))?;
    Ok(Answer::of(JsFuture::from(answer).await?.unchecked_into()))
}

/// What a call of [`fetch`] is about; `None` for any other request.
pub fn about(request: &web_sys::Request) -> Option<String> {
    let headers: Heads = request.headers().unchecked_into();
    ABOUT.with(|name| headers.text(name)).ok().flatten()
}

impl Asked<'_> {
    fn init(&self) -> Result<Object> {
        let fields = Object::new();
        ABOUT.with(|name| Reflect::set(&fields, name, &JsValue::from_str(self.about)))?;
        if self.is_for_socket {
            UPGRADE.with(|name| WEBSOCKET.with(|protocol| Reflect::set(&fields, name, protocol)))?;
        }
        let init = Object::new();
        HEADERS.with(|name| Reflect::set(&init, name, &fields))?;
        if let Some(body) = self.body {
            METHOD.with(|name| POST.with(|post| Reflect::set(&init, name, post)))?;
            BODY.with(|name| Reflect::set(&init, name, &JsValue::from_str(body)))?;
        }
        Ok(init)
    }
}
