//! The object: what it is asked, and its alarm.

use super::account::{self, Account};
use super::calls::{Call, Health, NewWrite, Told};
use super::pump::{Fault, Pump};
use super::{store, telling};
use crate::config::{self, Registry};
use crate::error::ApiError;
use crate::platform::log::Level;
use crate::platform::{bindings, clock, later};
use domain::problem::Problem;
use domain::registry::room::RoomId;
use domain::registry::write::{Progress, State as WriteState};
use domain::time::Millis;
use serde_json::json;
use std::cell::{Cell, RefCell};
use worker::{Env, SqlStorage, State};

/// Set before an alarm begins its work: should the object die of it, it goes on then.
const SAFETY_MS: i64 = 10_000;
/// An alarm that is overdue by less is about to ring: set anew in that moment it may get lost.
const LATE_MS: i64 = 5_000;
/// What the index could not be told is told again after this.
const TELL_AGAIN_MS: i64 = 5_000;
/// What is in a block is looked at so many times more rarely than what is in none.
const SETTLING_POLLS: i64 = 4;
/// The longest wait while no node answers.
const MAX_AWAY_MS: i64 = 60_000;
/// How long writes that are done are remembered.
const KEEP_MS: i64 = 7 * 86_400_000;
/// The last so many nonces are remembered longer: a reorganisation may ask for them.
const KEEP_NONCES: u64 = 1_000;

/// What an object is made of.
pub(super) struct Core {
    state: State,
    env: Env,
    /// The alarm that this instance set last.
    armed_ms: Cell<Option<i64>>,
    /// Whether the alarm rings: what is due next is set when it is done.
    is_ringing: Cell<bool>,
    /// Whether this instance saw to it that the tables are there.
    is_prepared: Cell<bool>,
    /// How often in a row no node answered.
    faults: Cell<u32>,
    /// What was wrong then.
    fault: RefCell<Option<String>>,
}

