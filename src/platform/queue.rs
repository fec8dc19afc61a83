//! Sending to queues.

use serde::Serialize;
use worker::{Queue, Result};

/// Sends one message as the text of its JSON; it is stored when this returns. As text, because the platform's own
/// conversion makes a JavaScript `Map` of a map, and nothing of that when it is stored.
///
/// # Errors
/// When the queue does not take it: try again later.
pub async fn send<T: Serialize>(queue: &Queue, message: &T) -> Result<()> {
    queue.send(serde_json::to_string(message)?).await
}

/// Sends a message that is text already.
///
/// # Errors
/// As [`send`].
pub async fn send_text(queue: &Queue, message: &str) -> Result<()> {
    queue.send(message).await
}
