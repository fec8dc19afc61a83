//! The whole log as NDJSON, a page at a time.

use super::act;
use crate::app::App;
use crate::durable_objects::stream_room::chat::calls::{Act, ChatCall, ChatTold};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use domain::integer::MAX_INTEGER;
use domain::problem::Problem;
use futures::stream;
use worker::{Env, Response};

/// Messages that are read at a time.
const PAGE: u32 = 500;

/// `GET /streams/:id/chat/export`
pub async fn export(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    act(app, inbound, id, Act::Ask).await?;
    // The first page here: should the room be away, the answer can still say so.
    let first = page(&app.env, id, 0).await?;
    let state = Some((app.env.clone(), first));
    let pages = stream::unfold(state, move |state| async move {
        let (env, (text, last)) = state?;
        let Some(last) = last else { return (!text.is_empty()).then_some((Ok(text.into_bytes()), None)) };
        match page(&env, id, last).await {
            Ok(next) => Some((Ok(text.into_bytes()), Some((env, next)))),
            // Broken off rather than ended as if it were whole.
            Err(_) => Some((Err(worker::Error::RustError("the room is away".to_owned())), None)),
        }
    });
    reply::stream("application/x-ndjson", pages)
}

/// The messages after a number, one a line, and the number to go on from; `None` after the last page.
async fn page(env: &Env, id: i64, after: i64) -> Result<(String, Option<i64>), ApiError> {
    let call = ChatCall::Read { after, before: MAX_INTEGER, limit: PAGE, is_last: false };
    let ChatTold::Items(items) = Room::of(env, id)?.chat(&call).await? else {
        return Err(Problem::NotFound("stream").into());
    };
    let last = items.last().filter(|_| items.len() >= PAGE as usize).and_then(|(seq, _)| seq.parse().ok());
    Ok((items.iter().flat_map(|(_, body)| [body.as_str(), "\n"]).collect(), last))
}
