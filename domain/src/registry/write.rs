//! One write on its way: queued, sent, in a block, final. What is to be done next follows from what the chain says.
//!
//! A write keeps the name of every transaction that was ever sent for it, for any of them may be the one that gets
//! into a block. A nonce is never given up on count alone: a node that lags behind may know of the count and not of
//! the receipt.

use super::fees::Fees;
use super::node::{Chain, Receipt};
use super::refusal::Sending;
use crate::time::Millis;
use alloy_primitives::B256;
use serde::{Deserialize, Serialize};

/// Reverted that often, a write is given up.
const MAX_REVERTS: u32 = 3;
/// The longest wait before a write that could not begin is tried again.
const MAX_WAIT_MS: i64 = 60_000;

/// How far a write is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It has no nonce: it waits for its turn, for the chain or for funds.
    Queued,
    /// It has a nonce and is signed; nodes have it, or will.
    Sent,
    /// It is in a block that may still be undone.
    Mined,
    /// It counts.
    Final,
    /// It will never be.
    Failed,
}

impl State {
    /// The word in storage and log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Mined => "mined",
            Self::Final => "final",
            Self::Failed => "failed",
        }
    }
}

/// By which times writes are judged, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How often the chain is asked.
    pub poll_ms: i64,
    /// A transaction that is in no block is sent to nodes again after this.
    pub resend_ms: i64,
    /// It offers more after this.
    pub bump_ms: i64,
    /// A nonce that others used up is believed to be so after this.
    pub lost_ms: i64,
    /// The most that is offered for one unit of gas, in wei.
    pub ceiling: u128,
}

/// What is known of a write, as it sleeps in storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// How far it is.
    pub state: State,
    /// Its place among the account's transactions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<u64>,
    /// Every transaction that was ever signed for it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<B256>,
    /// What the last of them offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Fees>,
    /// The most gas that it may use.
    #[serde(default)]
    pub gas_limit: u64,
    /// When the last was signed.
    #[serde(default)]
    pub signed_at: Millis,
    /// When it was last given to a node.
    #[serde(default)]
    pub sent_at: Millis,
    /// Since when nodes say that its nonce is used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce_used_since: Option<Millis>,
    /// The transaction that is in a block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mined: Option<B256>,
    /// When a queued one is tried next.
    #[serde(default)]
    pub due_at: Millis,
    /// How often it was put off in a row.
    #[serde(default)]
    pub delays: u32,
    /// How often it was in a block without effect.
    #[serde(default)]
    pub reverts: u32,
    /// Why it waits or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is to be done about a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Wait,
    /// It got into a block.
    Mined(Receipt),
    /// Its block counts.
    Final(Receipt),
    /// It is in a block, and the contract refused.
    Reverted(Receipt),
    /// Its block is no more: send it again.
    Undone,
    /// Give it to nodes again.
    Resend,
    /// Nobody takes it: offer this.
    Bump(Fees),
    /// Nobody takes it, and more is not to be offered: give it to nodes again, and say so.
    Stuck,
    /// Another transaction has its nonce: it needs a new one.
    Move,
}

impl Progress {
    /// A write that nobody has looked at yet.
    pub fn new(now: Millis) -> Self {
        Self {
            state: State::Queued,
            nonce: None,
            hashes: Vec::new(),
            fees: None,
            gas_limit: 0,
            signed_at: Millis(0),
            sent_at: Millis(0),
            nonce_used_since: None,
            mined: None,
            due_at: now,
            delays: 0,
            reverts: 0,
            reason: None,
        }
    }

    /// The transaction to show for it: the one in a block, else the last that was sent.
    pub fn transaction(&self) -> Option<B256> {
        self.mined.or_else(|| self.hashes.last().copied())
    }

    /// What is to be done. `receipts` are those of any of its transactions; `is_first`: no other write of the account
    /// has a lower nonce and is in no block.
    pub fn judge(
        &self,
        receipts: &[Receipt],
        chain: &Chain,
        is_first: bool,
        rules: &Rules,
        now: Millis,
    ) -> Step {
        if let Some(receipt) = receipts.iter().find(|receipt| receipt.is_success) {
            return if receipt.block <= chain.final_block {
                Step::Final(*receipt)
            } else {
                Step::Mined(*receipt)
            };
        }
        match self.state {
            State::Sent | State::Mined if !receipts.is_empty() => {
                receipts.first().map_or(Step::Wait, |receipt| Step::Reverted(*receipt))
            }
            State::Mined => Step::Undone,
            State::Final if self.nonce.is_some_and(|nonce| nonce >= chain.count) => Step::Undone,
            State::Sent => self.judge_sent(chain, is_first, rules, now),
            _ => Step::Wait,
        }
    }

