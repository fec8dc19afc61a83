//! Routes are data: a pure function from method and path to a `Route`.

use domain::chat::user_id::UserId;
use domain::integer::MAX_INTEGER;
use domain::pages::Page;
use domain::problem::Problem;
use strum::{IntoStaticStr, VariantNames};

/// Everything that can be asked for. The name of a variant, in camelCase, is its operation id in the OpenAPI
/// document and its `route` in the log.
#[derive(Clone, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "camelCase")]
pub enum Route {
    /// `GET /healthz`
    Healthz,
    /// `GET /openapi.json`
    OpenApi,
    /// `GET /metrics`
    Metrics,
    /// `GET /ops/activity`
    ListActivity,
    /// `GET /ops/events`
    ListEvents,
    /// `GET /ops/failures`
    ListFailures,
    /// `POST /ops/failures/:id/retry`
    RetryFailure(i64),
    /// `DELETE /ops/failures/:id`
    DeleteFailure(i64),
    /// `POST /auth/register`
    Register,
    /// `POST /auth/login`
    Login,
    /// `POST /auth/guest`
    EnterAsGuest,
    /// `POST /auth/refresh`
    RefreshTokens,
    /// `POST /auth/logout`
    Logout,
    /// `GET /auth/me`
    WhoAmI,
    /// `GET /auth/sessions`
    ListSessions,
    /// `DELETE /auth/sessions/:id`
    EndSession(String),
    /// `POST /streams`
    CreateStream,
    /// `GET /streams`
    ListStreams,
    /// `GET /streams/:id`
    GetStream(i64),
    /// `PUT /streams/:id`
    UpdateStream(i64),
    /// `DELETE /streams/:id`
    DeleteStream(i64),
    /// `GET /streams/:id/key`
    GetStreamKey(i64),
    /// `POST /streams/:id/key/rotate`
    RotateStreamKey(i64),
    /// `GET /streams/:id/playback`
    GetPlayback(i64),
    /// `GET /streams/:id/events`
    ListStreamEvents(i64),
    /// `GET /streams/:id/health`
    GetStreamHealth(i64),
    /// `GET /streams/:id/snapshot`
    GetSnapshot(i64),
    /// `GET /streams/:id/chat`
    Chat(i64),
    /// `DELETE /streams/:id/chat/:seq`
    DeleteMessage(i64, i64),
    /// `GET /streams/:id/chat/export`
    ExportChat(i64),
    /// `GET /streams/:id/chat/audit`
    ListChatActs(i64),
    /// `GET /streams/:id/chat/settings`
    GetChatSettings(i64),
    /// `PUT /streams/:id/chat/settings`
    UpdateChatSettings(i64),
    /// `GET /streams/:id/chat/bans`
    ListBans(i64),
    /// `POST /streams/:id/chat/bans`
    Ban(i64),
    /// `DELETE /streams/:id/chat/bans/:userId`
    Unban(i64, UserId),
    /// `GET /streams/:id/chat/moderators`
    ListModerators(i64),
    /// `PUT /streams/:id/chat/moderators/:userId`
    AddModerator(i64, UserId),
    /// `DELETE /streams/:id/chat/moderators/:userId`
    RemoveModerator(i64, UserId),
    /// `/streams/:id/socket.io/`
    StreamSocketIo(i64),
    /// `/socket.io/?streamId=:id`
    SocketIo,
    /// `POST /vod/upload`
    UploadVideo,
    /// `POST /vod/uploads`
    CreateUpload,
    /// `HEAD /vod/uploads/:id`
    GetUpload(String),
    /// `PATCH /vod/uploads/:id`
    SendUpload(String),
    /// `POST /vod/uploads/:id`
    OverrideUpload(String),
    /// `DELETE /vod/uploads/:id`
    TerminateUpload(String),
    /// `GET /vod`
    ListVideos,
    /// `GET /vod/:id`
    GetVideo(i64),
    /// `PUT /vod/:id`
    UpdateVideo(i64),
    /// `DELETE /vod/:id`
    DeleteVideo(i64),
    /// `GET /vod/:id/content`
    GetVideoContent(i64),
    /// `GET /vod/:id/thumbnail`
    GetVideoThumbnail(i64),
    /// `PUT /vod/:id/thumbnail`
    SetVideoThumbnail(i64),
    /// `GET /api/rooms/:roomId`
    GetRoom(String),
    /// `GET /api/rooms/typed-data`
    GetTypedData,
    /// `POST /api/rooms`
    RelayRoom,
    /// `POST /webhook/stream-event`
    ReceiveStreamEvent,
    /// `PUT /webhook/snapshot?name=`
    ReceiveSnapshot,
    /// `POST /webhook/cloudflare/live`
    ReceiveLiveNotification,
    /// `POST /webhook/cloudflare/video`
    ReceiveVideoNotification,
    /// `GET /streams/:id/outputs`
    ListOutputs(i64),
    /// `POST /streams/:id/outputs`
    CreateOutput(i64),
    /// `PUT /streams/:id/outputs/:outputId`
    UpdateOutput(i64, String),
    /// `DELETE /streams/:id/outputs/:outputId`
    DeleteOutput(i64, String),
    /// `POST /vod/direct-upload`
    CreateDirectUpload,
    /// `POST /api/create`
    CreateRoom,
    /// `GET /api/livestream?sessionId=`
    GetLivestream,
    /// `POST /api/end`
    EndRoom,
    /// A web page: for people, and no part of the contract.
    Page(Page),
}

