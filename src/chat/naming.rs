//! The names of those whom a room knows by their ids.

use crate::app::App;
use crate::error::ApiError;
use crate::identity;
use domain::chat::names;
use serde_json::Value;

/// A room's entries, which are JSON texts, with the names of their people.
pub(super) async fn named(app: &App, entries: &[&str]) -> Result<Vec<Value>, ApiError> {
    let read = entries.iter().map(|entry| serde_json::from_str(entry));
    let mut entries = read.collect::<Result<Vec<Value>, _>>()?;
    let accounts = names::accounts(&entries);
    let names = match accounts.is_empty() {
        true => Vec::new(),
        false => identity::usernames(&app.db()?, &accounts).await?,
    };
    entries.iter_mut().for_each(|entry| names::add(entry, &names));
    Ok(entries)
}
