//! The time. Asked once a request; everything below takes it as an argument.

use domain::time::Millis;

/// Now. On the platform it stands still while a request computes and moves on at each await.
pub fn now() -> Millis {
    Millis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}
