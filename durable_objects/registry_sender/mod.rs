//! `RegistrySender`: one object a chain and account, the only one to give that account's transactions their nonces.
//!
//! # How a write gets onto the chain
//! [`calls::Call::Put`] stores it, and no more: nobody waits for a chain. The alarm does the rest ([`pump`]), one at a
//! time: it asks what became of all that is on its way, and begins what can. Nonce, fees and the name of the signed
//! transaction are stored before any node hears of it, so that whatever dies, the same bytes are sent again. A write is
//! followed until its block is final; docs/registry.md has its life.

mod account;
pub mod calls;
mod class;
pub mod client;
mod core;
mod pump;
mod store;
pub mod telling;

pub use class::RegistrySender;
