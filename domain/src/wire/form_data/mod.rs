//! `multipart/form-data` (RFC 7578), read from a window that slides over the body: the bytes of a file need not be
//! in memory here, they are only probed.

mod boundary;
mod delimiter;
mod parameters;
mod part;
mod reader;
#[cfg(test)]
mod tests;
mod window;

pub use boundary::{Boundary, boundary};
pub use delimiter::Delimiter;
pub use part::Part;
pub use reader::{Reader, Step};
pub use window::Window;

/// Bytes of the head of one part, at the most.
pub const MAX_HEAD_BYTES: usize = 8 * 1024;
/// Bytes of a field that is not a file, at the most.
pub const MAX_FIELD_BYTES: usize = 16 * 1024;
/// Parts of one form, at the most.
pub const MAX_PARTS: usize = 20;
