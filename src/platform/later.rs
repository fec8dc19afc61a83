//! Work that goes on after the event that began it was answered.

use std::future::Future;
use std::time::Duration;
use worker::{Delay, State};

/// Goes on with `work` by itself; the object stays awake until it is done.
pub fn go_on(work: impl Future<Output = ()> + 'static) {
    worker::wasm_bindgen_futures::spawn_local(work);
}

/// Lets so much time pass.
pub async fn pause(ms: u64) {
    Delay::from(Duration::from_millis(ms)).await;
}

/// Does `work` in `delay_ms`, unless the object dies before.
pub fn after(delay_ms: u64, work: impl FnOnce() + 'static) {
    go_on(async move {
        pause(delay_ms).await;
        work();
    });
}

/// Sets the object's alarm, in place of the one before. It is stored with what this event writes besides, so there
/// is nothing to wait for.
///
/// # Errors
/// When the platform refuses it.
pub fn set_alarm(state: &State, at_ms: i64) -> worker::Result<()> {
    let storage = state.storage();
    let at = js_sys::Date::new(&(at_ms as f64).into());
    storage.as_raw().set_alarm(at, js_sys::Object::new()).map(drop).map_err(worker::Error::from)
}
