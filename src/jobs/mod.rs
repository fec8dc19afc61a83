//! What happens later and surely: the queue's consumers and the clock's errands.

pub mod errands;
pub mod reports;
pub mod stream_events;
pub mod sweep;

use crate::config;
use crate::error::ApiError;
use crate::ops::failures;
use crate::platform::log::Level;
use domain::ops::queues::Queue;
use serde_json::{Value, json};
use worker::{Env, Message, MessageBatch, MessageExt, QueueRetryOptionsBuilder};

/// A failed message that cannot be kept is tried again after this long: a hundred times, which is half a day.
const DEAD_RETRY_S: u32 = 432;

/// A queue, as its consumer needs it.
struct Door<'a> {
    env: &'a Env,
    name: String,
    queue: Queue,
    /// Whether messages come that their own queue gave up.
    is_dead: bool,
}

/// Takes each message by itself: one that fails holds no other up. One that cannot be read at all is dropped, since it
/// could not be read the next time either.
pub async fn consume(batch: &MessageBatch<Value>, env: &Env) {
    let name = batch.queue();
    let (queue, is_dead) = Queue::of(&name).unwrap_or((Queue::Reports, false));
    let door = Door { env, name, queue, is_dead };
    for message in batch.iter() {
        match message {
            Ok(message) => door.take(&message).await,
            Err(_) => {
                config::log(env).write(Level::Error, "message unreadable", json!({"queue": door.name}));
            }
        }
    }
}

impl Door<'_> {
    async fn take(&self, message: &Message<Value>) {
        let body = text(message.body());
        let outcome = if self.is_dead {
            failures::keep(self.env, self.queue, &message.id(), &body).await
        } else {
            self.run(&body).await
        };
        let Err(error) = outcome else { return message.ack() };
        self.note(&body, &error).await;
        message
            .retry_with_options(&QueueRetryOptionsBuilder::new().with_delay_seconds(self.retry_s()).build());
    }

    async fn run(&self, body: &str) -> Result<(), ApiError> {
        match self.queue {
            Queue::Reports => reports::take_over(self.env, body).await,
            Queue::Jobs => errands::run(self.env, body).await,
            Queue::StreamEvents => stream_events::take(self.env, body).await,
        }
    }

    /// Tells the log what went wrong, and the database, since the queue does not tell when it gives a message up.
    async fn note(&self, body: &str, error: &ApiError) {
        let fields = json!({"queue": self.name, "code": error.problem.code(), "cause": error.cause});
        config::log(self.env).write(Level::Error, "message failed", fields);
        if !self.is_dead {
            let cause = error.cause.clone().unwrap_or_else(|| error.problem.to_string());
            // Without it the failure is kept without its cause.
            let _ = failures::note_cause(self.env, self.queue, body, &cause).await;
        }
    }

    fn retry_s(&self) -> u32 {
        let usual_s = config::of(self.env).map_or(5, |config| config.queue_retry_s);
        if self.is_dead { DEAD_RETRY_S } else { usual_s }
    }
}

/// Our own messages are texts; what Stream sends is an object.
fn text(body: &Value) -> String {
    body.as_str().map_or_else(|| body.to_string(), str::to_owned)
}
