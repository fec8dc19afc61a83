//! The SQL of the lists: each walks an index from a position on, never a whole table.

use crate::platform::value::Value;
use domain::vod::list::Listing;

/// The columns of a video.
pub const COLUMNS: &str = "id, streamId, userId, title, status, reason, source, private, url, objectKey, contentType, \
     size, sha256, durationMs, width, height, thumbnailKey, thumbnail, providerId, signed, createdAt, updatedAt";

/// What everyone may see.
const PUBLIC: &str = "status = 'ready' and private = 0";
/// The rest, written so that its index is found.
const HIDDEN: &str = "(status <> 'ready' or private = 1)";

/// The queries of a list and their parameters: one for what everyone may see, another for what only `viewer` may.
/// Each gives the newest first, as many as the list holds: together they hold the list.
pub fn list(listing: &Listing, viewer: Option<i64>) -> Vec<(String, Vec<Value>)> {
    let mut queries = vec![query(listing, PUBLIC, None)];
    // Somebody else's videos are none that only the viewer may see.
    let own = viewer.filter(|viewer| listing.user_id.is_none_or(|user_id| user_id == *viewer));
    queries.extend(own.map(|viewer| query(listing, HIDDEN, Some(viewer))));
    queries
}

fn query(listing: &Listing, kind: &str, owner: Option<i64>) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = Vec::new();
    let mut bind = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    let places: Vec<String> = listing.after.iter().map(|key| bind(key.clone().into())).collect();
    let mut wheres = vec![kind.to_owned(), format!("(createdAt, id) < ({})", places.join(", "))];
    wheres.extend(owner.or(listing.user_id).map(|id| format!("userId = {}", bind(id.into()))));
    wheres.extend(listing.stream_id.map(|id| format!("streamId = {}", bind(id.into()))));
    wheres.extend(listing.status.map(|status| format!("status = {}", bind(status.as_str().into()))));
    wheres.extend(listing.from.map(|from| format!("createdAt >= {}", bind(from.into()))));
    wheres.extend(listing.to.map(|to| format!("createdAt < {}", bind(to.into()))));
    let limit = bind(listing.limit.into());
    let sql = format!(
        "select {COLUMNS} from videos where {} order by createdAt desc, id desc limit {limit}",
        wheres.join(" and "),
    );
    (sql, values)
}