impl Route {
    /// The operation id.
    pub fn operation(&self) -> &'static str {
        self.into()
    }

    /// The stream that it is about.
    pub const fn stream_id(&self) -> Option<i64> {
        match self {
            Self::GetStream(id)
            | Self::UpdateStream(id)
            | Self::DeleteStream(id)
            | Self::GetStreamKey(id)
            | Self::RotateStreamKey(id)
            | Self::GetPlayback(id)
            | Self::ListStreamEvents(id)
            | Self::GetStreamHealth(id)
            | Self::GetSnapshot(id)
            | Self::Chat(id)
            | Self::DeleteMessage(id, _)
            | Self::ExportChat(id)
            | Self::ListChatActs(id)
            | Self::GetChatSettings(id)
            | Self::UpdateChatSettings(id)
            | Self::ListBans(id)
            | Self::Ban(id)
            | Self::Unban(id, _)
            | Self::ListModerators(id)
            | Self::AddModerator(id, _)
            | Self::RemoveModerator(id, _)
            | Self::ListOutputs(id)
            | Self::CreateOutput(id)
            | Self::UpdateOutput(id, _)
            | Self::DeleteOutput(id, _)
            | Self::StreamSocketIo(id) => Some(*id),
            _ => None,
        }
    }
}

/// The route of a request; `HEAD` goes where `GET` goes, unless it has a door of its own.
///
/// # Errors
/// [`Problem::NotFound`] for an unknown path, [`Problem::MethodNotAllowed`] for a known one.
pub fn route(method: &str, path: &str) -> Result<Route, Problem> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    if let Some(route) = socket_io(&segments) {
        return Ok(route);
    }
    let mut doors = doors(&segments).ok_or(Problem::NotFound("page"))?;
    let door_of = |method: &str| doors.iter().position(|(door, _)| *door == method);
    match door_of(method).or_else(|| door_of("GET").filter(|_| method == "HEAD")) {
        Some(index) => Ok(doors.swap_remove(index).1),
        None => Err(Problem::MethodNotAllowed(allow(&doors))),
    }
}

/// Socket.IO's paths, which its clients write with a slash at the end. To a method that it does not know Engine.IO
/// has an answer of its own.
fn socket_io(segments: &[&str]) -> Option<Route> {
    match segments {
        ["socket.io"] | ["socket.io", ""] => Some(Route::SocketIo),
        ["streams", id, "socket.io"] | ["streams", id, "socket.io", ""] => {
            row_id(id).map(Route::StreamSocketIo)
        }
        _ => None,
    }
}

