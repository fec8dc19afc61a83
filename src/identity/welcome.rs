//! What a login is answered with, and where its refresh token goes.

use super::own_rules;
use super::store::User;
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use domain::auth::{self, NewClaims, cookie, refresh};
use domain::problem::{Problem, TokenFault};
use domain::secret::Secret;
use serde_json::{Value, json};
use worker::Response;

/// How long the token before the current one is taken for a repetition: a page was left while it refreshed.
const GRACE_MS: i64 = 30_000;

/// How a client keeps its refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    /// It reads and sends it in the body.
    Body,
    /// Its browser does, out of reach of scripts; `X-Session: cookie` asks for that. The header is also what a page
    /// of another origin cannot send.
    Cookie,
}

impl Carrier {
    /// What the client asks for.
    ///
    /// # Errors
    /// [`Problem::Malformed`] for another word, [`Problem::Forbidden`] for a page that is not ours.
    pub(super) fn of(inbound: &Inbound) -> Result<Self, Problem> {
        match inbound.header("x-session").as_deref() {
            None => return Ok(Self::Body),
            Some("cookie") => {}
            Some(_) => return Err(Problem::Malformed("X-Session must be cookie".into())),
        }
        let (site, origin) = (inbound.header("sec-fetch-site"), inbound.header("origin"));
        if cookie::is_own_page(site.as_deref(), origin.as_deref(), &inbound.origin()) {
            Ok(Self::Cookie)
        } else {
            Err(Problem::Forbidden("X-Session is for pages of this origin".into()))
        }
    }

    /// How long a token that was used up still counts, in milliseconds.
    pub(super) const fn grace_ms(self) -> i64 {
        match self {
            Self::Body => 0,
            Self::Cookie => GRACE_MS,
        }
    }

    /// The token in the cookie, if that is where it is.
    pub(super) fn kept(self, inbound: &Inbound) -> Option<String> {
        let header = inbound.header("cookie").filter(|_| self == Self::Cookie)?;
        cookie::read(&header).map(str::to_owned)
    }

    /// The token that a refresh brings.
    ///
    /// # Errors
    /// When there is none, by the ways of the carrier.
    pub(super) async fn refresh_token(self, app: &App, inbound: &mut Inbound) -> Result<String, ApiError> {
        if self == Self::Cookie {
            return self.kept(inbound).ok_or(TokenFault::Missing.into());
        }
        let body = inbound.json(app.config.max_body_bytes).await?;
        let token = body.get("refreshToken").and_then(Value::as_str).map(str::to_owned);
        token.ok_or_else(|| Problem::field("refreshToken", "must be a refresh token").into())
    }

    /// The user with a pair of tokens for the session at this generation.
    pub(super) fn welcome(
        self,
        app: &App,
        status: u16,
        user: &User,
        sid: &str,
        generation: u32,
    ) -> Result<Response, ApiError> {
        let sub = user.id.to_string();
        let claims = NewClaims { sub: &sub, name: &user.username, role: user.role, sid: Some(sid) };
        let access = access_token(app, &claims)?;
        let refresh = refresh::issue(&app.config.tokens.keyring, sid, generation);
        let mut body = json!({"user": user, "accessToken": access.expose(), "expiresIn": expires_in_s(app)});
        match (self, body.as_object_mut()) {
            (Self::Cookie, _) => {
                app.add_header(
                    "set-cookie",
                    &cookie::keep(&refresh, app.config.tokens.session_ttl_ms / 1_000),
                );
            }
            (Self::Body, Some(members)) => {
                members.insert("refreshToken".to_owned(), refresh.expose().into());
            }
            (Self::Body, None) => {}
        }
        reply::json(status, &body)
    }

    /// Has the browser forget its token.
    pub(super) fn forget(self, app: &App) {
        if self == Self::Cookie {
            app.add_header("set-cookie", &cookie::drop());
        }
    }
}

/// An access token that says this.
pub(super) fn access_token(app: &App, claims: &NewClaims<'_>) -> Result<Secret, ApiError> {
    Ok(auth::issue(&own_rules(&app.config), claims, app.now, app.config.tokens.access_ttl_ms)?)
}

/// How long that counts, in seconds.
pub(super) fn expires_in_s(app: &App) -> i64 {
    app.config.tokens.access_ttl_ms / 1_000
}
