//! The list of videos is two lists that are walked side by side: page by page they are one, in order.

use crate::asked::NOW;
use crate::database::all;
use crate::videos::{AskedVideos, Video, add_video, every_list_of_videos, with_videos};
use domain::page::{Position, next_cursor};
use domain::vod::list::{ORDER, position};
use liveroom::vod::queries;
use rusqlite::Connection;

const LIMITS: [u32; 3] = [1, 2, 7];
/// No list here has so many pages: one that does goes round in circles.
const MAX_PAGES: usize = 500;

/// One page as `GET /vod` answers it: the ids, and the cursor of the next.
fn page(db: &Connection, asked: &AskedVideos) -> (Vec<i64>, Option<String>) {
    let listing = asked.listing();
    let mut rows: Vec<(String, i64)> = Vec::new();
    for (sql, values) in queries::list(&listing, asked.viewer) {
        rows.extend(all(db, &sql, &values, |row| Ok((row.get("createdAt")?, row.get("id")?))));
    }
    rows.sort_by(|a, b| b.cmp(a));
    rows.truncate(listing.limit as usize);
    let place = |(time, id): &(String, i64)| -> Position { position(time, *id) };
    let next = next_cursor(ORDER, &rows, listing.limit, place);
    (rows.into_iter().map(|(_, id)| id).collect(), next)
}

/// Every id of a list, page by page; `meanwhile` happens between pages.
fn walk(db: &Connection, asked: &AskedVideos, mut meanwhile: impl FnMut()) -> Vec<i64> {
    let (mut asked, mut seen) = (asked.clone(), Vec::new());
    for _ in 0..MAX_PAGES {
        let (ids, next) = page(db, &asked);
        seen.extend(ids);
        if next.is_none() {
            return seen;
        }
        asked.cursor = next;
        meanwhile();
    }
    panic!("{asked:?} does not end");
}

/// The contract in Rust instead of SQL.
fn expected(videos: &[(i64, Video)], asked: &AskedVideos) -> Vec<i64> {
    let fits = |video: &Video| {
        video.is_listed_for(asked.viewer)
            && asked.stream_id.is_none_or(|id| video.stream_id == Some(id))
            && asked.user_id.is_none_or(|id| video.user_id == id)
            && asked.status.is_none_or(|status| video.status == status)
            && asked.from.is_none_or(|from| video.created_at >= from)
            && asked.to.is_none_or(|to| video.created_at < to)
    };
    let mut found: Vec<_> = videos.iter().filter(|(_, video)| fits(video)).collect();
    found.sort_by_key(|(id, video)| std::cmp::Reverse((video.created_at, *id)));
    found.iter().map(|(id, _)| *id).collect()
}

#[test]
fn pages_together_are_the_whole_list_in_order() {
    let (db, videos) = with_videos(60);
    let mut shown = 0;
    for asked in LIMITS.into_iter().flat_map(every_list_of_videos) {
        let want = expected(&videos, &asked);
        shown += want.len();
        assert_eq!(walk(&db, &asked, || {}), want, "{asked:?}");
    }
    assert!(shown > 1_000, "only {shown}");
}

#[test]
fn videos_that_are_added_between_pages_move_no_other() {
    for asked in LIMITS.into_iter().flat_map(every_list_of_videos) {
        let (db, videos) = with_videos(40);
        let mut number = 40;
        let seen = walk(&db, &asked, || {
            let new = Video { created_at: NOW.plus(1_000_000 + number), ..videos[0].1.clone() };
            add_video(&db, number, &new);
            number += 1;
        });
        assert_eq!(seen, expected(&videos, &asked), "{asked:?}");
    }
}

#[test]
fn nobody_is_asked_for_what_only_another_may_see() {
    for asked in every_list_of_videos(7) {
        let is_anothers = asked.user_id.is_some_and(|user_id| asked.viewer != Some(user_id));
        let count = if asked.viewer.is_none() || is_anothers { 1 } else { 2 };
        assert_eq!(queries::list(&asked.listing(), asked.viewer).len(), count, "{asked:?}");
    }
}
