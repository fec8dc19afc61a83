//! All bytes are stored: the object is made of them.

use crate::config;
use crate::error::ApiError;
use crate::platform::log::Level;
use crate::platform::{bindings, d1};
use crate::vod::uploads::{self, UploadRow};
use crate::vod::{finishing, store};
use serde_json::json;
use worker::Env;

/// Uploads that one run of the errand completes.
const PER_RUN: u32 = 20;

/// Makes the object of an upload of which all bytes are stored, and has it looked into. To be repeated when it fails.
pub(super) async fn complete(env: &Env, row: &mut UploadRow) -> Result<(), ApiError> {
    let Some(upload) = row.storage_upload.clone() else { return Ok(()) };
    let (db, objects) = (bindings::database(env)?, crate::vod::storage(env)?);
    let parts = uploads::parts(&db, &row.id).await?;
    if let Err(error) = objects.complete(&row.object_key, &upload, &parts).await {
        // It may have been made before, and the news lost.
        if objects.size(&row.object_key).await? != row.length_bytes {
            return Err(error.into());
        }
    }
    d1::batch(&db, &[uploads::complete(&row.id), store::process(row.video_id, &row.object_key)]).await?;
    row.storage_upload = None;
    // Should this fail, the errand asks again.
    if let Err(error) = finishing::ask(env, row.video_id).await {
        let fields = json!({"videoId": row.video_id, "cause": error.cause});
        config::log(env).write(Level::Warn, "video not asked for yet", fields);
    }
    Ok(())
}

/// Completes what an earlier request could not; says how many.
///
/// # Errors
/// When the database is away.
pub async fn complete_all(env: &Env) -> Result<usize, ApiError> {
    let db = bindings::database(env)?;
    let mut count = 0;
    for id in uploads::whole(&db, PER_RUN).await? {
        let Some(mut row) = uploads::find(&db, &id).await? else { continue };
        match complete(env, &mut row).await {
            Ok(()) => count += 1,
            Err(error) => {
                let fields = json!({"videoId": row.video_id, "cause": error.cause});
                config::log(env).write(Level::Error, "upload not completed", fields);
            }
        }
    }
    Ok(count)
}
