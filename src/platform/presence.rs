//! Requests whose client has left.

use futures::channel::oneshot;
use worker::Context;

/// While this is held, a request is handled although its client has left; the platform grants half a minute.
#[derive(Debug)]
pub struct Presence(Option<oneshot::Sender<()>>);

impl Presence {
    /// From now on.
    pub fn of(context: &Context) -> Self {
        let (sender, receiver) = oneshot::channel();
        context.wait_until(async {
            let _ = receiver.await;
        });
        Self(Some(sender))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if let Some(sender) = self.0.take() {
            let _ = sender.send(());
        }
    }
}
