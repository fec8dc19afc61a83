//! What no upload and no video needs any more is removed, and both sides, rows and objects, are held against each
//! other.

use super::store;
use super::target::expire;
use super::uploads;
use super::{bin, finishing};
use crate::config;
use crate::error::ApiError;
use crate::platform::log::Level;
use crate::platform::objects::{Listed, Objects};
use crate::platform::{bindings, clock};
use domain::time::Millis;
use serde_json::json;
use worker::{D1Database, Env};

/// Rows that one run of an errand takes.
const PER_RUN: u32 = 100;
/// Objects that are removed with one call: a client that sends in small steps leaves one with each.
const PER_ROUND: u32 = 1_000;
const MAX_ROUNDS: u32 = 10;
/// An object that nothing points to may be one whose row is being written; after a day it is not.
const ORPHAN_AFTER_MS: i64 = 86_400_000;
/// A file that waits to be looked into is asked for again after this: the job may have got lost, or it takes that long.
const ASK_AGAIN_MS: i64 = 300_000;
/// A request that takes a file in does not last longer.
const UPLOADING_LIMIT_MS: i64 = 86_400_000;
/// Where our videos and what belongs to them are kept.
const PREFIXES: [&str; 3] = ["thumbnails/", "uploads/", "videos/"];

/// Removes from storage what was noted as superfluous; says how much.
///
/// # Errors
/// When the storage or the database is away: what is left stays noted.
pub async fn empty_bin(env: &Env) -> Result<usize, ApiError> {
    let (db, objects) = (bindings::database(env)?, super::storage(env)?);
    // First what comes in parts: afterwards no object is made of them any more.
    let mut count = abort_some(env, &db, &objects).await?;
    for _ in 0..MAX_ROUNDS {
        let deleted = delete_some(&db, &objects).await?;
        count += deleted;
        if deleted < PER_ROUND as usize {
            break;
        }
    }
    Ok(count)
}

/// One that the storage does not let go of stays noted, and holds no other up.
async fn abort_some(env: &Env, db: &D1Database, objects: &Objects) -> Result<usize, ApiError> {
    let mut aborted = Vec::new();
    for item in bin::in_parts(db, PER_RUN).await? {
        match objects.abort(&item.object_key, &item.storage_upload).await {
            Ok(()) => aborted.push(item),
            Err(error) => {
                let fields = json!({"objectKey": item.object_key, "cause": error.to_string()});
                config::log(env).write(Level::Warn, "parts not removed", fields);
            }
        }
    }
    bin::forget(db, &aborted).await?;
    Ok(aborted.len())
}

async fn delete_some(db: &D1Database, objects: &Objects) -> Result<usize, ApiError> {
    let discarded = bin::whole(db, PER_ROUND).await?;
    let keys: Vec<String> = discarded.iter().map(|item| item.object_key.clone()).collect();
    if !keys.is_empty() {
        objects.delete(&keys).await?;
    }
    bin::forget(db, &discarded).await?;
    Ok(discarded.len())
}

/// Gives up uploads that nobody went on with, and videos whose upload died with its request; says how many.
///
/// # Errors
/// When the database is away.
pub async fn expire_uploads(env: &Env) -> Result<usize, ApiError> {
    let (db, now) = (bindings::database(env)?, clock::now());
    let mut expired = uploads::expired(&db, now, PER_RUN).await?;
    expired.extend(uploads::forsaken(&db, now.plus(-UPLOADING_LIMIT_MS), PER_RUN).await?);
    for upload in &expired {
        expire(&db, upload).await?;
    }
    Ok(expired.len())
}

/// Asks again for files that wait to be looked into, and gives up recordings that nobody brought; says how many.
///
/// # Errors
/// When the database or the queue is away.
pub async fn hurry(env: &Env) -> Result<usize, ApiError> {
    let (db, now) = (bindings::database(env)?, clock::now());
    let waiting = store::waiting_files(&db, now.plus(-ASK_AGAIN_MS), PER_RUN).await?;
    for id in &waiting {
        finishing::ask(env, *id).await?;
        store::touch(&db, *id, now).await?;
    }
    let patience_ms = config::of(env)?.vod.recording_wait_ms;
    let given_up = store::fail_recordings(&db, now.plus(-patience_ms)).await?;
    Ok(waiting.len() + given_up)
}

/// Holds one page of what is in storage, and one of what should be, against the other side; says how many differed.
/// The next run goes on where this one stopped.
///
/// # Errors
/// When the storage or the database is away.
pub async fn compare_sides(env: &Env) -> Result<usize, ApiError> {
    let (db, objects) = (bindings::database(env)?, super::storage(env)?);
    let mut differences = 0;
    for prefix in PREFIXES {
        differences += find_orphans(env, &db, &objects, prefix).await?;
    }
    Ok(differences + find_missing(env, &db, &objects).await?)
}

async fn find_orphans(
    env: &Env,
    db: &D1Database,
    objects: &Objects,
    prefix: &str,
) -> Result<usize, ApiError> {
    let cursor = bin::cursor(db, prefix).await?;
    let page = objects.list(prefix, cursor.as_deref()).await?;
    let old: Vec<&Listed> = page.objects.iter().filter(|object| is_old(object)).collect();
    let keys: Vec<&str> = old.iter().map(|object| object.key.as_str()).collect();
    let orphans = bin::discard_orphans(db, &keys).await?;
    if orphans > 0 {
        let fields = json!({"prefix": prefix, "count": orphans});
        config::log(env).write(Level::Warn, "orphans in storage", fields);
    }
    bin::move_cursor(db, prefix, page.cursor.as_deref()).await?;
    Ok(orphans)
}

fn is_old(object: &Listed) -> bool {
    let now: Millis = clock::now();
    now.since(object.stored_at) > ORPHAN_AFTER_MS
}

async fn find_missing(env: &Env, db: &D1Database, objects: &Objects) -> Result<usize, ApiError> {
    let after = bin::cursor(db, "rows").await?.and_then(|text| text.parse().ok()).unwrap_or(0);
    let rows = store::stored_after(db, after, PER_RUN).await?;
    let mut missing = 0;
    for (id, key) in &rows {
        if objects.size(key).await?.is_none() {
            missing += 1;
            store::lose(db, *id, key).await?;
            config::log(env).write(Level::Error, "file is gone", json!({"videoId": id}));
        }
    }
    let last = rows.last().filter(|_| rows.len() >= PER_RUN as usize).map(|(id, _)| id.to_string());
    bin::move_cursor(db, "rows", last.as_deref()).await?;
    Ok(missing)
}