fn allow(doors: &[(&str, Route)]) -> String {
    doors.iter().map(|(method, _)| *method).collect::<Vec<_>>().join(", ")
}

/// The methods that a path answers to, and where they lead.
fn doors(segments: &[&str]) -> Option<Vec<(&'static str, Route)>> {
    Some(match segments {
        ["healthz"] => vec![("GET", Route::Healthz)],
        ["openapi.json"] => vec![("GET", Route::OpenApi)],
        ["metrics"] => vec![("GET", Route::Metrics)],
        ["ops", rest @ ..] => return ops(rest),
        ["auth", rest @ ..] => return auth(rest),
        ["streams"] => vec![("GET", Route::ListStreams), ("POST", Route::CreateStream)],
        ["streams", id, rest @ ..] => return stream(row_id(id)?, rest),
        ["vod", rest @ ..] => return vod(rest),
        ["api", "rooms"] => vec![("POST", Route::RelayRoom)],
        ["api", "rooms", "typed-data"] => vec![("GET", Route::GetTypedData)],
        ["api", "rooms", id] if !id.is_empty() => vec![("GET", Route::GetRoom((*id).to_owned()))],
        ["webhook", "stream-event"] => vec![("POST", Route::ReceiveStreamEvent)],
        ["webhook", "snapshot"] => vec![("PUT", Route::ReceiveSnapshot)],
        ["webhook", "cloudflare", "live"] => vec![("POST", Route::ReceiveLiveNotification)],
        ["webhook", "cloudflare", "video"] => vec![("POST", Route::ReceiveVideoNotification)],
        ["api", "create"] => vec![("POST", Route::CreateRoom)],
        ["api", "livestream"] => vec![("GET", Route::GetLivestream)],
        ["api", "end"] => vec![("POST", Route::EndRoom)],
        _ => vec![("GET", Route::Page(page(segments)?))],
    })
}

/// The page of an address.
fn page(segments: &[&str]) -> Option<Page> {
    Some(match segments {
        [""] => Page::Home,
        ["watch", id] => row_id(id).map(|_| Page::Watch)?,
        ["watch", id, "chat"] => row_id(id).map(|_| Page::Chat)?,
        ["embed", id] => row_id(id).map(|_| Page::Embed)?,
        ["studio"] => Page::Studio,
        ["studio", "streams", id] => row_id(id).map(|_| Page::StudioStream)?,
        ["studio", "videos"] => Page::StudioVideos,
        ["studio", "account"] => Page::StudioAccount,
        ["admin"] => Page::Admin,
        ["docs"] => Page::Docs,
        _ => return None,
    })
}

fn ops(segments: &[&str]) -> Option<Vec<(&'static str, Route)>> {
    Some(match segments {
        ["activity"] => vec![("GET", Route::ListActivity)],
        ["events"] => vec![("GET", Route::ListEvents)],
        ["failures"] => vec![("GET", Route::ListFailures)],
        ["failures", id] => vec![("DELETE", Route::DeleteFailure(row_id(id)?))],
        ["failures", id, "retry"] => vec![("POST", Route::RetryFailure(row_id(id)?))],
        _ => return None,
    })
}

fn vod(segments: &[&str]) -> Option<Vec<(&'static str, Route)>> {
    Some(match segments {
        [] => vec![("GET", Route::ListVideos)],
        ["upload"] => vec![("POST", Route::UploadVideo)],
        ["direct-upload"] => vec![("POST", Route::CreateDirectUpload)],
        ["uploads"] => vec![("POST", Route::CreateUpload)],
        ["uploads", id] if !id.is_empty() => upload((*id).to_owned()),
        [id] => {
            let id = row_id(id)?;
            vec![
                ("GET", Route::GetVideo(id)),
                ("PUT", Route::UpdateVideo(id)),
                ("DELETE", Route::DeleteVideo(id)),
            ]
        }
        [id, "content"] => vec![("GET", Route::GetVideoContent(row_id(id)?))],
        [id, "thumbnail"] => {
            let id = row_id(id)?;
            vec![("GET", Route::GetVideoThumbnail(id)), ("PUT", Route::SetVideoThumbnail(id))]
        }
        _ => return None,
    })
}

