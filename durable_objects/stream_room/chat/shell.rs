//! The chat's shell: where it awaits.

use super::calls::{ChatCall, ChatTold, EngineAsk, Joining};
use super::doubts::{Doubt, Settled};
use super::polling::Poll;
use super::room::{self, ChatRoom, Want};
use super::seat::Entrance;
use crate::config::Config;
use crate::error::ApiError;
use crate::identity;
use crate::platform::answer::Answer;
use crate::platform::later::Timer;
use crate::platform::log::Level;
use crate::platform::sockets::{Incoming, Socket, Sockets};
use crate::platform::{bindings, clock, later};
use domain::media::session::Snapshot;
use domain::time::Millis;
use domain::wire::engine_io::Refusal;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use worker::{Env, ResponseBuilder, SqlStorage};

/// By how much one request of a client, or a frame on its WebSocket, may be overtaken by another that was sent later.
const OVERTAKING_MS: u64 = 100;

/// What the chat asks of the object around it.
pub(in super::super) trait House {
    /// The chat has something to do at another time than before.
    fn rearm(&self);
    /// So many people are here.
    fn count_people(&self, people: u32);
}

/// The chat of the object.
pub(in super::super) struct Chat {
    pub(super) env: Env,
    pub(super) config: Rc<Config>,
    pub(super) room: RefCell<ChatRoom>,
}

impl Chat {
    /// Opens the chat of an object; `broadcast` is how its broadcast stands.
    pub(in super::super) fn open(
        env: &Env,
        config: Rc<Config>,
        storage: SqlStorage,
        sockets: Sockets,
        broadcast: Snapshot,
        is_closed: bool,
    ) -> Result<Self, ApiError> {
        let room = ChatRoom::open(storage, sockets, config.chat, broadcast, is_closed, clock::now())?;
        Ok(Self { env: env.clone(), config, room: RefCell::new(room) })
    }

    /// Makes the tables in a new room.
    pub(in super::super) fn prepare(storage: &SqlStorage) -> Result<(), ApiError> {
        room::prepare(storage)
    }

    /// When the object has to wake for the chat.
    pub(in super::super) fn due_at(&self) -> Option<Millis> {
        self.room.borrow().due_at()
    }

    /// Does something in the room, and then what it leaves to be done.
    pub(super) fn with<T>(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        act: impl FnOnce(&mut ChatRoom, Millis) -> T,
    ) -> T {
        let (done, wants) = {
            let mut room = self.room.borrow_mut();
            let done = act(&mut room, clock::now());
            (done, room.take_wants())
        };
        for want in wants {
            self.fulfil(house, want);
        }
        house.rearm();
        done
    }

    fn fulfil(self: &Rc<Self>, house: &Rc<impl House + 'static>, want: Want) {
        match want {
            Want::Flush(delay_ms) => self.flush_after(house, i64::from(delay_ms)),
            Want::TellPresence(at) => self.at(house, at, ChatRoom::presence_due),
            Want::TellSome => self.after(house, 0, |room, _| room.tell_some()),
            Want::CountPeople(people) => house.count_people(people),
            Want::Settle(seat_id) => self.settle(house, seat_id),
            Want::Log(cause) => self.log("chat", &cause),
            Want::TickPolling(sid, at) => self.look_after(house, sid, at),
            Want::HangUp(sid) => self.with(house, |room, now| room.close_polling(&sid, now)),
            Want::Drop(sid) => self.with(house, |room, now| room.drop_polling(&sid, now)),
            Want::CutOff(socket) => self.with(house, |room, now| room.cut_off(&socket, now)),
            Want::Leave(sid) => self.with(house, |room, now| room.polling_left(&sid, now)),
        }
    }

    /// Sends what is pending, unless that is done by then: it would cut the next tick short.
    fn flush_after(self: &Rc<Self>, house: &Rc<impl House + 'static>, ms: i64) {
        let (chat, house) = (Rc::clone(self), Rc::clone(house));
        let timer = Timer::after(delay_ms(ms), move || chat.with(&house, ChatRoom::flush_due));
        self.room.borrow_mut().flush_timer = Some(timer);
    }

