//! Tokens as forgers, other issuers and old clients send them.

mod fixtures;
mod jwks;
mod outside;
mod own;
mod properties;
mod refresh;