fn upload(id: String) -> Vec<(&'static str, Route)> {
    vec![
        ("HEAD", Route::GetUpload(id.clone())),
        ("PATCH", Route::SendUpload(id.clone())),
        ("POST", Route::OverrideUpload(id.clone())),
        ("DELETE", Route::TerminateUpload(id)),
    ]
}

fn auth(segments: &[&str]) -> Option<Vec<(&'static str, Route)>> {
    Some(match segments {
        ["register"] => vec![("POST", Route::Register)],
        ["login"] => vec![("POST", Route::Login)],
        ["guest"] => vec![("POST", Route::EnterAsGuest)],
        ["refresh"] => vec![("POST", Route::RefreshTokens)],
        ["logout"] => vec![("POST", Route::Logout)],
        ["me"] => vec![("GET", Route::WhoAmI)],
        ["sessions"] => vec![("GET", Route::ListSessions)],
        ["sessions", id] if !id.is_empty() => vec![("DELETE", Route::EndSession((*id).to_owned()))],
        _ => return None,
    })
}

fn stream(id: i64, segments: &[&str]) -> Option<Vec<(&'static str, Route)>> {
    Some(match segments {
        [] => vec![
            ("GET", Route::GetStream(id)),
            ("PUT", Route::UpdateStream(id)),
            ("DELETE", Route::DeleteStream(id)),
        ],
        ["key"] => vec![("GET", Route::GetStreamKey(id))],
        ["key", "rotate"] => vec![("POST", Route::RotateStreamKey(id))],
        ["playback"] => vec![("GET", Route::GetPlayback(id))],
        ["events"] => vec![("GET", Route::ListStreamEvents(id))],
        ["health"] => vec![("GET", Route::GetStreamHealth(id))],
        ["snapshot"] => vec![("GET", Route::GetSnapshot(id))],
        ["outputs"] => vec![("GET", Route::ListOutputs(id)), ("POST", Route::CreateOutput(id))],
        ["outputs", output] => {
            let output = provider_id(output)?;
            vec![
                ("PUT", Route::UpdateOutput(id, output.clone())),
                ("DELETE", Route::DeleteOutput(id, output)),
            ]
        }
        ["chat", rest @ ..] => return chat(id, rest),
        _ => return None,
    })
}

fn chat(id: i64, segments: &[&str]) -> Option<Vec<(&'static str, Route)>> {
    Some(match segments {
        [] => vec![("GET", Route::Chat(id))],
        ["export"] => vec![("GET", Route::ExportChat(id))],
        ["audit"] => vec![("GET", Route::ListChatActs(id))],
        ["settings"] => {
            vec![("GET", Route::GetChatSettings(id)), ("PUT", Route::UpdateChatSettings(id))]
        }
        ["bans"] => vec![("GET", Route::ListBans(id)), ("POST", Route::Ban(id))],
        ["bans", user] => vec![("DELETE", Route::Unban(id, user_id(user)?))],
        ["moderators"] => vec![("GET", Route::ListModerators(id))],
        ["moderators", user] => vec![
            ("PUT", Route::AddModerator(id, user_id(user)?)),
            ("DELETE", Route::RemoveModerator(id, user_id(user)?)),
        ],
        [seq] => vec![("DELETE", Route::DeleteMessage(id, row_id(seq)?))],
        _ => return None,
    })
}

/// A user's id; a guest's has a colon, which clients write in either way.
fn user_id(segment: &str) -> Option<UserId> {
    UserId::parse(&segment.replace("%3A", ":").replace("%3a", ":"))
}

