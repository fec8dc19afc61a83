//! Videos of every kind, and every list of them that clients can ask for.

use crate::asked::NOW;
use crate::database::{Stream, add_stream, add_user, open, run};
use domain::page::write_cursor;
use domain::time::Millis;
use domain::vod::list::{Listing, ORDER, position};
use rusqlite::Connection;

const INSERT: &str = "insert into videos \
     (streamId, userId, status, source, reason, private, objectKey, broadcastStart, createdAt, updatedAt) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";

/// A video as a test wants it.
#[derive(Clone, Debug)]
pub(crate) struct Video {
    pub(crate) stream_id: Option<i64>,
    pub(crate) user_id: i64,
    pub(crate) status: &'static str,
    pub(crate) is_private: bool,
    pub(crate) created_at: Millis,
}

impl Video {
    /// Whether it is in the lists of whoever asks.
    pub(crate) fn is_listed_for(&self, viewer: Option<i64>) -> bool {
        (self.status == "ready" && !self.is_private) || viewer == Some(self.user_id)
    }
}

/// Stores a video; its number is its id and its object's key.
pub(crate) fn add_video(db: &Connection, number: i64, video: &Video) -> i64 {
    let is_recording = number % 5 == 0 && video.stream_id.is_some();
    let values = [
        video.stream_id.into(),
        video.user_id.into(),
        video.status.into(),
        if is_recording { "recording" } else { "upload" }.into(),
        (video.status == "failed").then_some("why").into(),
        video.is_private.into(),
        (!is_recording || video.status == "ready").then(|| format!("videos/{number}")).as_deref().into(),
        is_recording.then(|| NOW.plus(number).to_rfc3339()).as_deref().into(),
        video.created_at.into(),
    ];
    run(db, INSERT, &values).unwrap();
    db.last_insert_rowid()
}

/// A database with `count` videos of two users, several made in the same millisecond so that ids must decide.
pub(crate) fn with_videos(count: i64) -> (Connection, Vec<(i64, Video)>) {
    let db = open();
    let users = ["alice", "bob"].map(|name| add_user(&db, name));
    let streams = users.map(|user_id| add_stream(&db, &Stream { user_id, ..Stream::default() }));
    db.execute_batch("begin").unwrap();
    let videos = (0..count).map(|number| {
        let owner = usize::from(number % 3 == 0);
        let video = Video {
            stream_id: (number % 4 != 0).then_some(streams[owner]),
            user_id: users[owner],
            status: ["ready", "ready", "ready", "processing", "failed", "uploading", "ready"]
                [usize::try_from(number % 7).unwrap()],
            is_private: number % 6 == 0,
            created_at: NOW.plus(1_000 * (number / 3)),
        };
        (add_video(&db, number, &video), video)
    });
    let videos = videos.collect();
    db.execute_batch("commit").unwrap();
    (db, videos)
}

/// The parameters of one call of `GET /vod`, and who calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedVideos {
    pub(crate) viewer: Option<i64>,
    pub(crate) stream_id: Option<i64>,
    pub(crate) user_id: Option<i64>,
    pub(crate) status: Option<&'static str>,
    pub(crate) from: Option<Millis>,
    pub(crate) to: Option<Millis>,
    pub(crate) limit: u32,
    pub(crate) cursor: Option<String>,
}

impl AskedVideos {
    /// The list, read as the Worker reads it.
    pub(crate) fn listing(&self) -> Listing {
        let value = |name: &str| match name {
            "streamId" => self.stream_id.map(|id| id.to_string()),
            "userId" => self.user_id.map(|id| id.to_string()),
            "status" => self.status.map(str::to_owned),
            "from" => self.from.map(Millis::to_rfc3339),
            "to" => self.to.map(Millis::to_rfc3339),
            "limit" => Some(self.limit.to_string()),
            "cursor" => self.cursor.clone(),
            _ => None,
        };
        Listing::read(value).unwrap()
    }

    /// The same list from some place in its middle on.
    pub(crate) fn in_the_middle(&self) -> Self {
        let place = position(&NOW.plus(60_000).to_rfc3339(), 50);
        Self { cursor: Some(write_cursor(ORDER, &place)), ..self.clone() }
    }
}

/// Every combination of filters and callers, each from its beginning.
pub(crate) fn every_list_of_videos(limit: u32) -> Vec<AskedVideos> {
    let mut lists = Vec::new();
    for viewer in [None, Some(1), Some(2)] {
        for stream_id in [None, Some(1)] {
            for user_id in [None, Some(1)] {
                for status in [None, Some("ready"), Some("processing")] {
                    for (from, to) in [(None, None), (Some(NOW.plus(2_000)), Some(NOW.plus(8_000)))] {
                        let cursor = None;
                        lists.push(AskedVideos {
                            viewer,
                            stream_id,
                            user_id,
                            status,
                            from,
                            to,
                            limit,
                            cursor,
                        });
                    }
                }
            }
        }
    }
    lists
}
