//! Tokens as forgers, other issuers and old clients send them.

mod fixtures;
mod jwks;
mod outside;
mod own;
mod platform;
mod properties;
mod refresh;
