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
use crate::platform::{bindings, clock, random};
use crate::{chat, cloudflare, identity, media, ops, pages, registry, streams, vod};
use domain::pages::Page;
use domain::problem::Problem;
use domain::time::Millis;
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
        Err(problem) => {
            let log = Log { threshold: Level::Info };
            log.write(Level::Error, "misconfigured", json!({"cause": problem.to_string()}));
            reply::problem(&problem, &request_id)
        }
    };
    Answer::Made(with_headers(response, &[("x-request-id", request_id)]))
}

async fn handle(app: &App, inbound: &mut Inbound) -> Result<Answer, ApiError> {
    if inbound.method() == "OPTIONS" {
        if inbound.path().starts_with("/vod/uploads") {
            vod::tus::options(app);
        }
        return Ok(Answer::Made(preflight()));
    }
    let route = match router::route(inbound.method(), inbound.path()) {
        Err(Problem::NotFound(_)) if pages::handlers::is_for_eyes(inbound) => Route::Page(Page::Missing),
        found => found?,
    };
    app.operation.set(route.operation());
    if let Some(id) = route.stream_id() {
        app.note_stream(id);
    }
    dispatch(app, inbound, route).await
}

/// Every route and who handles it.
async fn dispatch(app: &App, inbound: &mut Inbound, route: Route) -> Result<Answer, ApiError> {
    let response = match route {
        Route::Healthz => ops::handlers::healthz(app).await,
        Route::OpenApi => ops::handlers::openapi(app).await,
        Route::Metrics => ops::metrics::handlers::metrics(app, inbound).await,
        Route::ListActivity => ops::activity::handlers::list(app, inbound).await,
        Route::ListEvents => ops::events::handlers::list(app, inbound).await,
        Route::ListFailures => ops::failures::handlers::list(app, inbound).await,
        Route::RetryFailure(id) => ops::failures::handlers::retry(app, inbound, id).await,
        Route::DeleteFailure(id) => ops::failures::handlers::delete(app, inbound, id).await,
        Route::Register => identity::handlers::register(app, inbound).await,
        Route::Login => identity::handlers::login(app, inbound).await,
        Route::EnterAsGuest => identity::handlers::guest(app, inbound).await,
        Route::RefreshTokens => identity::handlers::refresh(app, inbound).await,
        Route::Logout => identity::handlers::logout(app, inbound).await,
        Route::WhoAmI => identity::handlers::me(app, inbound).await,
        Route::ListSessions => identity::handlers::sessions(app, inbound).await,
        Route::EndSession(id) => identity::handlers::end_session(app, inbound, &id).await,
        Route::CreateStream => streams::handlers::create(app, inbound).await,
        Route::ListStreams => streams::handlers::list(app, inbound).await,
        Route::GetStream(id) => streams::handlers::get(app, inbound, id).await,
        Route::UpdateStream(id) => streams::handlers::update(app, inbound, id).await,
        Route::DeleteStream(id) => streams::handlers::delete(app, inbound, id).await,
        Route::GetStreamKey(id) => streams::handlers::key(app, inbound, id).await,
        Route::RotateStreamKey(id) => streams::handlers::rotate_key(app, inbound, id).await,
        Route::GetPlayback(id) => streams::handlers::playback(app, inbound, id).await,
        Route::ListStreamEvents(id) => media::handlers::list(app, inbound, id).await,
        Route::GetStreamHealth(id) => media::handlers::health(app, inbound, id).await,
        Route::Chat(id) => return chat::handlers::chat(app, inbound, id).await,
        Route::DeleteMessage(id, seq) => chat::moderation::delete(app, inbound, id, seq).await,
        Route::ExportChat(id) => chat::export::export(app, inbound, id).await,
        Route::ListChatActs(id) => chat::moderation::audit(app, inbound, id).await,
        Route::GetChatSettings(id) => chat::moderation::settings(app, inbound, id).await,
        Route::UpdateChatSettings(id) => chat::moderation::change_settings(app, inbound, id).await,
        Route::ListBans(id) => chat::moderation::bans(app, inbound, id).await,
        Route::Ban(id) => chat::moderation::ban(app, inbound, id).await,
        Route::Unban(id, user) => chat::moderation::unban(app, inbound, id, user).await,
        Route::ListModerators(id) => chat::moderation::moderators(app, inbound, id).await,
        Route::AddModerator(id, user) => chat::moderation::add_moderator(app, inbound, id, user).await,
        Route::RemoveModerator(id, user) => chat::moderation::remove_moderator(app, inbound, id, user).await,
        Route::StreamSocketIo(id) => return chat::engine::engine(app, inbound, Some(id)).await,
        Route::SocketIo => {
            return chat::engine::engine(app, inbound, chat::engine::stream_id(inbound)).await;
        }
        Route::UploadVideo => vod::upload::upload(app, inbound).await,
        Route::CreateUpload => vod::tus::create(app, inbound).await,
        Route::GetUpload(id) => vod::tus::head(app, inbound, &id).await,
        Route::SendUpload(id) => vod::tus::patch(app, inbound, &id).await,
        Route::OverrideUpload(id) => vod::tus::overridden(app, inbound, &id).await,
        Route::TerminateUpload(id) => vod::tus::terminate(app, inbound, &id).await,
        Route::ListVideos => vod::handlers::list(app, inbound).await,
        Route::GetVideo(id) => vod::handlers::get(app, inbound, id).await,
        Route::UpdateVideo(id) => vod::handlers::update(app, inbound, id).await,
        Route::DeleteVideo(id) => vod::handlers::delete(app, inbound, id).await,
        Route::GetVideoContent(id) => vod::content::content(app, inbound, id).await,
        Route::GetVideoThumbnail(id) => vod::content::thumbnail(app, inbound, id).await,
        Route::SetVideoThumbnail(id) => vod::handlers::set_thumbnail(app, inbound, id).await,
        Route::GetRoom(id) => registry::handlers::get(app, &id).await,
        Route::GetTypedData => registry::handlers::typed_data(app, inbound).await,
        Route::RelayRoom => registry::handlers::relay(app, inbound).await,
        Route::ReceiveStreamEvent => media::handlers::receive(app, inbound).await,
        Route::ReceiveLiveNotification => cloudflare::webhooks::receive_live(app, inbound).await,
        Route::ReceiveVideoNotification => cloudflare::webhooks::receive_video(app, inbound).await,
        Route::ListOutputs(id) => cloudflare::outputs::list(app, inbound, id).await,
        Route::CreateOutput(id) => cloudflare::outputs::create(app, inbound, id).await,
        Route::UpdateOutput(id, output) => cloudflare::outputs::update(app, inbound, id, &output).await,
        Route::DeleteOutput(id, output) => cloudflare::outputs::delete(app, inbound, id, &output).await,
        Route::CreateDirectUpload => cloudflare::uploads::direct(app, inbound).await,
        Route::CreateRoom => cloudflare::handlers::create(app, inbound).await,
        Route::GetLivestream => cloudflare::handlers::livestream(app, inbound).await,
        Route::EndRoom => cloudflare::handlers::end(app, inbound).await,
        Route::Page(page) => pages::handlers::page(app, page).await,
    };
    response.map(Answer::Made)
}

fn preflight() -> Response {
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
