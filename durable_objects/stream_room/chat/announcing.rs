//! Telling: everyone, or one.

use super::room::{ChatRoom, Want};
use super::roster::{Line, Listener};
use super::seat::Manner;
use super::speaking::{How, Reply};
use crate::error::ApiError;
use crate::platform::sockets::Frame;
use domain::chat::frame;
use domain::chat::refusal::Refusal;
use domain::problem::Problem;
use domain::time::Millis;
use domain::wire::socket_io;
use serde_json::json;

/// A text for one manner of listening, written when the first such listener is met.
struct Telling<F> {
    write: F,
    written: [Option<Written>; 3],
}

/// One text, or several that follow each other, as sockets and polling sessions take it.
#[derive(Clone)]
struct Written {
    texts: Vec<String>,
    frames: Vec<Frame>,
}

/// A polling session's id, and texts for it.
type Polled = (String, Vec<String>);

impl<F: Fn(Manner) -> Vec<String>> Telling<F> {
    fn new(write: F) -> Self {
        Self { write, written: [None, None, None] }
    }

    fn to(&mut self, manner: Manner) -> Option<&Written> {
        let place = self.written.get_mut(manner as usize)?;
        if place.is_none() {
            let texts = (self.write)(manner);
            let frames = texts.iter().map(|text| Frame::from(text.as_str())).collect();
            *place = Some(Written { texts, frames });
        }
        place.as_ref()
    }

    /// Sends it to sockets; who polls is to be left it.
    fn hand_out<'a>(&mut self, listeners: impl Iterator<Item = &'a Listener>) -> Vec<Polled> {
        let mut polled = Vec::new();
        for listener in listeners {
            let Some(written) = self.to(listener.manner) else { continue };
            match &listener.line {
                Line::Socket(socket) => written.frames.iter().for_each(|frame| socket.send(frame)),
                Line::Polling(sid) => polled.push((sid.clone(), written.texts.clone())),
            }
        }
        polled
    }

    /// What whoever was told the most was told.
    fn bytes(&self) -> usize {
        let bytes = |written: &Written| written.texts.iter().map(String::len).sum();
        self.written.iter().flatten().map(bytes).max().unwrap_or(0)
    }
}

/// An event with an object, as a listener of this manner takes it; `offset` is the last message's number.
pub(super) fn event(manner: Manner, name: &str, body: &str, offset: i64) -> String {
    match manner {
        Manner::Json => frame::typed(name, body),
        Manner::Events | Manner::Batches => socket_io::event(name, body, Some(&offset.to_string())),
    }
}

/// Messages, as a listener of this manner takes them.
pub(super) fn messages(manner: Manner, messages: &[(i64, String)]) -> Vec<String> {
    let Some((last, body)) = messages.last() else { return Vec::new() };
    match manner {
        Manner::Json if messages.len() == 1 => vec![frame::chat_message(body)],
        Manner::Json => vec![frame::chat_messages(&bodies(messages))],
        Manner::Events => messages
            .iter()
            .map(|(seq, body)| socket_io::event("chat_message", body, Some(&seq.to_string())))
            .collect(),
        Manner::Batches => {
            let array = format!("[{}]", bodies(messages).join(","));
            vec![socket_io::event("chat_messages", &array, Some(&last.to_string()))]
        }
    }
}

fn bodies(messages: &[(i64, String)]) -> Vec<&str> {
    messages.iter().map(|(_, body)| body.as_str()).collect()
}

impl ChatRoom {
    /// Tells everyone of messages that were written.
    pub(super) fn tell_messages(&mut self, written: &[(i64, String)]) {
        self.tell(|manner| messages(manner, written));
    }

    /// Tells everyone of something else.
    pub(super) fn announce(&mut self, name: &str, body: &str) {
        let offset = self.written_seq();
        self.tell(|manner| vec![event(manner, name, body, offset)]);
    }

    /// The last message that is written: what is pending has its number, but nobody has seen it.
    pub(super) fn written_seq(&self) -> i64 {
        self.pending.first().map_or(self.last_seq, |pending| pending.entry.seq - 1)
    }

    /// Tells those on some seats of something.
    pub(super) fn announce_to(&mut self, seat_ids: &[String], name: &str, body: &str) {
        let offset = self.written_seq();
        let mut telling = Telling::new(|manner| vec![event(manner, name, body, offset)]);
        let polled = telling.hand_out(self.roster.listeners_on(seat_ids));
        self.leave_to_polling(&polled);
    }

    fn tell(&mut self, write: impl Fn(Manner) -> Vec<String>) {
        let mut telling = Telling::new(write);
        let polled = telling.hand_out(self.roster.listeners());
        self.leave_to_polling(&polled);
        self.told(telling.bytes());
    }

    fn leave_to_polling(&mut self, polled: &[Polled]) {
        for (sid, text) in polled.iter().flat_map(|(sid, texts)| texts.iter().map(move |text| (sid, text))) {
            self.send_by_polling(sid, text);
        }
    }

    /// Sends one text.
    pub(super) fn send(&mut self, line: &Line, text: &str) {
        match line {
            Line::Socket(socket) => {
                socket.send(&Frame::from(text));
                self.look_after(socket);
            }
            Line::Polling(sid) => self.send_by_polling(sid, text),
        }
    }

    /// Ends a connection; its client is told why where its protocol can say so.
    pub(super) fn hang_up(&mut self, line: &Line, code: u16, reason: &str, now: Millis) {
        match line {
            Line::Socket(socket) => self.end(socket, code, reason, now),
            Line::Polling(sid) => self.wants.push(Want::HangUp(sid.clone())),
        }
    }

    /// Says that a message is written.
    pub(super) fn acknowledge(&mut self, reply: &Reply, seq: i64, at: Millis) {
        let text = match &reply.how {
            How::Frame(client_id) => frame::ack(client_id.as_deref(), seq, at),
            How::Ack(id) => {
                let body = json!({"ok": true, "seq": seq, "timestamp": at.to_rfc3339()});
                socket_io::ack(*id, &body.to_string())
            }
            How::Event => return,
        };
        self.send(&reply.line, &text);
    }

    /// Says why a message is not.
    pub(super) fn answer_refusal(&mut self, reply: &Reply, refusal: &Refusal) {
        let text = match &reply.how {
            How::Frame(client_id) => frame::error(refusal, client_id.as_deref()),
            How::Ack(id) => socket_io::ack(*id, &refusal_body(refusal, Some(false))),
            How::Event => event(Manner::Events, "error", &refusal_body(refusal, None), self.written_seq()),
        };
        self.send(&reply.line, &text);
    }

    /// Our own fault: logged, and answered without its cause.
    pub(super) fn fail(&mut self, reply: &Reply, error: &ApiError) {
        let refusal =
            if error.problem == Problem::Internal { Refusal::Internal } else { Refusal::Unavailable };
        self.wants.push(Want::Log(error.cause.clone().unwrap_or_default()));
        self.answer_refusal(reply, &refusal);
    }
}

fn refusal_body(refusal: &Refusal, ok: Option<bool>) -> String {
    let mut body = json!({"code": refusal.code(), "detail": refusal.detail()});
    if let Some(members) = body.as_object_mut() {
        ok.map(|ok| members.insert("ok".to_owned(), ok.into()));
        refusal.retry_after_s().map(|seconds| members.insert("retryAfter".to_owned(), seconds.into()));
    }
    body.to_string()
}
