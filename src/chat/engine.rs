//! The Socket.IO door: Engine.IO's requests, on their way to the room.

use crate::app::App;
use crate::durable_objects::stream_room::chat::calls::{EngineAsk, Entrance, Joining};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::platform::answer::Answer;
use crate::{identity, streams};
use domain::chat::denied::Denied;
use domain::chat::person::Person;
use domain::problem::Problem;
use domain::wire::engine_io::{Ask, Refusal, Transport};

/// `/streams/:id/socket.io/` and `/socket.io/?streamId=:id`; `id` is `None` where the query names no stream.
pub async fn engine(app: &App, inbound: &mut Inbound, id: Option<i64>) -> Result<Answer, ApiError> {
    let method = inbound.method().to_owned();
    let ask = match Ask::read(&method, inbound.wants_socket(), |name| inbound.query(name)) {
        Ok(ask) => ask,
        Err(refusal) => return refused(refusal),
    };
    let Some(stream_id) = id else { return refused(Refusal::BadRequest) };
    let (asked, body) = match (ask.transport, method.as_str()) {
        (Transport::WebSocket, _) => (EngineAsk::WebSocket, None),
        (Transport::Polling, "POST") => (EngineAsk::Post, Some(body(app, inbound).await?)),
        (Transport::Polling, _) => (EngineAsk::Poll, None),
    };
    let entrance = match ask.sid {
        // Who is there was said when the session was opened.
        Some(_) => Entrance { owner_id: Some(0), person: Err(Denied::Missing) },
        None => entrance(app, inbound, stream_id).await?,
    };
    let joining = Joining::Engine { stream_id, entrance, sid: ask.sid, ask: asked };
    Room::of(&app.env, stream_id)?.join(&joining, body).await
}

/// The stream that the query of the shared path names.
pub fn stream_id(inbound: &Inbound) -> Option<i64> {
    inbound.query("streamId")?.parse().ok().filter(|id| *id > 0)
}

async fn body(app: &App, inbound: &mut Inbound) -> Result<String, ApiError> {
    let bytes = inbound.bytes(app.config.chat.max_frame_bytes).await?;
    String::from_utf8(bytes).map_err(|_| Problem::Malformed("the body is not UTF-8".into()).into())
}

/// Who asks, as far as the handshake says. A refusal is kept until Socket.IO asks for the namespace: only there its
/// clients hear why.
async fn entrance(app: &App, inbound: &Inbound, stream_id: i64) -> Result<Entrance, ApiError> {
    let owner_id = match streams::owner(app, stream_id).await {
        Ok(owner_id) => Some(owner_id),
        Err(error) if matches!(error.problem, Problem::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    Ok(Entrance { owner_id, person: person(app, inbound, owner_id).await })
}

async fn person(app: &App, inbound: &Inbound, owner_id: Option<i64>) -> Result<Person, Denied> {
    match identity::caller(app, inbound).await {
        Ok(caller) => Ok(caller.person(owner_id, app.now)),
        Err(error) => Err(Denied::of(&error.problem)),
    }
}

fn refused(refusal: Refusal) -> Result<Answer, ApiError> {
    reply::json_text(refusal.status(), refusal.body()).map(Answer::Made)
}
