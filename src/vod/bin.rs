//! What is to be removed from storage, and how far the errands have got.

use crate::error::ApiError;
use crate::platform::d1;
use crate::platform::row::Row;
use crate::platform::value::SqlFault;
use serde_json::json;
use worker::D1Database;

const WHOLE: &str = "select objectKey, storageUpload from discarded where storageUpload = '' limit ?1";
const IN_PARTS: &str = "select objectKey, storageUpload from discarded where storageUpload <> '' \
     order by since desc limit ?1";
const FORGET: &str = "delete from discarded where (objectKey, storageUpload) in \
     (select value ->> 0, value ->> 1 from json_each(?1))";
/// Of these objects, those that no row knows.
const DISCARD_ORPHANS: &str = "insert or ignore into discarded (objectKey) select value from json_each(?1) k \
     where not exists (select 1 from videos where objectKey = k.value) \
     and not exists (select 1 from videos where thumbnailKey = k.value) \
     and not exists (select 1 from uploads u where k.value like 'uploads/%' \
        and u.id = substr(k.value, 9, instr(substr(k.value, 9), '/') - 1) and u.tailKey = k.value)";
const CURSOR: &str = "select cursor from errands where name = ?1";
const MOVE_CURSOR: &str =
    "insert into errands (name, cursor) values (?1, ?2) on conflict (name) do update set cursor = ?2";

/// Something to be removed.
#[derive(Debug)]
pub(super) struct Discarded {
    /// The object.
    pub(super) object_key: String,
    /// The storage's name of the undertaking, for one that came in parts; empty for a whole object.
    pub(super) storage_upload: String,
}

/// Some of the whole objects that are to be removed.
pub(super) async fn whole(db: &D1Database, limit: u32) -> Result<Vec<Discarded>, ApiError> {
    list(db, WHOLE, limit).await
}

/// Some of those that came in parts.
pub(super) async fn in_parts(db: &D1Database, limit: u32) -> Result<Vec<Discarded>, ApiError> {
    list(db, IN_PARTS, limit).await
}

async fn list(db: &D1Database, sql: &str, limit: u32) -> Result<Vec<Discarded>, ApiError> {
    let rows = d1::all(db, sql, vec![limit.into()]).await?;
    let read = |row: &Row| {
        Ok(Discarded { object_key: row.text("objectKey")?, storage_upload: row.text("storageUpload")? })
    };
    Ok(rows.iter().map(read).collect::<Result<_, SqlFault>>()?)
}

/// It is removed.
pub(super) async fn forget(db: &D1Database, discarded: &[Discarded]) -> Result<(), ApiError> {
    if discarded.is_empty() {
        return Ok(());
    }
    let pairs: Vec<_> = discarded.iter().map(|item| json!([item.object_key, item.storage_upload])).collect();
    d1::run(db, FORGET, vec![json!(pairs).to_string().into()]).await?;
    Ok(())
}

/// Notes those of these objects that nothing points to; says how many.
pub(super) async fn discard_orphans(db: &D1Database, keys: &[&str]) -> Result<usize, ApiError> {
    if keys.is_empty() {
        return Ok(0);
    }
    Ok(d1::run(db, DISCARD_ORPHANS, vec![json!(keys).to_string().into()]).await?)
}

/// Where an errand goes on; `None` at the beginning.
pub(super) async fn cursor(db: &D1Database, errand: &str) -> Result<Option<String>, ApiError> {
    match d1::first(db, CURSOR, vec![errand.into()]).await? {
        Some(row) => Ok(row.maybe_text("cursor")?),
        None => Ok(None),
    }
}

/// Where an errand is to go on.
pub(super) async fn move_cursor(db: &D1Database, errand: &str, cursor: Option<&str>) -> Result<(), ApiError> {
    d1::run(db, MOVE_CURSOR, vec![errand.into(), cursor.into()]).await?;
    Ok(())
}
