//! The SQL of the lists: each walks an index from a position on, never a whole table.

use crate::platform::value::Value;
use domain::streams::list::{Listing, Order, State};
use domain::time::Millis;

/// The columns of a stream, with its owner's name.
pub const COLUMNS: &str = "s.id, s.userId, u.username, s.playbackName, s.title, s.description, s.status, s.startTime, \
     s.endTime, s.scheduledAt, s.viewerCount, s.peakViewerCount, s.thumbnail, s.featured, s.provider, s.roomVersion, \
     s.snapshotOf, s.createdAt, s.updatedAt, l.inputId, l.origin, l.signed, l.videoId";
/// The streams with their live inputs, where Cloudflare Stream takes the video.
pub const WITH_INPUT: &str = "left join live_inputs l on l.streamId = s.id";

/// The query of a list and its parameters.
///
/// `cross join` keeps the planner from walking the users first, and the `+` before a column from taking an index
/// that would bring all ended streams to be sorted: both choices would depend on what `analyze` last saw.
pub fn list(listing: &Listing, now: Millis) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = Vec::new();
    let mut bind = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    let mut wheres = vec![after(listing, &mut bind)];
    wheres.extend(listing.state.map(|state| in_state(state, now, &mut bind)));
    wheres.extend(listing.user_id.map(|id| format!("s.userId = {}", bind(id.into()))));
    wheres.extend(listing.words.iter().map(|word| with_word(word, &mut bind)));
    let limit = bind(listing.limit.into());
    let sql = format!(
        "select {COLUMNS} from streams s cross join users u on u.id = s.userId {WITH_INPUT} where {} order by {} limit {limit}",
        wheres.join(" and "),
        order(listing.order),
    );
    (sql, values)
}

const fn order(order: Order) -> &'static str {
    match order {
        Order::Newest => "s.id desc",
        Order::Started => "s.startTime desc, s.id desc",
        Order::Scheduled => "s.scheduledAt, s.id",
        Order::Merit => "s.featured desc, s.viewerCount desc, s.id desc",
    }
}

fn after(listing: &Listing, bind: &mut impl FnMut(Value) -> String) -> String {
    let places: Vec<String> = listing.after.iter().map(|key| bind(key.clone().into())).collect();
    let places = places.join(", ");
    match listing.order {
        Order::Newest => format!("s.id < {places}"),
        Order::Started => format!("(s.startTime, s.id) < ({places})"),
        Order::Scheduled => format!("(s.scheduledAt, s.id) > ({places})"),
        Order::Merit if listing.state == Some(State::Upcoming) => {
            format!("(+s.featured, s.viewerCount, s.id) < ({places})")
        }
        Order::Merit => format!("(s.featured, s.viewerCount, s.id) < ({places})"),
    }
}

fn in_state(state: State, now: Millis, bind: &mut impl FnMut(Value) -> String) -> String {
    match state {
        State::Live => "s.status = 'live'".to_owned(),
        State::Ended => "s.status = 'ended'".to_owned(),
        State::Upcoming => format!("s.scheduledAt > {} and +s.status = 'ended'", bind(now.into())),
    }
}

fn with_word(word: &str, bind: &mut impl FnMut(Value) -> String) -> String {
    let first = bind(word.into());
    let past_last = bind(format!("{word}\u{10FFFF}").into());
    format!("s.id in (select streamId from stream_words where word >= {first} and word < {past_last})")
}
