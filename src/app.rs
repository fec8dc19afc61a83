//! One request: opened, routed, answered, logged.

use crate::config::{self, Config};
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::http::router::{self, Route};
use crate::http::{cors, reply};
use crate::platform::answer::Answer;
use crate::platform::log::{Level, Log};
use crate::platform::objects::Objects;
use crate::platform::presence::Presence;
use crate::platform::{aside, bindings, clock, random};
use crate::{chat, cloudflare, identity, media, ops, pages, registry, streams, vod};
use domain::pages::Page;
use domain::problem::Problem;
use domain::time::Millis;
use futures::future::LocalBoxFuture;
use serde_json::json;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use worker::{Context, D1Database, Env, Response};

/// What a request is handled with.
pub struct App {
    /// The bindings.
    pub env: Env,
    /// The settings.
    pub config: Rc<Config>,
    /// The time of the request.
    pub now: Millis,
    /// Where lines go.
    pub log: Log,
    /// In every answer and every line of the log.
    pub request_id: String,
    /// Whose request it is, for the log.
    user: RefCell<Option<String>>,
    /// What it asks for, for the log.
    operation: Cell<&'static str>,
    /// Which stream it is about, for the log.
    stream_id: Cell<Option<i64>>,
    /// What goes with the answer, be it one or a refusal.
    headers: RefCell<Vec<(&'static str, String)>>,
    context: Context,
}

impl App {
    fn open(env: Env, context: Context, now: Millis, request_id: &str) -> Result<Self, Problem> {
        let config = config::of(&env)?;
        let log = config.log();
        let request_id = request_id.to_owned();
        Ok(Self {
            env,
            config,
            now,
            log,
            request_id,
            user: RefCell::default(),
            operation: Cell::new("none"),
            stream_id: Cell::default(),
            headers: RefCell::default(),
            context,
        })
    }

    /// The database.
    ///
    /// # Errors
    /// When there is no such binding.
    pub fn db(&self) -> Result<D1Database, ApiError> {
        Ok(bindings::database(&self.env)?)
    }

    /// The object storage.
    ///
    /// # Errors
    /// When there is none.
    pub fn objects(&self) -> Result<Objects, ApiError> {
        Ok(Objects::of(&self.env, self.config.storage.as_ref())?)
    }

    /// Adds a header to the answer, whatever it will be.
    pub fn add_header(&self, name: &'static str, value: &str) {
        self.headers.borrow_mut().push((name, value.to_owned()));
    }

    /// Lets the request be handled to its end although its client has left.
    pub fn stay(&self) -> Presence {
        Presence::of(&self.context)
    }

    /// Notes for the log whose request it is.
    pub fn note_user(&self, user: &str) {
        self.user.replace(Some(user.to_owned()));
    }

