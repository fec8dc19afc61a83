//! The room's chat as it stands in memory, over what is stored.

use super::backlog::Backlog;
use super::doubts::Doubts;
use super::latest::Latest;
use super::polling::Pollings;
use super::roster::Roster;
use super::speaking::Pending;
use super::standing::Standings;
use super::{acts, archives, copying, deletions, heartbeat, log, standing};
use crate::error::ApiError;
use crate::platform::later::Timer;
use crate::platform::sockets::{Socket, Sockets};
use crate::platform::text;
use domain::chat::blocked::Blocked;
use domain::chat::copies::Copies;
use domain::chat::pace::Pace;
use domain::chat::presence::Presence;
use domain::chat::rate::Recent;
use domain::chat::rules::Rules;
use domain::chat::settings::Settings;
use domain::chat::user_id::UserId;
use domain::media::session::{Snapshot, Status};
use domain::time::Millis;
use std::collections::HashMap;
use worker::SqlStorage;

/// People whose last messages are remembered before anyone is forgotten.
const MAX_RECENTS: usize = 2_000;

/// What cannot be done without an await, and is left to the shell around.
pub(super) enum Want {
    /// Write and tell what was said, in this many milliseconds.
    Flush(u32),
    /// Tell how many are here, at this time.
    TellPresence(Millis),
    /// Go on telling it.
    TellSome,
    /// The broadcast counts this many people.
    CountPeople(u32),
    /// Settle the doubt about who sits here.
    Settle(String),
    /// Write to the log what went wrong.
    Log(String),
    /// Look after the polling session with this id, at this time.
    TickPolling(String, Millis),
    /// End the polling session with this id.
    HangUp(String),
    /// The client of the polling session with this id is gone.
    Leave(String),
    /// Forget the polling session with this id.
    Drop(String),
    /// Give up this socket, whose client does not read.
    CutOff(Socket),
}

/// The chat of one stream.
pub(super) struct ChatRoom {
    pub(super) sockets: Sockets,
    pub(super) storage: SqlStorage,
    pub(super) rules: Rules,
    /// 0 until somebody came in.
    pub(super) stream_id: i64,
    /// The broadcast, as far as the room's readers are told of it.
    pub(super) broadcast: Snapshot,
    /// The stream was deleted.
    pub(super) is_closed: bool,
    /// The number given last; what is pending has its number already.
    pub(super) last_seq: i64,
    pub(super) standings: Standings,
    pub(super) blocked: Blocked,
    pub(super) latest: Latest,
    pub(super) roster: Roster,
    pub(super) backlog: Backlog,
    pub(super) recents: HashMap<UserId, Recent>,
    /// With more of them, those who were silent are forgotten.
    max_recents: usize,
    pub(super) pending: Vec<Pending>,
    pub(super) pace: Pace,
    /// Who sends what is pending when it is due.
    pub(super) flush_timer: Option<Timer>,
    pub(super) presence: Presence,
    /// Whether somebody looks after the presence already.
    pub(super) is_presence_expected: bool,
    /// The seats of those who are still to be told the number.
    pub(super) untold: Vec<String>,
    pub(super) doubts: Doubts,
    pub(super) pollings: Pollings,
    /// When Engine.IO sockets were asked last whether they are there.
    pub(super) pinged_at: Millis,
    /// When they are to be asked next.
    pub(super) ping_at: Option<Millis>,
    /// How index and archive follow.
    pub(super) copies: Copies,
    pub(super) wants: Vec<Want>,
}

/// Makes the tables.
pub(super) fn prepare(storage: &SqlStorage) -> Result<(), ApiError> {
    log::open(storage)?;
    standing::open(storage)?;
    acts::open(storage)?;
    deletions::open(storage)?;
    archives::open(storage)
}

impl ChatRoom {
    /// Reads what is stored, and finds the sockets that outlived the memory.
    pub(super) fn open(
        storage: SqlStorage,
        sockets: Sockets,
        rules: Rules,
        broadcast: Snapshot,
        is_closed: bool,
        now: Millis,
    ) -> Result<Self, ApiError> {
        let standings = Standings::load(&storage, now)?;
        let copied = copying::Copied::load(&storage)?;
        let roster = Roster::load(&sockets);
        // Whoever is here was told how many they are before the object slept.
        let presence = Presence { shown: roster.people(), ..Presence::default() };
        let mut room = Self {
            stream_id: copied.stream_id,
            broadcast,
            is_closed,
            last_seq: log::last(&storage)?,
            blocked: blocked(&standings.settings),
            standings,
            latest: Latest::load(&storage)?,
            roster,
            backlog: Backlog::default(),
            recents: HashMap::new(),
            max_recents: MAX_RECENTS,
            pending: Vec::new(),
            pace: Pace::default(),
            flush_timer: None,
            presence,
            is_presence_expected: false,
            untold: Vec::new(),
            doubts: Doubts::default(),
            pollings: Pollings::default(),
            pinged_at: heartbeat::pinged_at(&storage)?,
            ping_at: None,
            copies: copied.copies(),
            wants: Vec::new(),
            sockets,
            storage,
            rules,
        };
        room.sockets.answer_asleep(heartbeat::ASK.0, heartbeat::ASK.1)?;
        room.resume_pings();
        room.expect_copying(&copied)?;
        if room.broadcast.status == Status::Live {
            // Those who were here before the object slept or died may be gone.
            room.wants.push(Want::CountPeople(room.roster.people()));
        }
        Ok(room)
    }

    /// What is left to the shell to do.
    pub(super) fn take_wants(&mut self) -> Vec<Want> {
        std::mem::take(&mut self.wants)
    }

    /// When the object has to wake for the chat; `None` when it may sleep.
    pub(super) fn due_at(&self) -> Option<Millis> {
        self.ping_at.into_iter().chain(self.copies.due_at()).min()
    }

    /// The person's last messages: remembered, or found in the log.
    pub(super) fn recent(&mut self, user_id: &UserId, now: Millis) -> Result<&mut Recent, ApiError> {
        if self.recents.len() >= self.max_recents {
            let slow_mode_ms = i64::from(self.standings.settings.slow_mode_seconds).saturating_mul(1_000);
            let limit = self.rules.limit;
            self.recents.retain(|_, recent| !recent.is_stale(&limit, slow_mode_ms, now));
            // Looking through them costs as much as there are: not again before there are twice as many.
            self.max_recents = MAX_RECENTS.max(self.recents.len().saturating_mul(2));
        }
        if !self.recents.contains_key(user_id) {
            let limit = self.rules.limit;
            let since = Millis(now.0.saturating_sub(limit.window_ms));
            let times = log::recent(&self.storage, user_id, since, limit.messages)?;
            self.recents.insert(user_id.clone(), Recent::of(times));
        }
        Ok(self.recents.entry(user_id.clone()).or_default())
    }

    /// Whether this person helps the owner.
    pub(super) fn is_moderator(&self, user_id: &UserId) -> bool {
        self.standings.moderators.contains_key(user_id)
    }

    /// Takes settings over that were stored.
    pub(super) fn settings_changed(&mut self) {
        self.blocked = blocked(&self.standings.settings);
    }
}

fn blocked(settings: &Settings) -> Blocked {
    let words: Vec<String> = settings.blocked_words.iter().map(|word| text::to_nfkc(word)).collect();
    Blocked::new(&words)
}
