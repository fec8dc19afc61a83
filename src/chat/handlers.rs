//! The JSON door and the log.

use super::ask;
use crate::app::App;
use crate::durable_objects::stream_room::chat::calls::{ChatCall, ChatTold, Joining};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::platform::answer::Answer;
use crate::platform::later;
use crate::{identity, streams};
use domain::chat::reading::{Direction, Reading};
use domain::problem::Problem;
use worker::Response;

/// `GET /streams/:id/chat`: a WebSocket, or the log.
pub async fn chat(app: &App, inbound: &Inbound, id: i64) -> Result<Answer, ApiError> {
    if inbound.wants_socket() {
        connect(app, inbound, id).await
    } else {
        later::apart(history(app, inbound, id)).await.map(Answer::Made)
    }
}

async fn connect(app: &App, inbound: &Inbound, id: i64) -> Result<Answer, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let owner_id = streams::owner(app, id).await?;
    let after = inbound.query("after").map(|text| domain::chat::reading::read_seq(&text)).transpose()?;
    let person = caller.person(Some(owner_id), app.now);
    Room::of(&app.env, id)?.join(&Joining::Json { stream_id: id, person, after }, None).await
}

async fn history(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    identity::caller(app, inbound).await?;
    let reading = Reading::read(|name| inbound.query(name))?;
    streams::owner(app, id).await?;
    let items = read(app, id, &reading).await?;
    let next = reading.next_cursor(&items);
    let bodies: Vec<&str> = items.iter().map(|(_, body)| body.as_str()).collect();
    reply::json_text(200, page_body(&bodies, next.as_deref()))
}

/// A page of items that are JSON already.
fn page_body(bodies: &[&str], next_cursor: Option<&str>) -> String {
    let next = serde_json::Value::from(next_cursor);
    format!("{{\"items\":[{}],\"nextCursor\":{next}}}", bodies.join(","))
}

/// Messages as `(number, JSON)`.
pub(super) async fn read(app: &App, id: i64, reading: &Reading) -> Result<Vec<(String, String)>, ApiError> {
    let call = ChatCall::Read {
        after: reading.after,
        before: reading.before,
        limit: reading.limit,
        is_last: reading.direction == Direction::Down,
    };
    match ask(app, id, &call).await? {
        ChatTold::Items(items) => Ok(items),
        _ => Err(Problem::Internal.into()),
    }
}
