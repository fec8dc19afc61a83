//! Rooms by the contract's own calls.

use super::api::WHAT;
use super::{Desk, owning, playback, store};
use crate::app::App;
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::identity;
use crate::platform::log::Level;
use crate::registry::{self, Announcement};
use crate::streams::{self, Standing};
use domain::cloudflare::address::Place;
use domain::cloudflare::draft::{NewRoom, is_session_id, read_session_id};
use domain::media::session::Status;
use domain::problem::Problem;
use domain::registry::room::SessionId;
use domain::secret::Secret;
use domain::streams::draft::Provider;
use serde_json::json;
use worker::Response;

/// `POST /api/create`
pub async fn create(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let user_id = identity::caller(app, inbound).await?.account()?;
    Desk::of_app(app)?;
    let room = NewRoom::read(inbound.json(app.config.max_body_bytes).await?)?;
    let made = streams::open(app, user_id, &room.stream, Provider::Cloudflare, room.host).await?;
    app.note_stream(made.stream_id);
    let nonsense = || ApiError::caused(Problem::BadUpstream(WHAT), "no live input was made");
    let input = made.input.ok_or_else(nonsense)?;
    let room_id = announce(app, made.stream_id, &input.input_id, &room.stream.title).await;
    let expose = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    let body = json!({
        "SessionID": input.input_id,
        "IngestURL": input.ingest.rtmps_url,
        "StreamKey": input.ingest.stream_key.expose(),
        "roomId": room_id,
        "streamId": made.stream_id,
        "webRTC": {
            "publish": expose(&input.ingest.whip_url),
            "play": Place::new(&input.origin, &input.input_id).whep(),
        },
        "srt": expose(&input.ingest.srt_url),
        "warnings": input.warnings,
    });
    let response = reply::json(201, &body)?;
    reply::set(response.headers(), "location", &format!("/streams/{}", made.stream_id));
    Ok(response)
}

/// The room on the chain, where there is a registry. It is a mirror: the room here is made whatever becomes of it.
async fn announce(app: &App, stream_id: i64, input_id: &str, title: &str) -> Option<String> {
    let session = SessionId::parse(input_id)?;
    let announced =
        registry::announce(&app.env, &app.config, Announcement { stream_id, session, title }).await;
    announced.map(|room| room.map(|room| room.to_string())).unwrap_or_else(|error| {
        let fields = json!({"streamId": stream_id, "code": error.problem.code(), "cause": error.cause});
        app.log.write(Level::Warn, "registry later", fields);
        None
    })
}

/// `GET /api/livestream?sessionId=`
pub async fn livestream(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    let session_id = inbound.query("sessionId").unwrap_or_default();
    let (stream_id, is_recording) = find(app, &session_id).await?;
    app.note_stream(stream_id);
    if is_recording {
        return Err(over());
    }
    let standing = streams::standing(app, stream_id).await?;
    let row = store::of_stream(&app.db()?, stream_id).await?.ok_or(Problem::NotFound("session"))?;
    if row.is_signed {
        // Otherwise a signed stream would be open to everyone by way of this call.
        identity::caller(app, inbound).await?;
    }
    let status = match standing {
        Standing { status: Status::Live, .. } => "live",
        Standing { has_begun: false, .. } if row.is_enabled => "waiting",
        _ => return Err(over()),
    };
    let live = playback::pass(app, &row.origin, &row.input_id, row.is_signed).await?;
    reply::json(
        200,
        &json!({
            "sessionId": session_id,
            "streamId": stream_id,
            "status": status,
            "playback": {"hls": live.place.hls(), "dash": live.place.dash()},
            "webRTC": live.place.whep(),
            "iframe": live.place.iframe(),
        }),
    )
}

/// `POST /api/end`
pub async fn end(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    let session_id = read_session_id(inbound.json(app.config.max_body_bytes).await?)?;
    let (stream_id, is_recording) = find(app, &session_id).await?;
    app.note_stream(stream_id);
    if !caller.is(streams::owner(app, stream_id).await?) {
        return Err(Problem::Forbidden("this room belongs to somebody else".into()).into());
    }
    // A recording's room may be on air again: that one was not named.
    if !is_recording {
        let desk = Desk::of_app(app)?;
        let row = store::of_stream(&desk.db()?, stream_id).await?.ok_or(Problem::NotFound("session"))?;
        Room::of(&app.env, stream_id)?.end().await?;
        owning::close(&desk, &row).await?;
        registry::ended(&app.env, &app.config, stream_id).await?;
    }
    reply::json(200, &json!({"sessionId": session_id, "streamId": stream_id, "status": "ended"}))
}

/// The stream that a session is of, and whether it is a recording of it.
async fn find(app: &App, session_id: &str) -> Result<(i64, bool), ApiError> {
    let unknown = || ApiError::from(Problem::NotFound("session"));
    if !is_session_id(session_id) {
        return Err(unknown());
    }
    store::find_session(&app.db()?, session_id).await?.ok_or_else(unknown)
}

fn over() -> ApiError {
    Problem::Gone("the livestream has ended").into()
}
