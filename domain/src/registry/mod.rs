//! The public register of rooms on an EVM chain: what is written there, how it is signed and sent, and when it counts.
//!
//! Pure, like all of this crate: who asks the nodes and stores what came of it is elsewhere. The contract itself is
//! explained in docs/contract.md.

pub mod abi;
pub mod account;
pub mod fees;
pub mod kind;
pub mod node;
pub mod refusal;
pub mod room;
pub mod rpc;
pub mod secrets;
pub mod signed;
pub mod transaction;
pub mod write;

pub use alloy_primitives::{Address, B256};

/// Where a register is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The chain's number (EIP-155).
    pub chain_id: u64,
    /// The contract's address.
    pub contract: Address,
}
