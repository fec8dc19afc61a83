//! What the S3 side of the storage promises.

mod answers;
mod encoding;
mod endpoint;
mod signature;
mod span;
mod store;