    /// Ticks a polling session when it is time, and so on until it is over.
    fn look_after(self: &Rc<Self>, house: &Rc<impl House + 'static>, sid: String, at: Millis) {
        let (chat, house, looked_after) = (Rc::clone(self), Rc::clone(house), sid.clone());
        let timer = Timer::after(delay_ms(at.since(clock::now())), move || {
            chat.with(&house, |room, now| {
                room.tick_polling(&sid, now);
                let next = room.polling_due_at(&sid);
                room.wants.extend(next.map(|at| Want::TickPolling(sid, at)));
            });
        });
        self.room.borrow_mut().pollings.set_timer(&looked_after, timer);
    }

    fn at(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        at: Millis,
        act: impl FnOnce(&mut ChatRoom, Millis) + 'static,
    ) {
        self.after(house, at.since(clock::now()), act);
    }

    fn after(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        ms: i64,
        act: impl FnOnce(&mut ChatRoom, Millis) + 'static,
    ) {
        let (chat, house) = (Rc::clone(self), Rc::clone(house));
        later::after(delay_ms(ms), move || chat.with(&house, act));
    }

    /// Finds out what is in doubt about a seat.
    fn settle(self: &Rc<Self>, house: &Rc<impl House + 'static>, seat_id: String) {
        let Some(doubt) = self.room.borrow().doubts.about(&seat_id) else { return };
        let (chat, house) = (Rc::clone(self), Rc::clone(house));
        later::go_on(async move {
            let settled = chat.find_out(doubt).await;
            chat.with(&house, |room, now| room.settle(&seat_id, settled, now));
        });
    }

    async fn find_out(&self, doubt: Doubt) -> Settled {
        match doubt {
            Doubt::Session(sid) => Settled::Session(self.is_open(sid).await),
            Doubt::Entrance { token, .. } | Doubt::Renewal { token, .. } => {
                Settled::Bearer(identity::who(&self.env, &self.config, clock::now(), &token).await)
            }
        }
    }

    async fn is_open(&self, sid: String) -> Result<bool, ApiError> {
        let db = bindings::database(&self.env)?;
        let open = identity::open_sessions(&db, std::slice::from_ref(&sid), clock::now()).await?;
        Ok(open.contains(&sid))
    }

    /// Something came over a socket.
    pub(in super::super) fn hear(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        socket: &Socket,
        incoming: Incoming,
    ) {
        self.with(house, |room, now| room.hear_socket(socket, incoming, now));
    }

    /// A socket is closed.
    pub(in super::super) fn lose(self: &Rc<Self>, house: &Rc<impl House + 'static>, socket: &Socket) {
        self.with(house, |room, now| room.gone(socket, now));
    }

    /// The broadcast began or ended: everyone is told, and what was said until its end is archived.
    pub(in super::super) fn broadcast_changed(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        before: &Snapshot,
        after: &Snapshot,
    ) -> Result<(), ApiError> {
        self.with(house, |room, now| {
            room.broadcast_changed(after);
            match before.live_since() {
                Some(start_time) => room.archive(start_time, now),
                None => Ok(()),
            }
        })
    }

    /// The stream was deleted.
    pub(in super::super) fn retire(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
    ) -> Result<(), ApiError> {
        self.with(house, |room, now| room.retire(now))
    }

    /// The longest text that is taken over a socket, in UTF-16 units.
    pub(in super::super) fn max_units(&self) -> usize {
        self.config.chat.max_frame_bytes
    }

    /// Answers a call of the Worker.
    pub(in super::super) fn answer(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        call: ChatCall,
    ) -> Result<ChatTold, ApiError> {
        self.with(house, |room, now| room.answer(call, now))
    }

