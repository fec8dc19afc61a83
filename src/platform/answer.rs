//! An answer on its way out.

use js_sys::{JsString, Reflect};
use wasm_bindgen::prelude::*;
use worker::{Response, Result};

const SWITCHING_PROTOCOLS: u16 = 101;

#[rustfmt::skip] // it would drop the text
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, static_string)]
    static WEB_SOCKET: JsString = "webSocket";
}

/// An answer: ours to add to, or a room's WebSocket.
///
/// The platform's wrapper takes an answer apart and builds another of its parts, which for a WebSocket costs as much as
/// letting it in.
pub enum Answer {
    /// Made here; headers can be added.
    Made(Response),
    /// It opens a WebSocket, and is passed on as it is: a client could not read what was added.
    Switched(web_sys::Response),
}

impl Answer {
    /// The answer that hands a client its end of a WebSocket.
    ///
    /// # Errors
    /// When the platform refuses to build it.
    pub fn switching(client: &JsValue) -> Result<Self> {
        let init = web_sys::ResponseInit::new();
        init.set_status(SWITCHING_PROTOCOLS);
        WEB_SOCKET.with(|name| Reflect::set(&init, name, client))?;
        Ok(Self::Switched(web_sys::Response::new_with_opt_str_and_init(None, &init)?))
    }

    /// Somebody else's answer, as the platform handed it over.
    pub fn of(response: web_sys::Response) -> Self {
        if response.status() == SWITCHING_PROTOCOLS {
            Self::Switched(response)
        } else {
            Self::Made(response.into())
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Made(response) => response.status_code(),
            Self::Switched(_) => SWITCHING_PROTOCOLS,
        }
    }

    /// As the platform takes it.
    pub fn into_js(self) -> JsValue {
        match self {
            Self::Made(response) => web_sys::Response::from(response).unchecked_into(),
            Self::Switched(response) => response.unchecked_into(),
        }
    }
}
