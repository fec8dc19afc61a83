//! The webhook, and the log of what came through it.

use super::answer::{Answer, render};
use super::authentic;
use super::health;
use super::store;
use crate::app::App;
use crate::durable_objects::stream_room::calls::{Hearing, Told};
use crate::durable_objects::stream_room::client::Room;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::platform::clock;
use crate::platform::log::Level;
use crate::streams::{self, Found, Named, find_named};
use crate::vod;
use domain::media::event::{EventKind, MediaEvent};
use domain::media::inbox::Proof;
use domain::media::report::KeptEvent;
use domain::media::verdict::Verdict;
use domain::page;
use domain::problem::{FieldErrors, Problem};
use domain::wire;
use serde_json::{Value, json};
use worker::{Headers, Response, ResponseBuilder};

/// The largest webhook: hooks are a few hundred bytes.
const MAX_HOOK_BYTES: usize = 16_384;

/// `POST /webhook/stream-event`
pub async fn receive(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let body = inbound.bytes(MAX_HOOK_BYTES).await?;
    let proof = authentic(app, inbound, &body)?;
    let event = wire::parse(inbound.header("content-type").as_deref(), &body)?;
    match judge(app, &event, &proof).await {
        Ok(judged) => answer(&event, &judged),
        // Our own trouble must not cut a broadcast that runs: the next sign of life asks again.
        Err(error) if error.is_ours() && is_sign_of_life(event.kind) => {
            let fields =
                json!({"requestId": app.request_id, "event": event.kind.as_str(), "cause": error.cause});
            app.log.write(Level::Error, "sign of life not heard", fields);
            answer(&event, &Judged::new(Verdict::Noted))
        }
        // Closed: the encoder comes back.
        Err(error) if error.is_ours() => Err(ApiError { problem: Problem::Unavailable("the room"), ..error }),
        Err(error) => Err(error),
    }
}

const fn is_sign_of_life(kind: EventKind) -> bool {
    matches!(kind, EventKind::Update | EventKind::PlayUpdate | EventKind::Ignored)
}

/// What becomes of an event.
struct Judged {
    verdict: Verdict,
    /// The name under which its stream is played; empty when it has none.
    playback_name: String,
    /// Of a recording: the video that it is.
    video_id: Option<i64>,
}

impl Judged {
    const fn new(verdict: Verdict) -> Self {
        Self { verdict, playback_name: String::new(), video_id: None }
    }
}

async fn judge(app: &App, event: &MediaEvent, proof: &Proof) -> Result<Judged, ApiError> {
    let Some(named) = find(app, event).await?.filter(|named| admits(named, event)) else {
        refuse_key(app, event, proof).await?;
        return Ok(Judged::new(Verdict::RefusedKey));
    };
    app.note_stream(named.id);
    let told = tell(app, &named, event, proof).await?;
    let verdict = for_retired(&named, told.verdict);
    log_event(app, event, proof, Some(named.id), verdict);
    let video_id = match told.recorded.filter(|_| verdict.accepts()) {
        Some(start) => vod::recordings::note(app, named.id, start, event).await?,
        None => None,
    };
    Ok(Judged { verdict, playback_name: named.playback_name, video_id })
}

async fn find(app: &App, event: &MediaEvent) -> Result<Option<Named>, ApiError> {
    let name = event.name.expose();
    let key = event.credential.as_ref().unwrap_or(&event.name).expose();
    find_named(&app.db()?, &app.config.vault.digest(key), name).await
}

/// Whether the name that was given opens this door: publishing needs the key, and where the key is given beside the
/// name, the name has to be the one under which the stream is played. A rotated key opens nothing, but the end of a
/// connection that came in with it is understood.
fn admits(named: &Named, event: &MediaEvent) -> bool {
    let name = event.name.expose();
    let key_is_name = event.credential.as_ref().is_none_or(|key| key.expose() == name);
    let fits = key_is_name || name == named.playback_name;
    match event.kind {
        EventKind::Publish | EventKind::Update => named.found == Found::Key && fits,
        EventKind::Play
        | EventKind::PlayUpdate
        | EventKind::Stats
        | EventKind::Ignored
        | EventKind::Other => named.found != Found::Retired,
        EventKind::PublishDone
        | EventKind::Done
        | EventKind::PlayDone
        | EventKind::RecordDone
        | EventKind::Errored => true,
    }
}