/// An id of Cloudflare Stream's: it goes on into an address there.
fn provider_id(text: &str) -> Option<String> {
    let is_id = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_id.then(|| text.to_owned())
}

/// A row's id as it is written in a path: digits only, no leading zero, within what JavaScript counts exactly.
fn row_id(text: &str) -> Option<i64> {
    let is_canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|id| is_canonical && *id <= MAX_INTEGER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_and_a_path_lead_to_one_route() {
        for (method, path, want) in [
            ("GET", "/streams", Route::ListStreams),
            ("HEAD", "/streams", Route::ListStreams),
            ("POST", "/streams", Route::CreateStream),
            ("GET", "/streams/7", Route::GetStream(7)),
            ("POST", "/streams/7/key/rotate", Route::RotateStreamKey(7)),
            ("DELETE", "/auth/sessions/a-b", Route::EndSession("a-b".into())),
            ("GET", "/streams/7/chat", Route::Chat(7)),
            ("DELETE", "/streams/7/chat/9", Route::DeleteMessage(7, 9)),
            ("DELETE", "/streams/7/chat/bans/9", Route::Unban(7, UserId::Account(9))),
            ("DELETE", "/streams/7/chat/bans/guest%3Aa", Route::Unban(7, UserId::Guest("guest:a".into()))),
            ("GET", "/streams/7/socket.io/", Route::StreamSocketIo(7)),
            ("DELETE", "/streams/7/outputs/baea4d", Route::DeleteOutput(7, "baea4d".into())),
            ("GET", "/api/livestream", Route::GetLivestream),
            ("PATCH", "/streams/7/socket.io", Route::StreamSocketIo(7)),
            ("POST", "/socket.io/", Route::SocketIo),
            ("GET", "/", Route::Page(Page::Home)),
            ("HEAD", "/watch/7", Route::Page(Page::Watch)),
            ("GET", "/watch/7/chat", Route::Page(Page::Chat)),
            ("GET", "/embed/7", Route::Page(Page::Embed)),
            ("GET", "/docs", Route::Page(Page::Docs)),
            ("GET", "/metrics", Route::Metrics),
            ("POST", "/ops/failures/7/retry", Route::RetryFailure(7)),
            ("DELETE", "/ops/failures/7", Route::DeleteFailure(7)),
        ] {
            assert_eq!(route(method, path), Ok(want), "{method} {path}");
        }
    }

    #[test]
    fn an_unknown_path_is_not_found() {
        for path in [
            "",
            "/watch",
            "/watch/x",
            "/watch/7/",
            "/watch/7/chats",
            "/embed/0",
            "/ops",
            "/ops/failures/x",
            "/stream",
            "/streams/",
            "/streams/x",
            "/streams/0",
            "/streams/007",
            "/streams/-1",
            "/streams/+1",
            "/streams/99999999999999999999",
            "/streams/7/",
            "/streams/7/keys",
            "/streams/7/chat/",
            "/streams/7/chat/x",
            "/streams/7/chat/bans/x",
            "/streams/7/outputs/a%2Fb",
            "/streams/7/outputs/",
            "/streams/x/socket.io/",
            "/socket.io/x",
            "/auth",
            "/auth/sessions/",
            "//streams",
            "/STREAMS",
        ] {
            assert_eq!(route("GET", path), Err(Problem::NotFound("page")), "{path}");
        }
    }

    #[test]
    fn a_known_path_tells_its_methods() {
        for (method, path, allow) in [
            ("PATCH", "/streams", "GET, POST"),
            ("POST", "/streams/7", "GET, PUT, DELETE"),
            ("GET", "/webhook/stream-event", "POST"),
            ("get", "/streams", "GET, POST"),
        ] {
            assert_eq!(route(method, path), Err(Problem::MethodNotAllowed(allow.into())), "{method} {path}");
        }
    }
}
