//! The object: its broadcast and its chat, and the one alarm that they share.

use super::calls::{Call, Hearing, Told};
use super::chat::calls::{ChatCall, ChatTold, Joining};
use super::chat::{Chat, House};
use super::live::Live;
use super::picture;
use crate::config;
use crate::error::ApiError;
use crate::platform::answer::Answer;
use crate::platform::log::Level;
use crate::platform::sockets::{Incoming, Socket, Sockets};
use crate::platform::{aside, bindings, clock, later, queue};
use domain::media::event::EventKind;
use domain::media::meter::Meter;
use domain::media::session::Snapshot;
use domain::media::verdict::Verdict;
use domain::time::Millis;
use serde_json::json;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use worker::{Env, State};

/// An alarm that is overdue by less, in milliseconds, is about to ring: set anew in that moment it may get lost.
const LATE_MS: i64 = 5_000;

/// What an object is made of.
pub(super) struct Core {
    state: State,
    env: Env,
    /// The alarm that this instance set last; saves setting it again.
    armed_ms: Cell<Option<i64>>,
    /// Whether the alarm rings: what is due next is set when it is done.
    is_ringing: Cell<bool>,
    /// When the broadcast is due next, as this instance stored it last; saves reading it for every message of the chat.
    live_due_at: Cell<Option<Option<Millis>>>,
    /// Whether this instance saw to it that the tables are there.
    is_prepared: Cell<bool>,
    /// The chat, from its first use on.
    chat: OnceCell<Rc<Chat>>,
    /// What was measured of the broadcast. In memory alone: it is worth no write, and soon there is more of it.
    meter: RefCell<Meter>,
}

impl House for Core {
    fn rearm(&self) {
        if let Err(error) = self.live_due_at().and_then(|due_at| self.arm(due_at)) {
            self.log_failure("arm", &error);
        }
    }

    fn count_people(&self, people: u32) {
        let counted = self.open().and_then(|mut live| {
            live.count_people(people, clock::now())?;
            self.save(&live)
        });
        if let Err(error) = counted {
            self.log_failure("count", &error);
        }
    }
}