    /// Lets somebody in.
    pub(in super::super) async fn join(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        joining: Joining,
        body: &str,
    ) -> Result<Answer, ApiError> {
        match joining {
            Joining::Json { stream_id, person, after } => {
                self.with(house, |room, now| room.enter_json(stream_id, person, after, now))
            }
            Joining::Engine { stream_id, entrance, sid, ask } => {
                later::apart(self.join_engine(house, stream_id, entrance, sid, (ask, body))).await
            }
        }
    }

    /// Lets somebody in by Engine.IO, or goes on with who is there already.
    async fn join_engine(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        stream_id: i64,
        entrance: Entrance,
        sid: Option<String>,
        (ask, body): (EngineAsk, &str),
    ) -> Result<Answer, ApiError> {
        match (ask, sid) {
            (EngineAsk::WebSocket, None) => {
                self.with(house, |room, now| room.enter_engine(stream_id, entrance, now))
            }
            (EngineAsk::WebSocket, Some(sid)) => {
                let probed = self.with(house, |room, now| room.probe(sid, now))?;
                Ok(probed.unwrap_or_else(|refused| refusal(refused.0)))
            }
            (EngineAsk::Poll, None) => self.open_polling(house, stream_id, entrance),
            (EngineAsk::Poll, Some(sid)) => Ok(later::apart(self.poll(house, &sid)).await),
            (EngineAsk::Post, Some(sid)) => {
                let posted = later::apart(self.post(house, &sid, body)).await;
                Ok(posted.map_or_else(refusal, |()| text("ok".to_owned())))
            }
            (EngineAsk::Post, None) => Ok(refusal(Refusal::BadHandshakeMethod)),
        }
    }

    fn open_polling(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        stream_id: i64,
        entrance: Entrance,
    ) -> Result<Answer, ApiError> {
        self.with(house, |room, now| room.open_polling(stream_id, entrance, now)).map(text)
    }

    async fn post(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        sid: &str,
        body: &str,
    ) -> Result<(), Refusal> {
        // The poll that was sent before the goodbye is to be answered, not refused.
        if self.room.borrow().is_early_goodbye(sid, body) {
            later::pause(OVERTAKING_MS).await;
        }
        self.with(house, |room, now| room.post(sid, body, now))
    }

    async fn poll(self: &Rc<Self>, house: &Rc<impl House + 'static>, sid: &str) -> Answer {
        // The last step of the upgrade may have been sent before this poll, and still be on its way.
        if self.room.borrow().is_upgrading(sid) {
            later::pause(OVERTAKING_MS).await;
        }
        match self.with(house, |room, now| room.poll(sid, now)) {
            Poll::Answer(answer) => text(answer),
            // The session is gone with its end: the client is to open another.
            Poll::Wait(answer) => answer.await.map_or_else(|_| refusal(Refusal::SessionIdUnknown), text),
            Poll::Refused(refused) => refusal(refused),
        }
    }

    /// Asks those whose protocol has it so whether they are still there, when it is time.
    pub(in super::super) fn ping(self: &Rc<Self>, house: &Rc<impl House + 'static>) {
        self.with(house, ChatRoom::ping);
    }

    fn log(&self, doing: &str, cause: &str) {
        let fields = json!({"object": "StreamRoom", "doing": doing, "cause": cause});
        self.config.log().write(Level::Error, "room failed", fields);
    }
}

/// A timer that rings a moment too early would find nothing due.
fn delay_ms(ms: i64) -> u64 {
    u64::try_from(ms.max(0)).unwrap_or(0).saturating_add(1)
}

fn text(body: String) -> Answer {
    let headers = worker::Headers::new();
    let _ = headers.set("content-type", "text/plain; charset=UTF-8");
    Answer::Made(ResponseBuilder::new().with_headers(headers).fixed(body.into_bytes()))
}

fn refusal(refusal: Refusal) -> Answer {
    let headers = worker::Headers::new();
    let _ = headers.set("content-type", "application/json");
    let response = ResponseBuilder::new().with_status(refusal.status()).with_headers(headers);
    Answer::Made(response.fixed(refusal.body().into_bytes()))
}
