//! WebSockets that a Durable Object accepted and may sleep beside.
//!
//! Bound by hand: the platform's own wrapper copies a text across the border for each socket it is sent to, and a
//! frame of any size before anyone can look at its length.

use super::answer::Answer;
use js_sys::JsString;
use wasm_bindgen::prelude::*;
use worker::State;

#[wasm_bindgen]
extern "C" {
    /// One socket, as its room holds it.
    #[derive(Clone, Debug, PartialEq)]
    pub type Socket;

    #[wasm_bindgen(method, catch, js_name = send)]
    fn send_text(this: &Socket, text: &JsString) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = close)]
    fn close_with(this: &Socket, code: u16, reason: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, js_name = bufferedAmount)]
    fn buffered_amount(this: &Socket) -> Option<f64>;

    #[wasm_bindgen(method, getter, js_name = readyState)]
    fn ready_state(this: &Socket) -> u16;

    #[wasm_bindgen(method, catch, js_name = serializeAttachment)]
    fn attach(this: &Socket, text: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = deserializeAttachment)]
    fn attachment(this: &Socket) -> Result<JsValue, JsValue>;

    /// The object's state, as far as sockets are concerned.
    #[derive(Clone, Debug)]
    type Host;

    #[wasm_bindgen(method, catch, js_name = acceptWebSocket)]
    fn accept(this: &Host, socket: &Socket, tags: Vec<JsString>) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = getWebSockets)]
    fn all(this: &Host) -> Result<Vec<Socket>, JsValue>;

    #[wasm_bindgen(method, catch, js_name = getWebSockets)]
    fn tagged(this: &Host, tag: &str) -> Result<Vec<Socket>, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setWebSocketAutoResponse)]
    fn answer_by_itself(this: &Host, pair: &AutoResponse) -> Result<(), JsValue>;

    /// Both ends of a new WebSocket: the client's is the first.
    #[wasm_bindgen(js_name = WebSocketPair)]
    type Pair;

    #[wasm_bindgen(constructor, catch, js_class = WebSocketPair)]
    fn new() -> Result<Pair, JsValue>;

    #[wasm_bindgen(method, structural, indexing_getter)]
    fn end(this: &Pair, index: u32) -> Socket;

    #[wasm_bindgen(method, catch, js_name = accept)]
    fn accept_here(this: &Socket) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = WebSocketRequestResponsePair)]
    type AutoResponse;

    #[wasm_bindgen(constructor, catch, js_class = WebSocketRequestResponsePair)]
    fn new(request: &str, response: &str) -> Result<AutoResponse, JsValue>;
}

/// A text on its way to many sockets: crosses the border once.
#[derive(Clone, Debug)]
pub struct Frame(JsString);

impl From<&str> for Frame {
    fn from(text: &str) -> Self {
        Self(JsString::from(text))
    }
}

/// What came over a socket.
pub enum Incoming {
    /// A text that is not longer than allowed.
    Text(String),
    /// Bytes where text is expected.
    Binary,
    /// A text of more than the allowed length.
    TooLong,
}

impl Incoming {
    /// Looks at what the platform hands over; a text of more than `max_units` UTF-16 units is not even copied.
    pub fn read(data: &JsValue, max_units: usize) -> Self {
        let Some(text) = data.dyn_ref::<JsString>() else { return Self::Binary };
        if text.length() as usize > max_units { Self::TooLong } else { Self::Text(String::from(text)) }
    }
}

impl Socket {
    /// Sends a frame. One to a socket that is closing goes nowhere: its close follows.
    pub fn send(&self, frame: &Frame) {
        let _ = self.send_text(&frame.0);
    }

    /// Closes with a code and a reason of at most 123 bytes. One that is closed already stays so.
    pub fn close(&self, code: u16, reason: &str) {
        let _ = self.close_with(code, reason);
    }

    /// Answers the other side's goodbye, which waits for it. Codes that only stand for the absence of one cannot be
    /// sent back.
    pub fn answer_close(&self, code: u16) {
        let is_sendable = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
        self.close(if is_sendable { code } else { 1000 }, "");
    }

    /// Whether one of the two sides has said goodbye.
    pub fn is_closing(&self) -> bool {
        const OPEN: u16 = 1;
        self.ready_state() > OPEN
    }

    /// Bytes that were sent and wait in memory for the client to read. The platform takes any number of them, and keeps
    /// them after a close too: nothing but reading, or the end of the connection below, sets them free.
    pub fn backlog_bytes(&self) -> u64 {
        self.buffered_amount().map_or(0, |bytes| bytes as u64)
    }

    /// Keeps a text of at most 16 KB with the socket, over sleep and deploys.
    ///
    /// # Errors
    /// When it is too long.
    pub fn keep(&self, text: &str) -> worker::Result<()> {
        self.attach(text).map_err(worker::Error::from)
    }

    /// The text that was kept with the socket; `None` for one without.
    pub fn kept(&self) -> Option<String> {
        self.attachment().ok()?.as_string()
    }
}

/// The sockets of one object.
#[derive(Clone)]
pub struct Sockets(Host);

impl Sockets {
    /// Those of this object.
    pub fn of(state: &State) -> Self {
        Self(JsValue::from(state.as_raw()).unchecked_into())
    }

    /// A new socket: the room's end of it, and the answer that hands the other end to the client. `tags`, ten at most,
    /// tell it from others, `kept` stays with it.
    ///
    /// # Errors
    /// When the platform refuses it: an object takes 32,768 at the most.
    pub fn accept(&self, tags: &[&str], kept: &str) -> worker::Result<(Socket, Answer)> {
        let (client, socket) = ends()?;
        self.0.accept(&socket, tags.iter().map(|tag| JsString::from(*tag)).collect())?;
        socket.keep(kept)?;
        Ok((socket, Answer::switching(&client)?))
    }

    /// Every open socket. One that is closed but whose client does not read is the platform's for as long as that lasts,
    /// and none of ours.
    pub fn all(&self) -> Vec<Socket> {
        open(self.0.all())
    }

    /// Every open socket that was accepted with this tag.
    pub fn tagged(&self, tag: &str) -> Vec<Socket> {
        open(self.0.tagged(tag))
    }

    /// Has the platform answer one text with another without waking the object. There is one such pair an object.
    ///
    /// # Errors
    /// When one of them is longer than 2,048 characters.
    pub fn answer_asleep(&self, request: &str, response: &str) -> worker::Result<()> {
        Ok(self.0.answer_by_itself(&AutoResponse::new(request, response)?)?)
    }
}

/// The answer to a request for a WebSocket that opens one only to close it. The room never sees it.
///
/// # Errors
/// When the platform refuses it.
pub fn turn_away(code: u16, reason: &str) -> worker::Result<Answer> {
    let (client, server) = ends()?;
    server.accept_here()?;
    server.close_with(code, reason)?;
    Answer::switching(&client)
}

/// The client's end of a new WebSocket, and ours.
fn ends() -> worker::Result<(Socket, Socket)> {
    let pair = Pair::new()?;
    Ok((pair.end(0), pair.end(1)))
}

fn open(sockets: Result<Vec<Socket>, JsValue>) -> Vec<Socket> {
    let mut sockets = sockets.unwrap_or_default();
    sockets.retain(|socket| !socket.is_closing());
    sockets
}
