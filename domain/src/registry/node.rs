//! What is asked of a node, and its answers as facts.

use super::fees::Market;
use super::rpc::{Ask, Fault, Outcome, bytes, count, quantity};
use alloy_primitives::{Address, B256};
use serde_json::{Value, json};

/// Blocks whose tips are looked at.
const HISTORY_BLOCKS: u64 = 5;
/// Half paid more, half less.
const HISTORY_PERCENTILE: f64 = 50.0;

/// What a chain's state was when it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Transactions of the account in blocks.
    pub count: u64,
    /// Those, and the ones that wait.
    pub pending_count: u64,
    /// The last block that counts as final.
    pub final_block: u64,
    /// What others pay.
    pub market: Market,
    /// What the account has, in wei.
    pub balance: u128,
}

/// From when on a block counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finality {
    /// So many blocks later.
    Blocks(u64),
    /// When most of the chain's validators stand by it.
    Safe,
    /// When the chain itself says that it is final.
    Finalized,
}

impl Finality {
    /// Reads a number of blocks up to 10,000, `safe` or `finalized`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "safe" => Some(Self::Safe),
            "finalized" => Some(Self::Finalized),
            _ => text.parse().ok().filter(|blocks| *blocks <= 10_000).map(Self::Blocks),
        }
    }

    const fn tag(self) -> &'static str {
        match self {
            Self::Blocks(_) => "latest",
            Self::Safe => "safe",
            Self::Finalized => "finalized",
        }
    }
}

/// The questions whose answers are a [`Chain`].
pub fn chain_questions(account: Address, finality: Finality) -> Vec<Ask> {
    vec![
        Ask::new("eth_getTransactionCount", json!([account, "latest"])),
        Ask::new("eth_getTransactionCount", json!([account, "pending"])),
        Ask::new("eth_getBlockByNumber", json!([finality.tag(), false])),
        Ask::new("eth_feeHistory", json!([format!("{HISTORY_BLOCKS:#x}"), "latest", [HISTORY_PERCENTILE]])),
        Ask::new("eth_getBalance", json!([account, "latest"])),
    ]
}

/// The answers to [`chain_questions`].
///
/// # Errors
/// [`Fault`] when one is not what it must be.
pub fn chain(answers: &[Outcome], finality: Finality) -> Result<Chain, Fault> {
    let [transactions, pending, block, history, balance] = answers else { return Err(Fault::Incomplete) };
    let number = |outcome: &Outcome| outcome.as_ref().ok().and_then(count).ok_or(Fault::Shape);
    let block = block.as_ref().ok().and_then(|block| count(block.get("number")?)).ok_or(Fault::Shape)?;
    let depth = if let Finality::Blocks(blocks) = finality { blocks.saturating_sub(1) } else { 0 };
    Ok(Chain {
        count: number(transactions)?,
        pending_count: number(pending)?,
        final_block: block.saturating_sub(depth),
        market: history.as_ref().ok().and_then(market).ok_or(Fault::Shape)?,
        balance: balance.as_ref().ok().and_then(quantity).ok_or(Fault::Shape)?,
    })
}

/// The next block's base fee, and the middle of the tips of the last ones.
fn market(history: &Value) -> Option<Market> {
    let base = history.get("baseFeePerGas")?.as_array()?.last().and_then(quantity)?;
    let rewards = history.get("reward").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut tips: Vec<u128> = rewards.iter().filter_map(|block| quantity(block.get(0)?)).collect();
    tips.sort_unstable();
    Some(Market { base, tip: tips.get(tips.len() / 2).copied().unwrap_or(0) })
}

/// A transaction that is in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The transaction.
    pub hash: B256,
    /// The block's number.
    pub block: u64,
    /// Whether the contract did as it was told.
    pub is_success: bool,
}

/// Asks what became of a transaction.
pub fn receipt_question(hash: B256) -> Ask {
    Ask::new("eth_getTransactionReceipt", json!([hash]))
}

