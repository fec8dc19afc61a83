//! Resumable uploads by tus 1.0.0 (<https://tus.io/protocols/resumable-upload>): what its headers say.

mod checksum;
mod headers;
mod metadata;
mod parts;

pub use checksum::{Algorithm, Checksum};
pub use headers::{check_content_type, check_version, length, method, offset};
pub use metadata::Metadata;
pub use parts::part_bytes;

/// `Tus-Resumable` of every answer, and `Tus-Version`: the one version that is spoken.
pub const VERSION: &str = "1.0.0";
/// `Tus-Extension`: what can be done beyond the core of the protocol.
pub const EXTENSIONS: &str = "creation,creation-with-upload,termination,checksum,expiration";
/// `Tus-Checksum-Algorithm`: those that [`Checksum::read`] knows.
pub const CHECKSUM_ALGORITHMS: &str = "sha1,sha256,md5";
