//! Work that goes on after the event that began it was answered.

use futures::FutureExt;
use futures::future::{AbortHandle, Abortable, LocalBoxFuture};
use futures::task::AtomicWaker;
use js_sys::Reflect;
use js_sys::futures::{future_to_promise, spawn_local};
use std::future::{Future, poll_fn};
use std::hint::black_box;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;
use wasm_bindgen::JsValue;
use worker::{Delay, State};

/// Has futures that were woken go on by the engine's own promises: the platform's `queueMicrotask` costs many times as
/// much, and nothing else here calls it.
pub fn prefer_promises() {
    let _ = Reflect::set(&js_sys::global(), &JsValue::from_str("queueMicrotask"), &JsValue::UNDEFINED);
}

/// What `work` comes to, as the platform takes it from a handler: the value where there is nothing to wait for, else
/// its promise. A promise costs several trips across the border, and most of what a room does is done at once.
pub fn answer(work: impl Future<Output = JsValue> + 'static) -> JsValue {
    match begin(work) {
        Ok(value) => value,
        Err(rest) => future_to_promise(rest.map(Ok)).into(),
    }
}

/// Goes on with `work` by itself, beginning at once; the object stays awake until it is done.
pub fn go_on(work: impl Future<Output = ()> + 'static) {
    if let Err(rest) = begin(work) {
        spawn_local(rest);
    }
}

/// `work` as a function of its own. As a part of whatever awaits it, what is seldom done would be compiled, and laid out
/// on the stack, with what is done all the time: the engine optimizes one function at a time, and takes a hundred times
/// the size of a large one for it.
pub fn apart<'a, T>(work: impl Future<Output = T> + 'a) -> LocalBoxFuture<'a, T> {
    black_box(Box::pin(work))
}

/// Begins `work` at once: its outcome, or what is left of it.
fn begin<T>(work: impl Future<Output = T> + 'static) -> Result<T, impl Future<Output = T>> {
    let mut work = Box::pin(work);
    let relay = Arc::new(Relay::default());
    let waker = Waker::from(Arc::clone(&relay));
    match work.poll_unpin(&mut Context::from_waker(&waker)) {
        Poll::Ready(outcome) => Ok(outcome),
        Poll::Pending => Err(poll_fn(move |context| {
            relay.0.register(context.waker());
            work.poll_unpin(&mut Context::from_waker(&waker))
        })),
    }
}

/// Wakes whoever goes on with work that began without them: a timer knows only the waker that it was first shown.
#[derive(Default)]
struct Relay(AtomicWaker);

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.0.wake();
    }
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

/// Work that is to be done later, for as long as this is kept.
#[derive(Debug)]
pub struct Timer(AbortHandle);

impl Timer {
    /// Does `work` in `delay_ms`, unless the object dies before, or the timer is dropped: then nothing keeps the object
    /// awake any more.
    pub fn after(delay_ms: u64, work: impl FnOnce() + 'static) -> Self {
        let (handle, registration) = AbortHandle::new_pair();
        let wait = Abortable::new(pause(delay_ms), registration);
        go_on(async move {
            if wait.await.is_ok() {
                work();
            }
        });
        Self(handle)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.0.abort();
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use futures::channel::oneshot;
    use std::sync::atomic::{AtomicU8, Ordering};

    #[derive(Default)]
    struct Counted(AtomicU8);

    impl Wake for Counted {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn what_need_not_wait_is_done_when_it_began() {
        assert_eq!(begin(async { 7 }).ok(), Some(7));
    }

    #[test]
    fn whoever_was_shown_the_first_waker_only_wakes_the_rest_all_the_same() {
        let (done, mut wait) = oneshot::channel::<u8>();
        let mut first: Option<Waker> = None;
        let begun = begin(poll_fn(move |context| {
            let waker = first.get_or_insert_with(|| context.waker().clone());
            wait.poll_unpin(&mut Context::from_waker(waker))
        }));
        let Err(mut rest) = begun else { panic!("it was not done") };
        let counted = Arc::new(Counted::default());
        let waker = Waker::from(Arc::clone(&counted));
        assert!(rest.poll_unpin(&mut Context::from_waker(&waker)).is_pending());
        done.send(7).unwrap();
        assert_eq!(counted.0.load(Ordering::Relaxed), 1);
        assert_eq!(rest.poll_unpin(&mut Context::from_waker(&waker)), Poll::Ready(Ok(7)));
    }
}
