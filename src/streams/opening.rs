//! A new stream, with whoever takes its video.

use super::store::{self, StoredKey, StreamRow};
use crate::app::App;
use crate::cloudflare::{self, Desk};
use crate::error::ApiError;
use crate::platform::random;
use domain::problem::Problem;
use domain::secret::Secret;
use domain::streams::draft::{NewStream, Provider};
use domain::streams::key::{new_key, playback_name};

/// A stream that was made.
#[derive(Debug)]
pub struct Opened {
    /// Its id.
    pub stream_id: i64,
    /// The key that lets an encoder in.
    pub key: Secret,
    /// Its live input, where Cloudflare Stream takes the video.
    pub input: Option<cloudflare::opening::Opened>,
    pub(super) row: StreamRow,
}

/// Makes a stream; `host` is what its maker calls its host.
///
/// # Errors
/// [`Problem::Invalid`] for a provider that is not set up, [`Problem::Away`] while that one is down.
pub async fn open(
    app: &App,
    user_id: i64,
    new: &NewStream,
    provider: Provider,
    host: Option<String>,
) -> Result<Opened, ApiError> {
    match provider {
        Provider::Selfhosted => open_here(app, user_id, new).await,
        Provider::Cloudflare => open_on_stream(app, user_id, new, host).await,
    }
}

async fn open_here(app: &App, user_id: i64, new: &NewStream) -> Result<Opened, ApiError> {
    if new.is_signed {
        return Err(Problem::field("signed", "only streams on Cloudflare Stream can be signed").into());
    }
    let (name, key) = (playback_name(random::bytes()), new_key(random::bytes()));
    let stored = stored_key(app, &key, &name)?;
    let row = store::insert(&app.db()?, user_id, new, Provider::Selfhosted, &name, &stored, vec![]).await?;
    Ok(Opened { stream_id: row.id, key, input: None, row })
}

async fn open_on_stream(
    app: &App,
    user_id: i64,
    new: &NewStream,
    host: Option<String>,
) -> Result<Opened, ApiError> {
    let not_set_up = || Problem::field("provider", "cloudflare is not set up on this deployment");
    let desk = Desk::of(&app.env, &app.config, app.now).ok_or_else(not_set_up)?;
    let input = cloudflare::opening::open(&desk, new, host).await?;
    let kept = keep(app, &desk, user_id, new, &input).await;
    if kept.is_err() {
        input.abandon(&desk).await;
    }
    let row = kept?;
    Ok(Opened { stream_id: row.id, key: input.ingest.stream_key.clone(), input: Some(input), row })
}

async fn keep(
    app: &App,
    desk: &Desk<'_>,
    user_id: i64,
    new: &NewStream,
    input: &cloudflare::opening::Opened,
) -> Result<StreamRow, ApiError> {
    let name = playback_name(random::bytes());
    let stored = stored_key(app, &input.ingest.stream_key, &name)?;
    let more = input.statements(desk, &name)?;
    store::insert(&app.db()?, user_id, new, Provider::Cloudflare, &name, &stored, more).await
}

/// A key as it is stored.
pub(super) fn stored_key(app: &App, key: &Secret, playback_name: &str) -> Result<StoredKey, ApiError> {
    let vault = &app.config.vault;
    let sealed = vault.seal(key, playback_name, random::bytes()).map_err(Problem::from)?;
    Ok(StoredKey { digest: vault.digest(key.expose()), sealed })
}
