//! Rate limits, where the deployment has the binding for them.

use worker::Env;

/// Counts one call of `key` and says whether it is within the limit of the binding `name`. Without that binding, or
/// when it is away, it is: a limit protects, it must not lock out.
pub async fn is_within(env: &Env, name: &str, key: String) -> bool {
    match env.rate_limiter(name) {
        Ok(limiter) => limiter.limit(key).await.map_or(true, |outcome| outcome.success),
        Err(_) => true,
    }
}
