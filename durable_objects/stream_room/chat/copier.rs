//! The chat's shell, where it copies to the index and the archive.

use super::archives::{self, Writing};
use super::room::{ChatRoom, Want};
use super::shell::{Chat, House};
use crate::error::ApiError;
use crate::platform::objects::Objects;
use crate::platform::{bindings, clock, fetch};
use domain::problem::Problem;
use std::future::Future;
use std::rc::Rc;
use worker::SqlStorage;

/// Batches that one alarm copies; what is left is the next one's.
const BATCHES: usize = 20;
/// Archives that are removed at a time.
const REMOVED: usize = 24;
/// How long the index or the archive may take for a piece; Engine.IO's clients wait longer than that for a late ping.
const COPY_LIMIT_MS: u64 = 10_000;

impl Chat {
    /// Copies and archives, when it is time.
    pub(in super::super) async fn copy(self: &Rc<Self>, house: &Rc<impl House + 'static>) {
        if !self.room.borrow().is_copying_due(clock::now()) {
            return;
        }
        let copied = self.catch_up(house).await;
        self.with(house, |room, now| {
            if let Err(error) = &copied {
                room.copy_later(now);
                room.wants.push(Want::Log(error.cause.clone().unwrap_or_default()));
            }
        });
    }

    /// Brings index and archive up to date; what is left is due again. Neither waits for the other, which may be away.
    async fn catch_up(self: &Rc<Self>, house: &Rc<impl House + 'static>) -> Result<(), ApiError> {
        self.room.borrow_mut().copy_at = None;
        let indexed = self.index(house).await;
        let archived = self.archive(house).await;
        indexed.and(archived)
    }

    async fn index(self: &Rc<Self>, house: &Rc<impl House + 'static>) -> Result<(), ApiError> {
        let db = bindings::database(&self.env)?;
        for _ in 0..BATCHES {
            let Some(batch) = self.room.borrow().next_batch()? else { return Ok(()) };
            in_time(batch.write(&db)).await?;
            self.room.borrow_mut().batch_written(&batch)?;
            // One alarm at a time: those who wait for their ping must not wait for all of this.
            self.with(house, ChatRoom::ping);
        }
        self.room.borrow_mut().copy_soon(clock::now());
        Ok(())
    }

    async fn archive(self: &Rc<Self>, house: &Rc<impl House + 'static>) -> Result<(), ApiError> {
        let storage = self.room.borrow().storage.clone();
        if !archives::is_due(&storage)? {
            return Ok(());
        }
        let objects = Objects::of(&self.env, self.config.storage.as_ref())?;
        for keys in archives::doomed(&storage)?.chunks(REMOVED) {
            in_time(async { Ok(objects.delete(keys).await?) }).await?;
            archives::removed(&storage, keys)?;
        }
        while let Some(archive) = archives::due(&storage)? {
            let mut writing = archive.begin(&objects);
            let written = self.write(house, &mut writing, &storage).await;
            if written.is_err() {
                // It will be begun anew. If this fails too, the storage drops what there is in its own time.
                let _ = in_time(writing.abandon()).await;
            }
            written?;
            archive.written(&storage)?;
        }
        Ok(())
    }

    async fn write(
        self: &Rc<Self>,
        house: &Rc<impl House + 'static>,
        writing: &mut Writing<'_>,
        storage: &SqlStorage,
    ) -> Result<(), ApiError> {
        while in_time(writing.write_page(storage)).await? {
            self.with(house, ChatRoom::ping);
        }
        Ok(())
    }
}

/// What `work` brings, unless it takes too long: an index or a store that hangs is as good as away.
async fn in_time<T>(work: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    let late =
        || Err(ApiError::caused(Problem::Unavailable("the index or the archive"), "no answer in time"));
    fetch::within(COPY_LIMIT_MS, work).await.unwrap_or_else(late)
}
