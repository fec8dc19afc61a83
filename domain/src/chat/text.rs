//! What a message may be made of.

use super::fold::is_ignorable;
pub use super::link::has_link;
use super::refusal::Refusal;

const MAX_TEXT_CHARS: usize = 500;
const MAX_CLIENT_ID_CHARS: usize = 64;

/// The text of a message, trimmed: 1 to 500 characters, none of them control characters. What nobody can see is
/// empty.
///
/// # Errors
/// [`Refusal::EmptyMessage`], [`Refusal::MessageTooLong`], [`Refusal::ControlCharacters`].
pub fn read_text(raw: &str) -> Result<String, Refusal> {
    let text = raw.trim();
    if text.chars().nth(MAX_TEXT_CHARS).is_some() {
        return Err(Refusal::MessageTooLong);
    }
    if text.chars().all(|c| c.is_whitespace() || is_ignorable(c)) {
        return Err(Refusal::EmptyMessage);
    }
    if text.chars().any(char::is_control) { Err(Refusal::ControlCharacters) } else { Ok(text.to_owned()) }
}

/// The sender's own name for a message, as it is: 1 to 64 characters, none of them control characters.
///
/// # Errors
/// [`Refusal::InvalidClientId`].
pub fn read_client_id(raw: &str) -> Result<String, Refusal> {
    let is_fine = !raw.is_empty()
        && raw.chars().nth(MAX_CLIENT_ID_CHARS).is_none()
        && !raw.chars().any(char::is_control);
    if is_fine { Ok(raw.to_owned()) } else { Err(Refusal::InvalidClientId) }
}
