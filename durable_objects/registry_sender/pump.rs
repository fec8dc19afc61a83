//! One turn of the sender's work: what became of what is on its way, then what can begin, then off to the nodes.
//!
//! Turns never overlap, and between two awaits storage changes as one: a nonce is given, the transaction signed and
//! both stored without an await between.

use super::account::{self, Account};
use super::calls::NewWrite;
use super::store::{self, Write};
use crate::config::Registry;
use crate::error::ApiError;
use crate::platform::clock;
use crate::platform::log::{Level, Log};
use crate::platform::nodes::NodesAway;
use domain::registry::fees::Fees;
use domain::registry::kind::Kind;
use domain::registry::node::{self, Chain, Receipt};
use domain::registry::refusal::{self, Meaning, Sending};
use domain::registry::rpc::{self, Ask, Outcome};
use domain::registry::transaction::{Signed, Transaction};
use domain::registry::write::{Progress, State, Step, missing_nonces};
use domain::time::Millis;
use serde_json::json;
use worker::SqlStorage;

/// Transactions that are in no block yet, at the most: nodes keep few of one account.
const MAX_IN_FLIGHT: u32 = 16;
/// Writes that are asked about in one turn.
const MAX_FOLLOWED: u32 = 60;
/// A transfer of nothing.
const FILLER_GAS: u64 = 21_000;

/// Why a turn was broken off.
pub(super) enum Fault {
    /// No node answers.
    Away(NodesAway),
    /// Our own storage.
    Own(ApiError),
}

impl From<NodesAway> for Fault {
    fn from(away: NodesAway) -> Self {
        Self::Away(away)
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        Self::Own(error)
    }
}

/// What a turn works with.
pub(super) struct Pump<'a> {
    pub(super) storage: &'a SqlStorage,
    pub(super) registry: &'a Registry,
    pub(super) log: Log,
}

/// What is to be given to nodes.
#[derive(Default)]
struct Outbox {
    /// For the first node that takes it.
    fresh: Vec<Write>,
    /// For all of them: one of them forgot it.
    again: Vec<Write>,
}