    /// Notes for the log which stream it is about.
    pub fn note_stream(&self, id: i64) {
        self.stream_id.set(Some(id));
    }
}

/// Answers a request; never fails, never panics.
pub async fn answer(request: web_sys::Request, env: Env, context: Context) -> Answer {
    let (started, request_id) = (clock::now(), random::id());
    let mut inbound = Inbound::new(request);
    let response = match App::open(env, context, started, &request_id) {
        Ok(app) => {
            let outcome = handle(&app, &mut inbound).await;
            let answer = dress(&app, outcome);
            log_request(&app, &inbound, &answer);
            let Answer::Made(response) = answer else { return answer };
            let response = with_headers(response, &app.headers.borrow());
            let origin = inbound.header("origin");
            with_headers(response, &cors::headers(&app.config.cors_origins, origin.as_deref()))
        }
        Err(problem) => aside::call(misconfigured, (&problem, &request_id)),
    };
    Answer::Made(with_headers(response, &[("x-request-id", request_id)]))
}

fn misconfigured((problem, request_id): (&Problem, &str)) -> Response {
    let log = Log { threshold: Level::Info };
    log.write(Level::Error, "misconfigured", json!({"cause": problem.to_string()}));
    reply::problem(problem, request_id)
}

async fn handle(app: &App, inbound: &mut Inbound) -> Result<Answer, ApiError> {
    if inbound.method() == "OPTIONS" {
        return Ok(Answer::Made(aside::call(preflight, (app, inbound))));
    }
    let route = match router::route(inbound.method(), inbound.path()) {
        Err(Problem::NotFound(_)) if pages::handlers::is_for_eyes(inbound) => Route::Page(Page::Missing),
        found => found?,
    };
    app.operation.set(route.operation());
    if let Some(id) = route.stream_id() {
        app.note_stream(id);
    }
    aside::call(dispatch, (app, inbound, route)).await
}

/// A request as its handler goes on with it. In a box: all handlers in one function would be compiled, and laid out on
/// the stack, whichever is called.
type Handling<'a> = LocalBoxFuture<'a, Result<Answer, ApiError>>;

/// Every route and who handles it.
fn dispatch<'a>((app, inbound, route): (&'a App, &'a mut Inbound, Route)) -> Handling<'a> {
    match route {
        Route::Healthz => made(ops::handlers::healthz(app)),
        Route::OpenApi => made(ops::handlers::openapi(app)),
        Route::Metrics => made(ops::metrics::handlers::metrics(app, inbound)),
        Route::ListActivity => made(ops::activity::handlers::list(app, inbound)),
        Route::ListEvents => made(ops::events::handlers::list(app, inbound)),
        Route::ListFailures => made(ops::failures::handlers::list(app, inbound)),
        Route::RetryFailure(id) => made(ops::failures::handlers::retry(app, inbound, id)),
        Route::DeleteFailure(id) => made(ops::failures::handlers::delete(app, inbound, id)),
        Route::Register => made(identity::handlers::register(app, inbound)),
        Route::Login => made(identity::handlers::login(app, inbound)),
        Route::EnterAsGuest => made(identity::handlers::guest(app, inbound)),
        Route::RefreshTokens => made(identity::handlers::refresh(app, inbound)),
        Route::Logout => made(identity::handlers::logout(app, inbound)),
        Route::WhoAmI => made(identity::handlers::me(app, inbound)),
        Route::ListSessions => made(identity::handlers::sessions(app, inbound)),
        Route::EndSession(id) => {
            made(async move { identity::handlers::end_session(app, inbound, &id).await })
        }
        Route::CreateStream => made(streams::handlers::create(app, inbound)),
        Route::ListStreams => made(streams::handlers::list(app, inbound)),
        Route::GetStream(id) => made(streams::handlers::get(app, inbound, id)),
        Route::UpdateStream(id) => made(streams::handlers::update(app, inbound, id)),
        Route::DeleteStream(id) => made(streams::handlers::delete(app, inbound, id)),
        Route::GetStreamKey(id) => made(streams::handlers::key(app, inbound, id)),
        Route::RotateStreamKey(id) => made(streams::handlers::rotate_key(app, inbound, id)),
        Route::GetPlayback(id) => made(streams::handlers::playback(app, inbound, id)),
        Route::ListStreamEvents(id) => made(media::handlers::list(app, inbound, id)),
        Route::GetStreamHealth(id) => made(media::handlers::health(app, inbound, id)),
        Route::GetSnapshot(id) => made(streams::snapshot::show(app, inbound, id)),
        Route::Chat(id) => Box::pin(chat::handlers::chat(app, inbound, id)),
        Route::StreamSocketIo(id) => Box::pin(chat::engine::engine(app, inbound, Some(id))),
        Route::SocketIo => Box::pin(chat::engine::engine(app, inbound, chat::engine::stream_id(inbound))),
        Route::DeleteMessage(id, seq) => made(chat::moderation::delete(app, inbound, id, seq)),
        Route::ExportChat(id) => made(chat::export::export(app, inbound, id)),
        Route::ListChatActs(id) => made(chat::moderation::audit(app, inbound, id)),
        Route::GetChatSettings(id) => made(chat::moderation::settings(app, inbound, id)),
        Route::UpdateChatSettings(id) => made(chat::moderation::change_settings(app, inbound, id)),
        Route::ListBans(id) => made(chat::moderation::bans(app, inbound, id)),
        Route::Ban(id) => made(chat::moderation::ban(app, inbound, id)),
        Route::Unban(id, user) => made(chat::moderation::unban(app, inbound, id, user)),
        Route::ListModerators(id) => made(chat::moderation::moderators(app, inbound, id)),
        Route::AddModerator(id, user) => made(chat::moderation::add_moderator(app, inbound, id, user)),
        Route::RemoveModerator(id, user) => made(chat::moderation::remove_moderator(app, inbound, id, user)),
        Route::UploadVideo => made(vod::upload::upload(app, inbound)),
        Route::CreateUpload => made(vod::tus::create(app, inbound)),
        Route::GetUpload(id) => made(async move { vod::tus::head(app, inbound, &id).await }),
        Route::SendUpload(id) => made(async move { vod::tus::patch(app, inbound, &id).await }),
        Route::OverrideUpload(id) => made(async move { vod::tus::overridden(app, inbound, &id).await }),
        Route::TerminateUpload(id) => made(async move { vod::tus::terminate(app, inbound, &id).await }),
        Route::ListVideos => made(vod::handlers::list(app, inbound)),
        Route::GetVideo(id) => made(vod::handlers::get(app, inbound, id)),
        Route::UpdateVideo(id) => made(vod::handlers::update(app, inbound, id)),
        Route::DeleteVideo(id) => made(vod::handlers::delete(app, inbound, id)),
        Route::GetVideoContent(id) => made(vod::content::content(app, inbound, id)),
        Route::GetVideoThumbnail(id) => made(vod::content::thumbnail(app, inbound, id)),
        Route::SetVideoThumbnail(id) => made(vod::handlers::set_thumbnail(app, inbound, id)),
        Route::GetRoom(id) => made(async move { registry::handlers::get(app, &id).await }),
        Route::GetTypedData => made(registry::handlers::typed_data(app, inbound)),
        Route::RelayRoom => made(registry::handlers::relay(app, inbound)),
        Route::ReceiveStreamEvent => made(media::handlers::receive(app, inbound)),
        Route::ReceiveSnapshot => made(media::snapshots::receive(app, inbound)),
        Route::ReceiveLiveNotification => made(cloudflare::webhooks::receive_live(app, inbound)),
        Route::ReceiveVideoNotification => made(cloudflare::webhooks::receive_video(app, inbound)),
        Route::ListOutputs(id) => made(cloudflare::outputs::list(app, inbound, id)),
        Route::CreateOutput(id) => made(cloudflare::outputs::create(app, inbound, id)),
        Route::UpdateOutput(id, output) => {
            made(async move { cloudflare::outputs::update(app, inbound, id, &output).await })
        }
        Route::DeleteOutput(id, output) => {
            made(async move { cloudflare::outputs::delete(app, inbound, id, &output).await })
        }
        Route::CreateDirectUpload => made(cloudflare::uploads::direct(app, inbound)),
        Route::CreateRoom => made(cloudflare::handlers::create(app, inbound)),
        Route::GetLivestream => made(cloudflare::handlers::livestream(app, inbound)),
        Route::EndRoom => made(cloudflare::handlers::end(app, inbound)),
        Route::Page(page) => made(pages::handlers::page(app, page)),
    }
}

fn made<'a>(response: impl Future<Output = Result<Response, ApiError>> + 'a) -> Handling<'a> {
    Box::pin(async move { response.await.map(Answer::Made) })
}