    fn judge_sent(&self, chain: &Chain, is_first: bool, rules: &Rules, now: Millis) -> Step {
        let is_used = self.nonce.is_some_and(|nonce| chain.count > nonce);
        if is_used && self.nonce_used_since.is_some_and(|since| now.since(since) >= rules.lost_ms) {
            return Step::Move;
        }
        let is_cheap = self.fees.is_some_and(|fees| fees.cap < chain.market.base);
        if !is_used && now.since(self.signed_at) >= rules.bump_ms && (is_first || is_cheap) {
            let raised = self.fees.and_then(|fees| fees.raised(chain.market, rules.ceiling));
            return raised.map_or_else(|| self.resend_or(Step::Stuck, rules, now), Step::Bump);
        }
        self.resend_or(Step::Resend, rules, now)
    }

    fn resend_or(&self, step: Step, rules: &Rules, now: Millis) -> Step {
        if now.since(self.sent_at) >= rules.resend_ms { step } else { Step::Wait }
    }

    /// It is signed for a nonce, or signed anew with another offer.
    pub fn signed(&mut self, nonce: u64, fees: Fees, gas_limit: u64, hash: B256, now: Millis) {
        self.state = State::Sent;
        self.nonce = Some(nonce);
        self.fees = Some(fees);
        self.gas_limit = gas_limit;
        if self.hashes.last() != Some(&hash) {
            self.hashes.push(hash);
        }
        (self.signed_at, self.sent_at) = (now, now);
        (self.nonce_used_since, self.delays, self.reason) = (None, 0, None);
    }

    /// Takes a step that changes it; says whether it did.
    pub fn take(&mut self, step: Step, now: Millis) -> bool {
        let before = (self.state, self.mined);
        match step {
            Step::Mined(receipt) => (self.state, self.mined) = (State::Mined, Some(receipt.hash)),
            Step::Final(receipt) => (self.state, self.mined) = (State::Final, Some(receipt.hash)),
            Step::Reverted(receipt) => self.reverted(receipt, now),
            Step::Undone => {
                (self.state, self.mined) = (State::Sent, None);
                // Due at once.
                (self.signed_at, self.sent_at) = (now, Millis(0));
            }
            Step::Move => self.requeue(now),
            Step::Wait | Step::Resend | Step::Bump(_) | Step::Stuck => {}
        }
        before != (self.state, self.mined)
    }

    /// It lost its nonce. What was signed for it stays known.
    fn requeue(&mut self, now: Millis) {
        (self.state, self.nonce, self.nonce_used_since) = (State::Queued, None, None);
        self.due_at = now;
    }

    /// Estimated again it will tell why.
    fn reverted(&mut self, receipt: Receipt, now: Millis) {
        self.reverts += 1;
        self.hashes.retain(|hash| *hash != receipt.hash);
        self.requeue(now);
        if self.reverts >= MAX_REVERTS {
            self.fail("the contract refused it");
        }
    }

    /// It was given to nodes; `sending` is what they said, `None` when none answered.
    pub fn was_sent(&mut self, sending: Option<Sending>, rules: &Rules, now: Millis) {
        self.sent_at = now;
        match sending {
            Some(Sending::Taken) => (self.nonce_used_since, self.reason) = (None, None),
            Some(Sending::NonceUsed) => self.nonce_used_since = self.nonce_used_since.or(Some(now)),
            // The next look raises it.
            Some(Sending::Underpriced) => self.signed_at = now.plus(-rules.bump_ms),
            Some(Sending::NoFunds) => self.reason = Some("no funds".to_owned()),
            Some(Sending::Refused) => self.reason = Some("the node refuses".to_owned()),
            None => self.sent_at = Millis(0),
        }
    }

    /// It cannot begin now.
    pub fn put_off(&mut self, reason: &str, rules: &Rules, now: Millis) {
        let wait_ms = rules.poll_ms.saturating_mul(1_i64 << self.delays.min(16)).min(MAX_WAIT_MS);
        self.delays = self.delays.saturating_add(1);
        self.due_at = now.plus(wait_ms.max(rules.poll_ms));
        self.reason = Some(reason.to_owned());
    }

    /// The chain is as it wants it, without it.
    pub fn is_superfluous(&mut self) {
        (self.state, self.reason) = (State::Final, None);
    }

    /// It will never be.
    pub fn fail(&mut self, reason: &str) {
        (self.state, self.reason) = (State::Failed, Some(reason.to_owned()));
    }
}

/// The nonces below `next` that no write of ours has and the chain waits for. `first` is the first that was ever ours,
/// `count` the chain's, `taken` those that writes have.
pub fn missing_nonces(first: u64, count: u64, next: u64, taken: &[u64], limit: usize) -> Vec<u64> {
    (first.max(count)..next).filter(|nonce| !taken.contains(nonce)).take(limit).collect()
}

#[cfg(test)]
mod tests;
