//! Where a stream on Stream is played, signed where it asks for that.

use super::Desk;
use super::store::{self, InputRow};
use crate::app::App;
use crate::config::Signing;
use crate::error::ApiError;
use crate::platform::crypto::{self, PrivateKey};
use crate::platform::fetch;
use domain::cloudflare::address::Place;
use domain::cloudflare::state::read_running_video;
use domain::cloudflare::token;
use domain::problem::Problem;
use domain::time::Millis;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::HashMap;

/// How long the question which video runs may hold an answer up.
const LIMIT_MS: u64 = 2_000;
const MAX_BYTES: usize = 16_384;
/// It is not asked more often than this for one stream.
const PAUSE_MS: i64 = 10_000;
const MAX_REMEMBERED: usize = 1_000;

thread_local! {
    static KEY: RefCell<Option<PrivateKey>> = const { RefCell::new(None) };
    static ASKED: RefCell<HashMap<i64, Millis>> = RefCell::default();
}

/// Addresses of one thing, and until when they count.
#[derive(Debug)]
pub struct Pass {
    /// The addresses' common beginning.
    pub place: Place,
    /// When they end, Unix seconds; `None` for ever.
    pub expires_s: Option<i64>,
}

/// The way to a live input or a video.
///
/// # Errors
/// [`Problem::Misconfigured`] for a signed one on a deployment that cannot sign any more.
pub async fn pass(app: &App, origin: &str, id: &str, is_signed: bool) -> Result<Pass, ApiError> {
    if !is_signed {
        return Ok(Pass { place: Place::new(origin, id), expires_s: None });
    }
    let (token, expires_s) = new_token(app, id).await?;
    Ok(Pass { place: Place::new(origin, &token), expires_s: Some(expires_s) })
}

/// A video's address with a token in the place of its id.
///
/// # Errors
/// As [`pass`].
pub async fn signed_address(app: &App, video_id: &str, url: &str) -> Result<String, ApiError> {
    let (token, _) = new_token(app, video_id).await?;
    Ok(url.replace(&format!("/{video_id}/"), &format!("/{token}/")))
}

async fn new_token(app: &App, subject: &str) -> Result<(String, i64), ApiError> {
    let cannot = || Problem::Misconfigured("no key signs playback on Cloudflare Stream".into());
    let signing: &Signing =
        app.config.cloudflare.as_ref().and_then(|account| account.signing.as_ref()).ok_or_else(cannot)?;
    let expires_s = token::expires_s(app.now, signing.ttl_s);
    let text = signing.key.text(subject, expires_s, &signing.rules);
    let key = key(signing).await.ok_or_else(cannot)?;
    let signature = crypto::sign(&key, &text).await.ok_or_else(cannot)?;
    Ok((token::token(&text, &signature), expires_s))
}

/// The key in the runtime's hands, given there once.
async fn key(signing: &Signing) -> Option<PrivateKey> {
    if let Some(key) = KEY.with_borrow(Clone::clone) {
        return Some(key);
    }
    let key = crypto::import_private(signing.key.jwk()).await?;
    KEY.with_borrow_mut(|known| *known = Some(key.clone()));
    Some(key)
}

/// Everything by which a stream is watched that is on air, or waits for its encoder.
///
/// # Errors
/// As [`pass`], and when the database is away.
pub async fn running(app: &App, stream_id: i64) -> Result<Map<String, Value>, ApiError> {
    let row = store::of_stream(&app.db()?, stream_id).await?.ok_or(Problem::NotFound("live input"))?;
    let live = pass(app, &row.origin, &row.input_id, row.is_signed).await?;
    let mut view = object(&json!({
        "hls": live.place.hls(),
        "dash": live.place.dash(),
        "webrtc": live.place.whep(),
        "iframe": live.place.iframe(),
    }));
    if let Some(video_id) = running_video(app, &row).await {
        // Clips are cut from the broadcast's video, not from the live input.
        let video = pass(app, &row.origin, &video_id, row.is_signed).await?;
        view.insert("thumbnail".to_owned(), video.place.thumbnail().into());
        view.insert("clips".to_owned(), video.place.clips());
    }
    expires(&mut view, live.expires_s);
    Ok(view)
}

/// Everything by which a recording is watched.
///
/// # Errors
/// As [`running`].
pub async fn recorded(
    app: &App,
    origin: &str,
    video_id: &str,
    is_signed: bool,
) -> Result<Map<String, Value>, ApiError> {
    let video = pass(app, origin, video_id, is_signed).await?;
    let mut view = object(&json!({
        "hls": video.place.hls(),
        "dash": video.place.dash(),
        "iframe": video.place.iframe(),
        "thumbnail": video.place.thumbnail(),
        "clips": video.place.clips(),
    }));
    expires(&mut view, video.expires_s);
    Ok(view)
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn expires(view: &mut Map<String, Value>, expires_s: Option<i64>) {
    if let Some(expires_s) = expires_s {
        view.insert("expiresAt".to_owned(), Millis(expires_s * 1_000).to_rfc3339().into());
    }
}

/// Which video the broadcast is. The clock finds out within a minute; who watches before that need not wait for it.
async fn running_video(app: &App, row: &InputRow) -> Option<String> {
    if row.video_id.is_some() {
        return row.video_id.clone();
    }
    if !may_ask(row.stream_id, app.now) {
        return None;
    }
    let url = Place::new(&row.origin, &row.input_id).lifecycle();
    let video_id = read_running_video(&fetch::get(&url, LIMIT_MS, MAX_BYTES).await.ok()?)?;
    let _ = store::note_video(&app.db().ok()?, row.stream_id, &video_id).await;
    Some(video_id)
}

fn may_ask(stream_id: i64, now: Millis) -> bool {
    ASKED.with_borrow_mut(|asked| {
        let is_due = asked.get(&stream_id).is_none_or(|at| now.since(*at) >= PAUSE_MS);
        if asked.len() >= MAX_REMEMBERED {
            asked.clear();
        }
        if is_due {
            asked.insert(stream_id, now);
        }
        is_due
    })
}

/// Whether this deployment can sign.
pub(super) fn can_sign(desk: &Desk<'_>) -> bool {
    desk.account.signing.is_some()
}