fn preflight((app, inbound): (&App, &Inbound)) -> Response {
    if inbound.path().starts_with("/vod/uploads") {
        vod::tus::options(app);
    }
    with_headers(reply::empty(), &cors::PREFLIGHT.map(|(name, value)| (name, value.to_owned())))
}

/// Turns a failure into its answer, and logs its cause: here and nowhere else.
fn dress(app: &App, outcome: Result<Answer, ApiError>) -> Answer {
    outcome.unwrap_or_else(|error| {
        if let Some(cause) = &error.cause {
            let level = if error.is_ours() { Level::Error } else { Level::Warn };
            let fields = json!({"requestId": app.request_id, "code": error.problem.code(), "cause": cause});
            app.log.write(level, "failed", fields);
        }
        Answer::Made(reply::problem(&error.problem, &app.request_id))
    })
}

fn with_headers(response: Response, headers: &[(&str, String)]) -> Response {
    for (name, value) in headers {
        reply::set(response.headers(), name, value);
    }
    response
}

/// The route stands for the path: paths and queries can hold secrets.
fn log_request(app: &App, inbound: &Inbound, answer: &Answer) {
    app.log.write(
        Level::Info,
        "request",
        json!({
            "requestId": app.request_id,
            "method": inbound.method(),
            "route": app.operation.get(),
            "status": answer.status(),
            "durationMs": clock::now().since(app.now),
            "userId": *app.user.borrow(),
            "streamId": app.stream_id.get(),
        }),
    );
}
