//! What the owner of a stream does to its live input, and sees of it.

use super::store::{self, Debris, InputRow};
use super::{Desk, calls, opening, removing};
use crate::app::App;
use crate::error::ApiError;
use crate::platform::d1::Statement;
use crate::platform::log::Level;
use domain::cloudflare::live_input::Ingest;
use domain::problem::Problem;
use domain::secret::Secret;
use serde_json::{Value, json};

/// What its owner sees of a live input, beside the key.
#[derive(Debug)]
pub struct Shown {
    /// Where to publish by RTMPS.
    pub rtmps_url: String,
    /// The same by SRT: a secret.
    pub srt_url: Option<Secret>,
    /// The same by WHIP: a secret.
    pub whip_url: Option<Secret>,
    /// What Stream did not take of what it was asked for: a list of sentences.
    pub warnings: Value,
}

/// The live input of a stream, for its owner.
///
/// # Errors
/// When the database is away, or what is sealed does not open.
pub async fn shown(app: &App, stream_id: i64) -> Result<Option<Shown>, ApiError> {
    let Some(row) = store::of_stream(&app.db()?, stream_id).await? else { return Ok(None) };
    let bound_to = opening::bound_to(&row.input_id);
    let secrets = app.config.vault.open(&row.sealed_ingest, &bound_to).map_err(Problem::from)?;
    let warnings = serde_json::from_str(&row.warnings).unwrap_or_default();
    let ingest = Ingest::of(row.rtmps_url, Secret::new(""), &secrets);
    Ok(Some(of_ingest(&ingest, warnings)))
}

/// The same of one that was just made.
pub fn of_ingest(ingest: &Ingest, warnings: Value) -> Shown {
    Shown {
        rtmps_url: ingest.rtmps_url.clone(),
        srt_url: ingest.srt_url.clone(),
        whip_url: ingest.whip_url.clone(),
        warnings,
    }
}

/// New keys for a stream's live input: what the stream's row is to hold, and the statement that keeps the rest.
///
/// # Errors
/// [`Problem::NotFound`] when there is none, [`Problem::Away`] while Stream is down.
pub async fn rotate(app: &App, stream_id: i64) -> Result<(Ingest, Statement<'static>), ApiError> {
    let (desk, row) = at(app, stream_id).await?;
    let input = calls::rotate_keys(&desk, &row.input_id).await?;
    let nonsense = || ApiError::caused(Problem::BadUpstream(super::api::WHAT), "no keys after a rotation");
    let ingest = input.ingest.ok_or_else(nonsense)?;
    let sealed = opening::seal(&desk, &row.input_id, &ingest)?;
    let statement = store::replace_ingest(stream_id, &ingest.rtmps_url, &sealed);
    Ok((ingest, statement))
}

/// Whether playing a stream takes a token from now on, for its recordings too.
///
/// # Errors
/// [`Problem::Invalid`] for a stream that is not on Stream or where nothing signs, [`Problem::Away`].
pub async fn set_signed(app: &App, stream_id: i64, is_signed: bool) -> Result<(), ApiError> {
    let elsewhere = || Problem::field("signed", "only streams on Cloudflare Stream can be signed");
    let Some(row) = store::of_stream(&app.db()?, stream_id).await? else {
        return if is_signed { Err(elsewhere().into()) } else { Ok(()) };
    };
    let desk = Desk::of_app(app)?;
    opening::check_signing(&desk, is_signed)?;
    let wish = opening::wish(&desk, &row.title, is_signed);
    let warnings = calls::change_input(&desk, &row.input_id, &wish).await?;
    for warning in &warnings {
        desk.log.write(
            Level::Warn,
            "stream settings differ",
            json!({"inputId": row.input_id, "warning": warning}),
        );
    }
    store::set_signed(&desk.db()?, stream_id, is_signed, &warnings).await
}

/// Puts the encoder out, and lets the next one in. What fails here is seen to by the clock.
pub async fn kick(app: &App, stream_id: i64) -> Result<(), ApiError> {
    let Some(row) = store::of_stream(&app.db()?, stream_id).await? else { return Ok(()) };
    let Some(desk) = Desk::of(&app.env, &app.config, app.now) else { return Ok(()) };
    store::await_recording(&desk.db()?, stream_id, desk.now).await?;
    let kicked = async {
        calls::set_enabled(&desk, &row.input_id, false).await?;
        if row.is_enabled { calls::set_enabled(&desk, &row.input_id, true).await } else { Ok(()) }
    };
    if let Err(fault) = kicked.await {
        desk.log.write(
            Level::Warn,
            "encoder not put out",
            json!({"streamId": stream_id, "cause": format!("{fault:?}")}),
        );
    }
    Ok(())
}

/// Lets no encoder in any more. What fails at Stream is seen to by the clock.
pub(super) async fn close(desk: &Desk<'_>, row: &InputRow) -> Result<(), ApiError> {
    store::close(&desk.db()?, row.stream_id, desk.now).await?;
    if let Err(fault) = calls::set_enabled(desk, &row.input_id, false).await {
        let fields = json!({"streamId": row.stream_id, "cause": format!("{fault:?}")});
        desk.log.write(Level::Warn, "live input not closed yet", fields);
    }
    Ok(())
}

/// The stream is gone: so is its live input, now or when the clock comes by.
pub async fn forget(app: &App, input_id: &str) {
    let Some(desk) = Desk::of(&app.env, &app.config, app.now) else { return };
    if let Err(error) = removing::remove_noted(&desk, Debris::Input, input_id).await {
        let fields = json!({"inputId": input_id, "cause": error.cause});
        desk.log.write(Level::Warn, "live input not removed yet", fields);
    }
}

/// A video is gone: so it is at Stream, now or when the clock comes by.
pub async fn forget_video(app: &App, video_id: &str) {
    let Some(desk) = Desk::of(&app.env, &app.config, app.now) else { return };
    if let Err(error) = removing::remove_noted(&desk, Debris::Video, video_id).await {
        let fields = json!({"videoId": video_id, "cause": error.cause});
        desk.log.write(Level::Warn, "video not removed yet", fields);
    }
}

async fn at(app: &App, stream_id: i64) -> Result<(Desk<'_>, InputRow), ApiError> {
    let desk = Desk::of_app(app)?;
    let row = store::of_stream(&desk.db()?, stream_id).await?.ok_or(Problem::NotFound("live input"))?;
    Ok((desk, row))
}

/// The live input of a stream that its caller owns.
///
/// # Errors
/// [`Problem::Conflict`] for a stream that is not on Stream.
pub(super) async fn needed(app: &App, stream_id: i64) -> Result<(Desk<'_>, InputRow), ApiError> {
    let detail = "this stream is not on Cloudflare Stream";
    at(app, stream_id).await.map_err(|error| match error.problem {
        Problem::NotFound(_) => Problem::Conflict(detail.into()).into(),
        _ => error,
    })
}
