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

/// Archives that are removed at a time.
const REMOVED: usize = 24;
/// How long the index or the archive may take for a piece; Engine.IO's clients wait longer than that for a late ping.
const COPY_LIMIT_MS: u64 = 10_000;

/// How the index is, after a batch.
enum Index {
    UpToDate,
    /// There is more to copy.
    Behind,
}

impl Chat {
    /// Copies and archives, when it is time.
    pub(in super::super) async fn copy(self: &Rc<Self>, house: &Rc<impl House + 'static>) {
        if !self.room.borrow().is_copying_due(clock::now()) {
            return;
        }
        let copied = self.catch_up(house).await;
        self.with(house, |room, now| {
            if let Err(error) = &copied {
                room.copies.fail(now);
                room.wants.push(Want::Log(error.cause.clone().unwrap_or_default()));
            }
        });
    }

    /// A batch for the index; when it was the last, the archive. Neither waits for the other while that is away.
    async fn catch_up(self: &Rc<Self>, house: &Rc<impl House + 'static>) -> Result<(), ApiError> {
        self.room.borrow_mut().copies.begin();
        let indexed = self.index().await;
        if matches!(indexed, Ok(Index::Behind)) {
            self.room.borrow_mut().copies.go_on(clock::now());
            return Ok(());
        }
        let archived = self.archive(house).await;
        indexed.and(archived)
    }

    async fn index(self: &Rc<Self>) -> Result<Index, ApiError> {
        let db = bindings::database(&self.env)?;
        let Some(batch) = self.room.borrow_mut().next_batch()? else { return Ok(Index::UpToDate) };
        in_time(batch.write(&db)).await?;
        self.room.borrow_mut().batch_written(&batch)?;
        Ok(if batch.is_full() { Index::Behind } else { Index::UpToDate })
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
