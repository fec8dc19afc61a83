//! The time. Asked once a request; everything below takes it as an argument.

use domain::time::Millis;

/// Now. On the platform it stands still while a request computes and moves on at each await.
pub fn now() -> Millis {
    Millis(js_sys::Date::now() as i64)
}
