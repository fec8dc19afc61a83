//! The names of the bindings, as in `wrangler.toml`.

use worker::{D1Database, Env, ObjectNamespace, Queue, Result};

/// The database.
///
/// # Errors
/// When the deployment has no such binding.
pub fn database(env: &Env) -> Result<D1Database> {
    env.d1("DB")
}

/// The rooms, one object a stream.
///
/// # Errors
/// When the deployment has no such binding.
pub fn rooms(env: &Env) -> Result<ObjectNamespace> {
    env.durable_object("ROOMS")
}

/// The queue of room reports.
///
/// # Errors
/// When the deployment has no such binding.
pub fn reports(env: &Env) -> Result<Queue> {
    env.queue("REPORTS")
}

/// A setting or secret; `None` when it is not set.
pub fn setting(env: &Env, name: &str) -> Option<String> {
    env.var(name).ok().map(|value| value.to_string())
}