impl Core {
    pub(super) fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            armed_ms: Cell::new(None),
            is_ringing: Cell::new(false),
            live_due_at: Cell::new(None),
            is_prepared: Cell::new(false),
            chat: OnceCell::new(),
            meter: RefCell::default(),
        }
    }

    fn open(&self) -> Result<Live, ApiError> {
        if !self.is_prepared.get() {
            aside::call(Self::prepare, self)?;
        }
        Live::open(self.state.storage().sql(), config::of(&self.env)?.rules)
    }

    fn prepare(&self) -> Result<(), ApiError> {
        let storage = self.state.storage().sql();
        Live::prepare(&storage)?;
        Chat::prepare(&storage)?;
        self.is_prepared.set(true);
        let fields = json!({"object": self.state.id().to_string()});
        config::log(&self.env).write(Level::Debug, "room opened", fields);
        Ok(())
    }

    /// The chat: opened when it is used first after a sleep.
    fn chat(&self) -> Result<&Rc<Chat>, ApiError> {
        match self.chat.get() {
            Some(chat) => Ok(chat),
            None => aside::call(Self::open_chat, self),
        }
    }

    fn open_chat(&self) -> Result<&Rc<Chat>, ApiError> {
        let live = self.open()?;
        let (storage, sockets) = (self.state.storage().sql(), Sockets::of(&self.state));
        let config = config::of(&self.env)?;
        let snapshot = live.show().snapshot;
        let chat = Chat::open(&self.env, config, storage, sockets, snapshot, live.is_retired())?;
        Ok(self.chat.get_or_init(|| Rc::new(chat)))
    }

    /// Answers a call about the broadcast.
    pub(super) fn hear(self: &Rc<Self>, call: Call) -> Result<Told, ApiError> {
        let retires = matches!(call, Call::Retire);
        let told = self.tick(|live, now| match call {
            Call::Hear(hearing) => live.hear(&hearing, now).map(|told| self.measure(&hearing, told, now)),
            Call::Show => Ok(live.show()),
            Call::Examine => Ok(live.examine(&self.meter.borrow(), now)),
            Call::End => live.end(now),
            Call::Retire => live.retire(now),
            Call::Acknowledge { version, seq } => live.acknowledge(version, seq, now),
            Call::Compare { stream_id, version } => Ok(live.compare(stream_id, version, now)),
        })?;
        if retires && told.verdict == Verdict::Noted {
            self.chat()?.retire(self)?;
        }
        Ok(told)
    }

    /// Remembers what an event says was measured of the live broadcast.
    fn measure(&self, hearing: &Hearing, told: Told, now: Millis) -> Told {
        let Hearing { said, .. } = hearing;
        let start = told.snapshot.live_since();
        let (Some(figures), Some(start), true) = (&said.figures, start, told.verdict.accepts()) else {
            return told;
        };
        let is_new = self.meter.borrow_mut().take(start, figures, said.sent_at, now);
        let is_late = !is_new && said.kind == EventKind::Stats;
        Told { verdict: if is_late { Verdict::Late } else { told.verdict }, ..told }
    }

    /// The chat learns that the broadcast began or ended, and what was said is archived.
    fn tell_chat(self: &Rc<Self>, before: &Snapshot, after: &Snapshot) -> Result<(), ApiError> {
        if before.status == after.status && before.start_time == after.start_time {
            return Ok(());
        }
        self.chat()?.broadcast_changed(self, before, after)
    }

    /// Answers a call about the chat.
    pub(super) fn answer(self: &Rc<Self>, call: ChatCall) -> Result<ChatTold, ApiError> {
        self.chat()?.answer(self, call)
    }

    /// Lets somebody into the chat.
    pub(super) async fn join(self: &Rc<Self>, joining: Joining, body: &str) -> Result<Answer, ApiError> {
        self.chat()?.join(self, joining, body).await
    }

    /// Something came over a socket.
    pub(super) fn hear_socket(
        self: &Rc<Self>,
        socket: &Socket,
        read: impl FnOnce(usize) -> Incoming,
    ) -> Result<(), ApiError> {
        let chat = self.chat()?;
        chat.hear(self, socket, read(chat.max_units()));
        Ok(())
    }

    /// A socket is closed.
    pub(super) fn lose_socket(self: &Rc<Self>, socket: &Socket) -> Result<(), ApiError> {
        self.chat()?.lose(self, socket);
        Ok(())
    }

    /// What the alarm is for: ends what is over, looks at pictures, reports what is new; pings, copies and archives
    /// for the chat.
    pub(super) async fn wake(self: &Rc<Self>) -> Result<(), ApiError> {
        self.armed_ms.set(None);
        self.is_ringing.set(true);
        let done = self.ring().await;
        self.is_ringing.set(false);
        // After a failure the platform rings again by itself, later each time.
        done?;
        self.arm(self.live_due_at()?)
    }

    async fn ring(self: &Rc<Self>) -> Result<(), ApiError> {
        let look = self.tick(|live, now| live.tick(now))?;
        // Before anything that takes its time.
        self.chat()?.ping(self);
        if let Some(playback_name) = look {
            let seen = picture::look(&self.env, &playback_name).await;
            if let Some(look) = seen.look {
                self.tick(|live, now| live.looked(look, now))?;
            }
            if let Some(viewers) = seen.viewers {
                self.tick(|live, now| live.count_viewers(viewers, now))?;
            }
        }
        self.report().await?;
        self.chat()?.copy(self).await;
        Ok(())
    }

    /// One step of the broadcast, stored and told to the chat.
    fn tick<T>(
        self: &Rc<Self>,
        step: impl FnOnce(&mut Live, Millis) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut live = self.open()?;
        let before = live.show().snapshot;
        let outcome = step(&mut live, clock::now())?;
        self.save(&live)?;
        self.tell_chat(&before, &live.show().snapshot)?;
        Ok(outcome)
    }

    async fn report(&self) -> Result<(), ApiError> {
        let mut live = self.open()?;
        let report = live.due_report(clock::now())?;
        // Stored and armed first: should the object die while it sends, it will send again.
        self.save(&live)?;
        if let Some(report) = report
            && let Err(error) = queue::send(&bindings::reports(&self.env)?, &report).await
        {
            self.log_failure("report", &error.into());
        }
        Ok(())
    }

    fn save(&self, live: &Live) -> Result<(), ApiError> {
        live.save()?;
        self.live_due_at.set(Some(live.due_at()));
        self.arm(live.due_at())
    }

    fn live_due_at(&self) -> Result<Option<Millis>, ApiError> {
        if let Some(due_at) = self.live_due_at.get() {
            return Ok(due_at);
        }
        let due_at = self.open()?.due_at();
        self.live_due_at.set(Some(due_at));
        Ok(due_at)
    }

    /// Sets the alarm to the next thing that is due, unless it is set to ring earlier anyway.
    fn arm(&self, live_due_at: Option<Millis>) -> Result<(), ApiError> {
        if self.is_ringing.get() {
            return Ok(());
        }
        // The chat is opened for this: the alarm that is set takes the place of one that was set for its pings or
        // copies before the object slept.
        let chat_due_at = self.chat()?.due_at();
        let Some(due) = live_due_at.into_iter().chain(chat_due_at).min() else { return Ok(()) };
        let now = clock::now();
        if self.armed_ms.get().is_some_and(|armed| armed > now.0 - LATE_MS && armed <= due.0) {
            return Ok(());
        }
        let at_ms = due.0.max(now.0 + 1);
        self.armed_ms.set(Some(at_ms));
        Ok(later::set_alarm(&self.state, at_ms)?)
    }

    /// Logs a failure with its cause, which no client is told.
    pub(super) fn log_failure(&self, doing: &str, error: &ApiError) {
        let fields = json!({
            "object": "StreamRoom", "doing": doing, "code": error.problem.code(), "cause": error.cause,
        });
        config::log(&self.env).write(Level::Error, "room failed", fields);
    }
}
