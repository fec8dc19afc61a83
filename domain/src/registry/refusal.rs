//! What a refusal means for a write: it is done already, it may be tried later, or it never will be.

use super::abi;
use super::kind::Kind;
use super::rpc::Refusal;
use alloy_sol_types::SolError;

/// What a node's refusal to estimate a write means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The chain is already as the write wants it.
    Done,
    /// Not now, and why.
    Later(&'static str),
    /// Never, and why.
    Never(&'static str),
}

/// What the contract's error means for a write of this kind.
pub fn of_estimate(kind: Kind, refusal: &Refusal) -> Meaning {
    let Some(selector) = refusal.data.first_chunk::<4>().copied() else {
        return Meaning::Later(if is_without_funds(refusal) { "no funds" } else { "the node refuses" });
    };
    match (selector, kind) {
        // Our ids are nobody else's, so the room that is there is this one; what ended was on air or never will be.
        (abi::RoomExists::SELECTOR, Kind::Create)
        | (abi::RoomIsLive::SELECTOR, Kind::GoLive)
        | (abi::RoomHasEnded::SELECTOR, Kind::End | Kind::GoLive) => Meaning::Done,
        // The node may not have seen the block yet in which it was created.
        (abi::RoomUnknown::SELECTOR, _) => Meaning::Later("the room is not there yet"),
        (abi::EnforcedPause::SELECTOR, _) => Meaning::Later("the contract is paused"),
        // A relayer may still be named.
        (abi::NotAllowed::SELECTOR, _) => Meaning::Later("the contract does not allow it"),
        (abi::RoomHasEnded::SELECTOR, _) => Meaning::Never("the room has ended"),
        (abi::RoomExists::SELECTOR, _) => Meaning::Never("the room exists"),
        (abi::RoomIsLive::SELECTOR, _) => Meaning::Never("the room is live"),
        (abi::SignatureInvalid::SELECTOR, _) => Meaning::Never("the signature does not fit"),
        (abi::SignatureExpired::SELECTOR, _) => Meaning::Never("the signature has expired"),
        (abi::PolicyInvalid::SELECTOR, _) => Meaning::Never("the policy is unknown"),
        (abi::CommitmentMissing::SELECTOR, _) => Meaning::Never("the commitment is missing"),
        (abi::TitleTooLong::SELECTOR, _) => Meaning::Never("the title is too long"),
        _ => Meaning::Later("the contract refuses"),
    }
}

fn is_without_funds(refusal: &Refusal) -> bool {
    has(refusal, &["insufficient funds", "insufficient balance"])
}

fn has(refusal: &Refusal, words: &[&str]) -> bool {
    let message = refusal.message.to_ascii_lowercase();
    words.iter().any(|word| message.contains(word))
}

/// What became of a transaction that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// The node has it.
    Taken,
    /// Its nonce is used up: by itself, or by another transaction.
    NonceUsed,
    /// It offers too little to take the place of another.
    Underpriced,
    /// The account has not got that much.
    NoFunds,
    /// Something else: to be sent again.
    Refused,
}

/// What a node's refusal of a transaction means. Nodes agree on no code, but nearly on the words.
pub fn of_sending(refusal: &Refusal) -> Sending {
    if has(refusal, &["already known", "known transaction", "already imported", "already exists"]) {
        Sending::Taken
    } else if has(refusal, &["nonce too low", "nonce is too low", "already been used", "invalid nonce"]) {
        Sending::NonceUsed
    } else if has(refusal, &["underpriced", "too low to replace", "fee too low", "less than block base fee"])
    {
        Sending::Underpriced
    } else if is_without_funds(refusal) {
        Sending::NoFunds
    } else {
        Sending::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;

    fn reverted(data: Vec<u8>) -> Refusal {
        Refusal { code: 3, message: "execution reverted".into(), data }
    }

    #[test]
    fn what_the_chain_has_already_is_done() {
        let room = B256::repeat_byte(1);
        let (exists, live) = (abi::RoomExists { roomId: room }, abi::RoomIsLive { roomId: room });
        let ended = abi::RoomHasEnded { roomId: room }.abi_encode();
        for (kind, data) in [
            (Kind::Create, exists.abi_encode()),
            (Kind::GoLive, live.abi_encode()),
            (Kind::GoLive, ended.clone()),
            (Kind::End, ended.clone()),
        ] {
            assert_eq!(of_estimate(kind, &reverted(data)), Meaning::Done, "{kind:?}");
        }
        assert_eq!(of_estimate(Kind::Update, &reverted(ended)), Meaning::Never("the room has ended"));
    }

    #[test]
    fn what_may_change_is_tried_later() {
        for data in [
            abi::RoomUnknown { roomId: B256::ZERO }.abi_encode(),
            abi::EnforcedPause {}.abi_encode(),
            vec![],
            vec![1, 2],
            vec![1, 2, 3, 4],
        ] {
            assert!(matches!(of_estimate(Kind::Create, &reverted(data)), Meaning::Later(_)));
        }
    }

    #[test]
    fn nodes_say_the_same_in_many_words() {
        for (message, want) in [
            ("already known", Sending::Taken),
            ("transaction already imported", Sending::Taken),
            ("nonce too low: next nonce 5, tx nonce 3", Sending::NonceUsed),
            ("Nonce too low", Sending::NonceUsed),
            ("replacement transaction underpriced", Sending::Underpriced),
            ("max fee per gas less than block base fee: address 0x", Sending::Underpriced),
            ("insufficient funds for gas * price + value", Sending::NoFunds),
            ("Insufficient funds for gas * price + value", Sending::NoFunds),
            ("txpool is full", Sending::Refused),
        ] {
            let refusal = Refusal { message: message.into(), ..Refusal::default() };
            assert_eq!(of_sending(&refusal), want, "{message}");
        }
    }
}