impl Core {
    pub(super) const fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            armed_ms: Cell::new(None),
            is_ringing: Cell::new(false),
            is_prepared: Cell::new(false),
            faults: Cell::new(0),
            fault: RefCell::new(None),
        }
    }

    fn open(&self) -> Result<SqlStorage, ApiError> {
        let storage = self.state.storage().sql();
        if !self.is_prepared.get() {
            store::open(&storage)?;
            account::open(&storage)?;
            self.is_prepared.set(true);
        }
        Ok(storage)
    }

    /// Answers a call; never waits for the chain.
    pub(super) fn hear(&self, call: Call) -> Result<Told, ApiError> {
        let storage = self.open()?;
        let writes = match call {
            Call::Put { room, writes } => {
                self.put(&storage, room, &writes)?;
                store::of_room(&storage, room)?
            }
            Call::Show { room } => store::of_room(&storage, room)?,
            Call::Check => Vec::new(),
        };
        let writes = writes.iter().map(store::Write::shown).collect();
        Ok(Told { writes, health: self.health(&storage)? })
    }

    fn health(&self, storage: &SqlStorage) -> Result<Health, ApiError> {
        let mut pending = 0;
        for state in [WriteState::Queued, WriteState::Sent, WriteState::Mined] {
            pending += store::count(storage, state)?;
        }
        Ok(Health { pending, fault: self.fault.borrow().clone() })
    }

    fn put(&self, storage: &SqlStorage, room: RoomId, writes: &[NewWrite]) -> Result<(), ApiError> {
        let (registry, now) = (self.registry()?, clock::now());
        self.account(storage, &registry)?;
        for write in writes {
            store::insert(storage, Some(room), write, &Progress::new(now), now)?;
        }
        // While no node answers, the next attempt is set already.
        if self.faults.get() == 0 || self.armed_ms.get().is_none() {
            self.arm(now.plus(1))?;
        }
        Ok(())
    }

    fn registry(&self) -> Result<std::rc::Rc<Registry>, ApiError> {
        let registry = config::of(&self.env)?.registry.clone();
        registry.ok_or_else(|| Problem::Misconfigured("REGISTRY_CONTRACT must be set".into()).into())
    }

    /// The account, which stays the same: this object's nonces are of no use to another.
    fn account(&self, storage: &SqlStorage, registry: &Registry) -> Result<Account, ApiError> {
        let (chain_id, address) = (registry.place.chain_id, registry.account.address());
        let Some(account) = account::load(storage)? else {
            let account = Account::new(chain_id, address);
            account::save(storage, &account)?;
            return Ok(account);
        };
        if (account.chain_id, account.address) == (chain_id, address) {
            return Ok(account);
        }
        Err(ApiError::caused(Problem::Internal, format!("the account was {}", account.address)))
    }

    /// What the alarm is for: follows what is on its way, begins what can begin, tells the index.
    pub(super) async fn wake(&self) -> Result<(), ApiError> {
        self.armed_ms.set(None);
        let storage = self.open()?;
        if self.is_ringing.get() || self.due_at(&storage)?.is_none() {
            return Ok(());
        }
        later::set_alarm(&self.state, clock::now().plus(SAFETY_MS).0)?;
        self.is_ringing.set(true);
        let done = self.ring(&storage).await;
        self.is_ringing.set(false);
        done?;
        self.due_at(&storage)?.map_or(Ok(()), |due_at| self.arm(due_at))
    }

    async fn ring(&self, storage: &SqlStorage) -> Result<(), ApiError> {
        let registry = self.registry()?;
        let mut account = self.account(storage, &registry)?;
        let log = config::log(&self.env);
        match (Pump { storage, registry: &registry, log }).run(&mut account).await {
            Ok(()) => self.answered(),
            Err(Fault::Away(cause)) => self.not_answered(cause.to_string()),
            Err(Fault::Own(error)) => return Err(error),
        }
        if let Err(error) = self.tell(storage, &mut account).await {
            self.log_failure("tell", &error);
        }
        let before = clock::now().plus(-KEEP_MS);
        store::forget(storage, before, account.next_nonce.saturating_sub(KEEP_NONCES))
    }

    fn answered(&self) {
        self.faults.set(0);
        self.fault.replace(None);
    }

    fn not_answered(&self, cause: String) {
        config::log(&self.env).write(Level::Warn, "registry away", json!({"cause": cause}));
        self.faults.set(self.faults.get().saturating_add(1));
        self.fault.replace(Some(cause));
    }

    /// Brings the index up to date with everything that it was not told.
    async fn tell(&self, storage: &SqlStorage, account: &mut Account) -> Result<(), ApiError> {
        let due = telling::due(storage)?;
        let told_at = account.tell(clock::now().0);
        account::save(storage, account)?;
        let mut statements = Vec::new();
        for room in due.keys().filter_map(|room| RoomId::parse(room)) {
            statements.push(telling::statement(&store::of_room(storage, room)?, room, told_at));
        }
        if !statements.is_empty() {
            telling::tell(&bindings::database(&self.env)?, &statements).await?;
        }
        let ids: Vec<i64> = due.into_values().flatten().collect();
        store::mark_told(storage, &ids)
    }

    /// When there is something to do next; `None` when all is done and told.
    fn due_at(&self, storage: &SqlStorage) -> Result<Option<Millis>, ApiError> {
        let (now, poll_ms) = (clock::now(), self.registry()?.rules.poll_ms);
        let is_waiting = store::count(storage, WriteState::Sent)? > 0;
        let is_settling = store::count(storage, WriteState::Mined)? > 0;
        let is_untold = !telling::due(storage)?.is_empty();
        let due = [
            is_waiting.then(|| now.plus(poll_ms)),
            is_settling.then(|| now.plus(poll_ms.saturating_mul(SETTLING_POLLS))),
            is_untold.then(|| now.plus(TELL_AGAIN_MS)),
            store::next_due(storage)?.map(|due_at| due_at.max(now.plus(1))),
        ];
        let away_ms = match self.faults.get() {
            0 => 0,
            faults => poll_ms.saturating_mul(1_i64 << faults.min(16)).min(MAX_AWAY_MS),
        };
        Ok(due.into_iter().flatten().min().map(|due_at| due_at.max(now.plus(away_ms))))
    }

    /// Sets the alarm, unless it is set to ring earlier anyway.
    fn arm(&self, at: Millis) -> Result<(), ApiError> {
        let now = clock::now();
        let is_armed = |armed: i64| armed > now.0 - LATE_MS && armed <= at.0;
        if self.is_ringing.get() || self.armed_ms.get().is_some_and(is_armed) {
            return Ok(());
        }
        self.armed_ms.set(Some(at.0));
        Ok(later::set_alarm(&self.state, at.0)?)
    }

    /// Logs a failure with its cause, which no client is told.
    pub(super) fn log_failure(&self, doing: &str, error: &ApiError) {
        let fields = json!({"doing": doing, "code": error.problem.code(), "cause": error.cause});
        config::log(&self.env).write(Level::Error, "registry failed", fields);
    }
}