/// A rotated key that ended nothing is refused like any other that is not valid.
fn for_retired(named: &Named, verdict: Verdict) -> Verdict {
    let ended_nothing = matches!(verdict, Verdict::NotThePublisher | Verdict::NotLive | Verdict::Noted);
    if named.found == Found::Retired && ended_nothing { Verdict::RefusedKey } else { verdict }
}

async fn tell(app: &App, named: &Named, event: &MediaEvent, proof: &Proof) -> Result<Told, ApiError> {
    let hearing = Hearing {
        stream_id: named.id,
        playback_name: named.playback_name.clone(),
        key: same_event_key(event, proof),
        said: event.said(),
        began_at: None,
    };
    Room::of(&app.env, named.id)?.hear(hearing).await
}

/// What makes two events the same: the sender's id of it, or the very same signed request. Measurements come often and
/// are told apart by their time, so of them nothing is remembered.
fn same_event_key(event: &MediaEvent, proof: &Proof) -> Option<String> {
    match (&event.event_id, proof) {
        _ if event.kind == EventKind::Stats => None,
        (Some(id), _) => Some(format!("{}:{id}", event.source.as_str())),
        (None, Proof::Signature { digest }) => Some(format!("signed:{digest}")),
        _ => None,
    }
}

async fn refuse_key(app: &App, event: &MediaEvent, proof: &Proof) -> Result<(), ApiError> {
    log_event(app, event, proof, None, Verdict::RefusedKey);
    if event.kind == EventKind::Stats {
        return Ok(());
    }
    store::keep_stray(&app.db()?, &KeptEvent::of(&event.said(), Verdict::RefusedKey, app.now)).await
}

/// One line for each media event; signs of life and measurements only for whoever looks closely.
fn log_event(app: &App, event: &MediaEvent, proof: &Proof, stream_id: Option<i64>, verdict: Verdict) {
    let level = match verdict {
        Verdict::Alive => Level::Debug,
        verdict if !verdict.accepts() => Level::Warn,
        _ if event.kind == EventKind::Stats => Level::Debug,
        _ => Level::Info,
    };
    app.log.write(
        level,
        "media event",
        json!({
            "requestId": app.request_id,
            "streamId": stream_id,
            "source": event.source.as_str(),
            "event": event.kind.as_str(),
            "clientId": event.client.as_ref().map(|client| &client.id),
            "verdict": verdict.as_str(),
            "proof": match proof {
                Proof::Signature { .. } => "signature",
                Proof::UrlSecret => "url secret",
                Proof::Address => "address",
            },
            "durationMs": clock::now().since(app.now),
        }),
    );
}

fn answer(event: &MediaEvent, judged: &Judged) -> Result<Response, ApiError> {
    match render(event.source, event.kind, judged.verdict, &judged.playback_name, judged.video_id) {
        Answer::Rename(name) => {
            let headers = Headers::new();
            reply::set(&headers, "location", &name);
            Ok(ResponseBuilder::new().with_status(302).with_headers(headers).empty())
        }
        Answer::Text(text) => Ok(reply::text(200, text)),
        Answer::Json(body) => reply::json(200, &body),
        Answer::Refuse(why) => Err(Problem::Forbidden(why.into()).into()),
    }
}

/// `GET /streams/:id/health`
pub async fn health(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    streams::overseen(app, inbound, id).await?;
    let (snapshot, health) = Room::of(&app.env, id)?.examine().await?;
    reply::json(200, &health::view(&snapshot, &health))
}

/// `GET /streams/:id/events`
pub async fn list(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    streams::owned(app, inbound, id).await?;
    let mut errors = FieldErrors::default();
    let limit = page::read_limit(inbound.query("limit").as_deref(), &mut errors);
    let cursor = inbound.query("cursor");
    let after = page::read_after(cursor.as_deref(), "events", store::start(), &mut errors);
    errors.finish()?;
    let events = store::list(&app.db()?, id, after, limit).await?;
    let next = page::next_cursor("events", &events, limit, |event| event.position.clone());
    let items: Vec<Value> = events.into_iter().map(|event| event.view).collect();
    reply::json(200, &json!({"items": items, "nextCursor": next}))
}
