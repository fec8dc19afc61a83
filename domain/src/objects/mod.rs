//! Object storage by the S3 API: how calls are addressed and signed, what their bodies say.

pub mod answers;
pub mod encoding;
pub mod endpoint;
pub mod signature;
pub mod span;
pub mod store;
mod xml;

#[cfg(test)]
mod tests;
