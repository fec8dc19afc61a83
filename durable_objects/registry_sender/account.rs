//! What the sender knows of its account: whose it is, and which nonces were given out.

use crate::error::ApiError;
use crate::platform::sql;
use domain::registry::Address;
use serde::{Deserialize, Serialize};
use worker::SqlStorage;

/// The layout that is stored.
const V: u8 = 1;

const CREATE: &str =
    "create table if not exists account (id integer primary key check (id = 1), body text not null) strict";
const GET: &str = "select body from account";
const PUT: &str =
    "insert into account (id, body) values (1, ?1) on conflict (id) do update set body = excluded.body";

/// The account, as it sleeps in storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Account {
    v: u8,
    /// Which chain.
    pub(super) chain_id: u64,
    /// Whose nonces these are.
    pub(super) address: Address,
    /// The first nonce that was ever ours to give; `None` before it was asked for.
    pub(super) first_nonce: Option<u64>,
    /// The next to give.
    pub(super) next_nonce: u64,
    /// When the index was last told something, in Unix milliseconds: of two tellings the later one counts.
    pub(super) told_at: i64,
}

impl Account {
    /// An account that nothing was sent for yet.
    pub(super) const fn new(chain_id: u64, address: Address) -> Self {
        Self { v: V, chain_id, address, first_nonce: None, next_nonce: 0, told_at: 0 }
    }

    /// Learns the chain's count, with what waits: at first it is all there is to go by, later only ours counts. One that
    /// is lower than where we began shows that we began too high; what is missing there is ours to fill.
    pub(super) fn learn(&mut self, pending_count: u64) {
        match self.first_nonce {
            None => (self.first_nonce, self.next_nonce) = (Some(pending_count), pending_count),
            Some(first) => self.first_nonce = Some(first.min(pending_count)),
        }
    }

    /// Gives the next nonce.
    pub(super) fn give(&mut self) -> u64 {
        let nonce = self.next_nonce;
        self.next_nonce += 1;
        nonce
    }

    /// Others used nonces up, to below `count`.
    pub(super) fn skip_to(&mut self, count: u64) {
        self.next_nonce = self.next_nonce.max(count);
    }

    /// The time of a telling: later than the one before, whatever the clock says.
    pub(super) fn tell(&mut self, now_ms: i64) -> i64 {
        self.told_at = now_ms.max(self.told_at + 1);
        self.told_at
    }
}

/// Makes the table.
pub(super) fn open(storage: &SqlStorage) -> Result<(), ApiError> {
    Ok(sql::run(storage, CREATE, &[])?)
}

/// Reads it; `None` before the first write.
pub(super) fn load(storage: &SqlStorage) -> Result<Option<Account>, ApiError> {
    let Some(row) = sql::first(storage, GET, &[])? else { return Ok(None) };
    let account: Account = serde_json::from_str(&row.text("body")?)?;
    if account.v == V { Ok(Some(account)) } else { Err(super::store::unknown_layout()) }
}

/// Stores it.
pub(super) fn save(storage: &SqlStorage, account: &Account) -> Result<(), ApiError> {
    Ok(sql::run(storage, PUT, &[serde_json::to_string(account)?.into()])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonces_follow_each_other_from_the_chains_count_on() {
        let mut account = Account::new(1, Address::ZERO);
        account.learn(7);
        account.learn(99);
        assert_eq!((account.first_nonce, [account.give(), account.give()]), (Some(7), [7, 8]));
        account.learn(5);
        assert_eq!(account.first_nonce, Some(5));
        account.skip_to(5);
        assert_eq!(account.give(), 9);
        account.skip_to(20);
        assert_eq!(account.give(), 20);
    }

    #[test]
    fn a_later_telling_is_later_whatever_the_clock_says() {
        let mut account = Account::new(1, Address::ZERO);
        assert_eq!([account.tell(5), account.tell(5), account.tell(3), account.tell(9)], [5, 6, 7, 9]);
    }

    #[test]
    fn the_stored_form_is_frozen() {
        let frozen = r#"{"v":1,"chainId":1,"address":"0x0000000000000000000000000000000000000000","firstNonce":null,"nextNonce":0,"toldAt":0}"#;
        assert_eq!(serde_json::to_string(&Account::new(1, Address::ZERO)).unwrap(), frozen);
        assert_eq!(serde_json::from_str::<Account>(frozen).unwrap(), Account::new(1, Address::ZERO));
    }
}