/// The receipt of the transaction `hash`; `None` when it is in no block.
///
/// # Errors
/// [`Fault`] when it is no receipt, or that of another transaction.
pub fn receipt(hash: B256, answer: &Outcome) -> Result<Option<Receipt>, Fault> {
    let answer = answer.as_ref().map_err(|_| Fault::Shape)?;
    // Some nodes show what waits as a receipt without a block.
    if answer.is_null() || answer.get("blockNumber").is_some_and(Value::is_null) {
        return Ok(None);
    }
    let read = || {
        let named = answer.get("transactionHash")?.as_str().and_then(bytes)?;
        let block = count(answer.get("blockNumber")?)?;
        let status = count(answer.get("status")?)?;
        (named == hash.as_slice()).then_some(Receipt { hash, block, is_success: status == 1 })
    };
    read().map(Some).ok_or(Fault::Shape)
}

/// Asks what a call of the contract would bring.
pub fn call_question(contract: Address, data: &[u8]) -> Ask {
    let call = json!({"to": contract, "data": format!("0x{}", hex::encode(data))});
    Ask::new("eth_call", json!([call, "latest"]))
}

/// Asks how much gas a call would need.
pub fn gas_question(from: Address, to: Address, data: &[u8]) -> Ask {
    let call = json!({"from": from, "to": to, "data": format!("0x{}", hex::encode(data))});
    Ask::new("eth_estimateGas", json!([call]))
}

/// How much gas to grant for an estimate: a fifth more, for the state may be another by then.
pub const fn gas_limit(estimate: u64) -> u64 {
    estimate.saturating_add(estimate / 5)
}

/// Sends a transaction.
pub fn send_question(raw: &[u8]) -> Ask {
    Ask::new("eth_sendRawTransaction", json!([format!("0x{}", hex::encode(raw))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Vec<Outcome> {
        let history = json!({"baseFeePerGas": ["0x1", "0x2", "0x7"], "reward": [["0x5"], ["0x3"], ["0x9"]]});
        vec![
            Ok(json!("0x3")),
            Ok(json!("0x5")),
            Ok(json!({"number": "0x64"})),
            Ok(history),
            Ok(json!("0xde0b6b3a7640000")),
        ]
    }

    #[test]
    fn a_chain_is_read_from_its_answers() {
        let read = |finality| chain(&answers(), finality).unwrap();
        assert_eq!(
            read(Finality::Blocks(12)),
            Chain {
                count: 3,
                pending_count: 5,
                final_block: 89,
                market: Market { base: 7, tip: 5 },
                balance: 1_000_000_000_000_000_000
            }
        );
        assert_eq!(
            (read(Finality::Finalized).final_block, read(Finality::Blocks(1)).final_block),
            (100, 100)
        );
        assert_eq!(chain_questions(Address::ZERO, Finality::Safe).len(), answers().len());
    }

    #[test]
    fn a_chain_with_a_hole_in_it_is_none() {
        for index in 0..answers().len() {
            for bad in [Ok(Value::Null), Ok(json!("many")), Err(Default::default())] {
                let mut answers = answers();
                answers[index] = bad;
                assert_eq!(chain(&answers, Finality::Blocks(1)), Err(Fault::Shape), "{index}");
            }
        }
    }

    #[test]
    fn a_receipt_is_that_of_its_transaction() {
        let hash = B256::repeat_byte(7);
        let text = hash.to_string();
        let good = json!({"transactionHash": text, "blockNumber": "0xa", "status": "0x1"});
        let with = |name: &str, value: Value| {
            let mut changed = good.clone();
            changed[name] = value;
            Ok(changed)
        };
        for (answer, want) in [
            (Ok(Value::Null), Ok(None)),
            (with("blockNumber", Value::Null), Ok(None)),
            (Ok(good.clone()), Ok(Some(true))),
            (with("status", json!("0x0")), Ok(Some(false))),
            (with("transactionHash", json!(B256::ZERO)), Err(Fault::Shape)),
            (with("status", json!(true)), Err(Fault::Shape)),
            (Ok(json!("yes")), Err(Fault::Shape)),
            (Err(Default::default()), Err(Fault::Shape)),
        ] {
            let got = receipt(hash, &answer).map(|receipt| receipt.map(|it| it.is_success));
            assert_eq!(got, want, "{answer:?}");
        }
    }

    #[test]
    fn finality_is_a_depth_or_the_chains_own_word() {
        for (text, want) in [
            ("0", Some(Finality::Blocks(0))),
            ("12", Some(Finality::Blocks(12))),
            ("safe", Some(Finality::Safe)),
            ("finalized", Some(Finality::Finalized)),
            ("10001", None),
            ("soon", None),
            ("-1", None),
        ] {
            assert_eq!(Finality::parse(text), want, "{text}");
        }
    }
}
