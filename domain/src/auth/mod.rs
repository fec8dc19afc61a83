//! Who is who.
//!
//! Tokens of our own are HS256 under a [`Keyring`]; those of one outside issuer are judged by its [`Jwks`].
//! Which of the two applies is decided by the token's algorithm alone, and no key serves both.

pub mod claims;
pub mod cookie;
pub mod credentials;
pub(crate) mod derive;
mod header;
pub mod jwk;
pub mod jwks;
pub mod keyring;
mod line;
mod outside;
mod own;
pub mod password;
pub mod refresh;
#[cfg(test)]
mod tests;
mod times;
pub mod token;

pub use claims::{Claims, Origin, Role};
pub use jwks::Jwks;
pub use keyring::Keyring;
pub use token::{
    Header, NewClaims, OutsideRules, OwnRules, SignedText, is_outside, issue, peek, verify, verify_outside,
    wants_keys,
};
