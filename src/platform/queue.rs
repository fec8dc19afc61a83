//! Sending to queues.

use serde::Serialize;
use worker::{Queue, Result};

/// Sends one message; it is stored when this returns.
///
/// # Errors
/// When the queue does not take it: try again later.
pub async fn send<T: Serialize>(queue: &Queue, message: &T) -> Result<()> {
    queue.send(message).await
}