impl Pump<'_> {
    /// Does one turn.
    ///
    /// # Errors
    /// [`Fault`]; what was stored until then holds, and the next turn goes on from there.
    pub(super) async fn run(&self, account: &mut Account) -> Result<(), Fault> {
        let followed = store::followed(self.storage, MAX_FOLLOWED)?;
        let (chain, receipts) = self.look(&followed).await?;
        account.learn(chain.pending_count);
        let mut outbox = Outbox::default();
        let reserved = self.follow(followed, &receipts, &chain, account, &mut outbox)?;
        self.revive(&chain, &mut outbox)?;
        self.fill(&chain, account)?;
        account::save(self.storage, account)?;
        let funds = chain.balance.saturating_sub(reserved);
        let begun = self.begin(&chain, funds, account, &mut outbox).await;
        // What is signed goes out, whatever became of the rest.
        self.send(outbox).await?;
        begun
    }

    /// The chain, and the receipts of each write's transactions.
    async fn look(&self, followed: &[Write]) -> Result<(Chain, Vec<Vec<Receipt>>), Fault> {
        let (account, finality) = (self.registry.account.address(), self.registry.finality);
        let mut asks = node::chain_questions(account, finality);
        let facts = asks.len();
        let hashes: Vec<_> = followed.iter().flat_map(|write| write.progress.hashes.clone()).collect();
        asks.extend(hashes.iter().map(|hash| node::receipt_question(*hash)));
        let read = |answers: Vec<Outcome>| {
            let (chain, receipts) = answers.split_at_checked(facts).ok_or(rpc::Fault::Incomplete)?;
            let receipts = hashes.iter().zip(receipts).map(|(hash, answer)| node::receipt(*hash, answer));
            Ok((node::chain(chain, finality)?, receipts.collect::<Result<Vec<_>, _>>()?))
        };
        let (chain, receipts) = self.registry.nodes.ask(&asks, read).await?;
        let found: Vec<Receipt> = receipts.into_iter().flatten().collect();
        let of = |write: &Write| {
            found.iter().filter(|receipt| write.progress.hashes.contains(&receipt.hash)).copied().collect()
        };
        Ok((chain, followed.iter().map(of).collect()))
    }

    /// Takes over what became of writes. Answers what those that are still on their way may cost, in wei.
    fn follow(
        &self,
        followed: Vec<Write>,
        receipts: &[Vec<Receipt>],
        chain: &Chain,
        account: &mut Account,
        outbox: &mut Outbox,
    ) -> Result<u128, Fault> {
        let now = clock::now();
        let waits = |(write, receipts): &(&Write, &Vec<Receipt>)| {
            write.progress.state == State::Sent && receipts.is_empty()
        };
        let nonces =
            followed.iter().zip(receipts).filter(waits).filter_map(|(write, _)| write.progress.nonce);
        let first = nonces.min();
        let mut reserved = 0_u128;
        for (mut write, receipts) in followed.into_iter().zip(receipts) {
            let is_first = write.progress.nonce == first;
            let step = write.progress.judge(receipts, chain, is_first, &self.registry.rules, now);
            self.take(&mut write, step, chain, account, now)?;
            if write.progress.state == State::Sent {
                reserved = reserved.saturating_add(cost(&write.progress));
                if !matches!(step, Step::Wait) {
                    outbox.again.push(write);
                }
            }
        }
        Ok(reserved)
    }

    fn take(
        &self,
        write: &mut Write,
        step: Step,
        chain: &Chain,
        account: &mut Account,
        now: Millis,
    ) -> Result<(), Fault> {
        if step == Step::Wait {
            return Ok(());
        }
        let is_news = write.progress.take(step, now);
        match step {
            Step::Bump(fees) => {
                let (nonce, gas_limit) = (write.progress.nonce.unwrap_or(0), write.progress.gas_limit);
                self.sign(write, nonce, fees, gas_limit, now);
            }
            Step::Move => {
                account.skip_to(chain.count);
                if write.kind == Kind::Filler {
                    write.progress.is_superfluous();
                }
            }
            // It may be that this node does not know what others do.
            Step::Resend | Step::Stuck => self.registry.nodes.doubt(),
            _ => {}
        }
        if step != Step::Resend {
            self.note(write, step);
        }
        Ok(store::update(self.storage, write, is_news || matches!(step, Step::Bump(_)), now)?)
    }

    fn note(&self, write: &Write, step: Step) {
        let is_trouble = matches!(step, Step::Stuck | Step::Reverted(_) | Step::Undone | Step::Move);
        let level = if is_trouble || write.progress.reason.is_some() { Level::Warn } else { Level::Info };
        let fields = json!({
            "roomId": write.room, "kind": write.kind, "state": write.progress.state, "step": word(step),
            "nonce": write.progress.nonce, "transaction": write.progress.transaction(),
            "cause": write.progress.reason,
        });
        self.log.write(level, "registry write", fields);
    }

    /// What was final and is not on the chain any more is sent again.
    fn revive(&self, chain: &Chain, outbox: &mut Outbox) -> Result<(), Fault> {
        let now = clock::now();
        for mut write in store::undone(self.storage, chain.count, MAX_IN_FLIGHT)? {
            write.progress.take(Step::Undone, now);
            write.progress.sent_at = now;
            self.note(&write, Step::Undone);
            store::update(self.storage, &write, true, now)?;
            outbox.again.push(write);
        }
        Ok(())
    }

    /// A nonce that the chain waits for and no write has would hold all others up.
    fn fill(&self, chain: &Chain, account: &Account) -> Result<(), Fault> {
        let (Some(first), now) = (account.first_nonce, clock::now()) else { return Ok(()) };
        let taken = store::nonces(self.storage, first.max(chain.count))?;
        let missing = missing_nonces(first, chain.count, account.next_nonce, &taken, MAX_IN_FLIGHT as usize);
        let Some(offer) = chain.market.offer(self.registry.rules.ceiling) else { return Ok(()) };
        for nonce in missing {
            let to = self.registry.account.address();
            let key = format!("filler:{nonce}:{}", now.0);
            let new = NewWrite { key, kind: Kind::Filler, to, data: String::new() };
            let mut progress = Progress::new(now);
            let signed = self.transaction(nonce, offer, FILLER_GAS, &new.to, &[]);
            progress.signed(nonce, offer, FILLER_GAS, signed.hash, now);
            // Not before the next turn: it is stored with its nonce first.
            progress.sent_at = Millis(0);
            store::insert_with_nonce(self.storage, &new, &progress, now)?;
        }
        Ok(())
    }

    /// Signs what can begin.
    async fn begin(
        &self,
        chain: &Chain,
        mut funds: u128,
        account: &mut Account,
        outbox: &mut Outbox,
    ) -> Result<(), Fault> {
        let free = MAX_IN_FLIGHT.saturating_sub(store::count(self.storage, State::Sent)?);
        let waiting = store::startable(self.storage, free, clock::now())?;
        if waiting.is_empty() {
            return Ok(());
        }
        let Some(offer) = chain.market.offer(self.registry.rules.ceiling) else {
            return self.put_off(waiting, "fees are above the ceiling");
        };
        let from = self.registry.account.address();
        let asks: Vec<Ask> =
            waiting.iter().map(|write| node::gas_question(from, write.to, &write.data)).collect();
        let estimates = self.registry.nodes.ask(&asks, Ok).await?;
        let now = clock::now();
        for (mut write, estimate) in waiting.into_iter().zip(estimates) {
            self.begin_one(&mut write, &estimate, offer, &mut funds, account, now)?;
            if write.progress.state == State::Sent {
                outbox.fresh.push(write);
            }
        }
        Ok(())
    }

    /// No await here: the nonce, the transaction and the account are stored as one.
    fn begin_one(
        &self,
        write: &mut Write,
        estimate: &Outcome,
        offer: Fees,
        funds: &mut u128,
        account: &mut Account,
        now: Millis,
    ) -> Result<(), Fault> {
        let rules = &self.registry.rules;
        let gas = estimate.as_ref().map(|gas| rpc::count(gas).map(node::gas_limit));
        match gas.map_err(|refusal| refusal::of_estimate(write.kind, refusal)) {
            Ok(Some(gas_limit)) => match funds.checked_sub(u128::from(gas_limit).saturating_mul(offer.cap)) {
                Some(rest) => {
                    *funds = rest;
                    self.sign(write, account.give(), offer, gas_limit, now);
                    account::save(self.storage, account)?;
                }
                None => write.progress.put_off("no funds", rules, now),
            },
            Ok(None) => write.progress.put_off("the node does not know the gas", rules, now),
            Err(Meaning::Done) => write.progress.is_superfluous(),
            Err(Meaning::Later(why)) => write.progress.put_off(why, rules, now),
            Err(Meaning::Never(why)) => write.progress.fail(why),
        }
        self.note(write, Step::Wait);
        let is_news = write.progress.state != State::Queued;
        Ok(store::update(self.storage, write, is_news, now)?)
    }

    fn put_off(&self, writes: Vec<Write>, why: &str) -> Result<(), Fault> {
        let now = clock::now();
        for mut write in writes {
            write.progress.put_off(why, &self.registry.rules, now);
            self.note(&write, Step::Wait);
            store::update(self.storage, &write, false, now)?;
        }
        Ok(())
    }

    fn sign(&self, write: &mut Write, nonce: u64, fees: Fees, gas_limit: u64, now: Millis) {
        let signed = self.transaction(nonce, fees, gas_limit, &write.to, &write.data);
        write.progress.signed(nonce, fees, gas_limit, signed.hash, now);
    }

    /// The same arguments always give the same bytes, so they need not be stored.
    fn transaction(
        &self,
        nonce: u64,
        fees: Fees,
        gas_limit: u64,
        to: &domain::registry::Address,
        data: &[u8],
    ) -> Signed {
        let chain_id = self.registry.place.chain_id;
        Transaction { chain_id, nonce, fees, gas_limit, to: *to, data }.sign(&self.registry.account)
    }

    async fn send(&self, outbox: Outbox) -> Result<(), Fault> {
        if !outbox.again.is_empty() {
            let asks = self.sendings(&outbox.again);
            let told = self.registry.nodes.tell_all(&asks).await;
            self.sent(outbox.again, told)?;
        }
        if !outbox.fresh.is_empty() {
            let asks = self.sendings(&outbox.fresh);
            let told = self.registry.nodes.ask(&asks, Ok).await;
            self.sent(outbox.fresh, told)?;
        }
        Ok(())
    }

    fn sendings(&self, writes: &[Write]) -> Vec<Ask> {
        let raw = |write: &Write| {
            let Progress { nonce: Some(nonce), fees: Some(fees), gas_limit, .. } = write.progress else {
                return Vec::new();
            };
            self.transaction(nonce, fees, gas_limit, &write.to, &write.data).raw
        };
        writes.iter().map(|write| node::send_question(&raw(write))).collect()
    }

    /// Takes over what nodes said of transactions; when none answered, they go out again next time.
    fn sent(&self, writes: Vec<Write>, told: Result<Vec<Outcome>, NodesAway>) -> Result<(), Fault> {
        let now = clock::now();
        let outcomes = told.as_ref().ok();
        for (index, mut write) in writes.into_iter().enumerate() {
            let outcome = outcomes.and_then(|outcomes| outcomes.get(index));
            let sending =
                outcome.map(|outcome| outcome.as_ref().map_or_else(refusal::of_sending, |_| Sending::Taken));
            write.progress.was_sent(sending, &self.registry.rules, now);
            store::update(self.storage, &write, false, now)?;
        }
        told.map(drop).map_err(Fault::Away)
    }
}

fn cost(progress: &Progress) -> u128 {
    progress.fees.map_or(0, |fees| fees.cap.saturating_mul(u128::from(progress.gas_limit)))
}

const fn word(step: Step) -> Option<&'static str> {
    match step {
        Step::Wait | Step::Resend => None,
        Step::Mined(_) => Some("mined"),
        Step::Final(_) => Some("final"),
        Step::Reverted(_) => Some("reverted"),
        Step::Undone => Some("undone"),
        Step::Bump(_) => Some("bumped"),
        Step::Stuck => Some("stuck"),
        Step::Move => Some("moved"),
    }
}
