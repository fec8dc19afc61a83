//! Files that are being watched. A player asks for range after range, and the file of a video that is ready never
//! changes: the database is asked at most every ten seconds a video and isolate.

use super::store::VideoRow;
use domain::time::Millis;
use domain::vod::conditions::Entity;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// How long an answer of the database is good: so long another isolate takes a file for there that was deleted, which
/// shows as soon as its bytes are asked for.
const FRESH_MS: i64 = 10_000;
/// Files remembered; with more, all are forgotten and asked for anew.
const MAX_REMEMBERED: usize = 1_000;

/// What is sent of a stored file beside its bytes.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// The object.
    pub(super) key: String,
    /// Its size.
    pub(super) size_bytes: u64,
    /// Its `ETag`, with quotes.
    pub(super) etag: String,
    /// When it came to be.
    pub(super) modified: Millis,
    /// What it is.
    pub(super) content_type: String,
}

impl File {
    /// The file of a video; `None` unless it is ready and ours.
    pub(super) fn of(row: &VideoRow) -> Option<Self> {
        let (Some(key), Some(size_bytes), true) = (&row.object_key, row.size_bytes, row.is_ready()) else {
            return None;
        };
        Some(Self {
            key: key.clone(),
            size_bytes,
            etag: format!("\"{}\"", row.sha256.as_deref().unwrap_or_default()),
            modified: Millis::from_rfc3339(&row.created_at).unwrap_or(Millis(0)),
            content_type: row.content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
        })
    }

    /// As conditions and ranges see it.
    pub(super) fn entity(&self) -> Entity<'_> {
        Entity { size: self.size_bytes, etag: &self.etag, modified: self.modified }
    }
}

struct Known {
    asked: Millis,
    file: Rc<File>,
}

thread_local! {
    static KNOWN: RefCell<HashMap<i64, Known>> = RefCell::default();
}

/// The file of a video that was watched a moment ago.
pub(super) fn recall(video_id: i64, now: Millis) -> Option<Rc<File>> {
    KNOWN.with_borrow(|known| {
        let found = known.get(&video_id).filter(|known| now.since(known.asked) < FRESH_MS);
        found.map(|known| Rc::clone(&known.file))
    })
}

/// Remembers what the database said.
pub(super) fn remember(video_id: i64, now: Millis, file: &Rc<File>) {
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= MAX_REMEMBERED {
            known.clear();
        }
        known.insert(video_id, Known { asked: now, file: Rc::clone(file) });
    });
}

/// Makes the next request ask again.
pub(super) fn forget(video_id: i64) {
    KNOWN.with_borrow_mut(|known| known.remove(&video_id));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Rc<File> {
        let (etag, content_type) = ("\"a\"".to_owned(), "video/mp4".to_owned());
        Rc::new(File { key: "videos/a".to_owned(), size_bytes: 1, etag, modified: Millis(0), content_type })
    }

    #[test]
    fn a_file_is_remembered_for_a_while_and_forgotten_when_told() {
        let asked = Millis(1_000);
        remember(7, asked, &file());
        for (id, ms, want) in [(7, 0, true), (7, FRESH_MS - 1, true), (7, FRESH_MS, false), (8, 0, false)] {
            assert_eq!(recall(id, asked.plus(ms)).is_some(), want, "{id} after {ms} ms");
        }
        forget(7);
        assert!(recall(7, asked).is_none());
    }

    #[test]
    fn many_files_do_not_fill_the_memory() {
        for id in 0..=MAX_REMEMBERED as i64 {
            remember(id, Millis(0), &file());
        }
        assert!(KNOWN.with_borrow(HashMap::len) <= MAX_REMEMBERED);
    }
}
