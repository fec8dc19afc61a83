//! A stored file becomes a video: what it is, how long it plays, what its digest is.

use super::store::{self, FileFacts};
use crate::error::ApiError;
use crate::platform::digest::{self, SHA_256};
use crate::platform::objects::{Objects, Span};
use crate::platform::{bindings, queue};
use domain::problem::Problem;
use domain::vod::Status;
use domain::vod::job::Job;
use domain::vod::probe::{Facts, Probe};
use domain::vod::sniff::{Container, PREFIX_BYTES, Sniffed, sniff};
use worker::Env;

/// What the headers of a stored file tell; nothing where they are not as they should be.
pub(super) async fn probe(
    objects: &Objects,
    key: &str,
    container: Container,
    size_bytes: u64,
) -> Result<Facts, ApiError> {
    let mut probe = Probe::new(container, size_bytes);
    while let Some((offset, len)) = probe.next() {
        match objects.read(key, Span { offset, len }).await? {
            Some(bytes) => probe.feed(&bytes.to_vec()),
            None => break,
        }
    }
    Ok(probe.facts())
}

/// Asks for a file to be looked into, later and surely.
pub(super) async fn ask(env: &Env, video_id: i64) -> Result<(), ApiError> {
    Ok(queue::send(&bindings::jobs(env)?, &Job::finish_video(video_id)).await?)
}

/// Looks into the file of a video that waits for it. Once it is ready there is nothing to do.
///
/// # Errors
/// When the storage or the database is away: to be tried again.
pub async fn finish(env: &Env, video_id: i64) -> Result<(), ApiError> {
    let db = bindings::database(env)?;
    let Some(row) = store::find(&db, video_id).await? else { return Ok(()) };
    let (Status::Processing, Some(key)) = (row.status, &row.object_key) else { return Ok(()) };
    match look_into(&super::storage(env)?, key).await {
        Ok(file) => store::fill(&db, video_id, key, &file).await.map(drop),
        Err(error) if error.is_ours() => Err(error),
        Err(error) => store::fail_file(&db, video_id, key, &error.problem.to_string()).await,
    }
}

async fn look_into(objects: &Objects, key: &str) -> Result<FileFacts, ApiError> {
    let gone = || ApiError::from(Problem::NotFound("file"));
    let size_bytes = objects.size(key).await?.ok_or_else(gone)?;
    let span = Span { offset: 0, len: size_bytes.min(PREFIX_BYTES as u64) };
    let head = objects.read(key, span).await?.ok_or_else(gone)?.to_vec();
    let Sniffed::Video(container) = sniff(&head, true) else { return Err(super::filling::not_a_video()) };
    let facts = probe(objects, key, container, size_bytes).await?;
    let content = objects.get(key, None).await?.ok_or_else(gone)?;
    let sha256 = hex::encode(digest::of(content, SHA_256).await?);
    Ok(FileFacts { content_type: container.content_type().to_owned(), size_bytes, sha256, facts })
}
