//! A live input for a new stream. It is noted before it is made, so that none is left over at Stream whatever happens
//! before its stream is in the database.

use super::api::{Fault, WHAT};
use super::store::{self, Debris, NewInput};
use super::{Desk, calls, removing};
use crate::error::ApiError;
use crate::platform::d1::Statement;
use crate::platform::log::Level;
use crate::platform::random;
use domain::cloudflare::live_input::Ingest;
use domain::cloudflare::wish::{Wish, timeout_s};
use domain::problem::Problem;
use domain::streams::draft::NewStream;
use serde_json::json;

/// A live input that was made and belongs to no stream yet.
#[derive(Debug)]
pub struct Opened {
    /// Stream's id of it.
    pub input_id: String,
    /// Where to publish.
    pub ingest: Ingest,
    /// The account's playback host, with scheme.
    pub origin: String,
    /// What Stream did not take of what it was asked for, in words for the owner.
    pub warnings: Vec<String>,
    is_signed: bool,
    reference: String,
}

/// How a stream's live input is to be.
pub(super) fn wish(desk: &Desk<'_>, name: &str, is_signed: bool) -> Wish {
    Wish {
        name: name.to_owned(),
        host: None,
        reference: random::id(),
        is_signed,
        recording_days: desk.account.recording_days,
        timeout_s: timeout_s(desk.config.rules.reconnect_window_ms),
    }
}

/// Makes a live input.
///
/// # Errors
/// [`Problem::Invalid`] for a signed one where nothing signs, [`Problem::Away`] while Stream is down.
pub async fn open(desk: &Desk<'_>, new: &NewStream, host: Option<String>) -> Result<Opened, ApiError> {
    check_signing(desk, new.is_signed)?;
    let wish = Wish { host, ..wish(desk, &new.title, new.is_signed) };
    let db = desk.db()?;
    store::note_debris(&db, Debris::Reference, &wish.reference).await?;
    let made = calls::create_input(desk, &wish).await;
    if let Err(Fault::Refused(..) | Fault::Away(_)) = made {
        // Surely not made.
        store::finish_debris(&db, Debris::Reference, &wish.reference, desk.now).await?;
    }
    let (input, warnings) = made?;
    for warning in &warnings {
        desk.log.write(
            Level::Warn,
            "stream settings differ",
            json!({"inputId": input.uid, "warning": warning}),
        );
    }
    let origin = desk.account.origin.clone().or(input.origin);
    let (Some(ingest), Some(origin)) = (input.ingest, origin) else {
        return Err(ApiError::caused(Problem::BadUpstream(WHAT), "a live input without addresses"));
    };
    let (is_signed, reference) = (wish.is_signed, wish.reference);
    Ok(Opened { input_id: input.uid, ingest, origin, warnings, is_signed, reference })
}

/// # Errors
/// [`Problem::Invalid`] when this deployment has no key to sign with.
pub(super) fn check_signing(desk: &Desk<'_>, is_signed: bool) -> Result<(), ApiError> {
    if is_signed && desk.account.signing.is_none() {
        return Err(Problem::field("signed", "this deployment has no key that signs playback").into());
    }
    Ok(())
}

impl Opened {
    /// The statements that keep it with the stream of this playback name.
    ///
    /// # Errors
    /// When its secrets cannot be sealed.
    pub fn statements(
        &self,
        desk: &Desk<'_>,
        playback_name: &str,
    ) -> Result<Vec<Statement<'static>>, ApiError> {
        let sealed = seal(desk, &self.input_id, &self.ingest)?;
        let new = NewInput {
            input_id: &self.input_id,
            rtmps_url: &self.ingest.rtmps_url,
            sealed_ingest: &sealed,
            origin: &self.origin,
            is_signed: self.is_signed,
            warnings: &self.warnings,
        };
        Ok(store::insert(playback_name, &new, &self.reference))
    }

    /// Its stream could not be kept: it is removed now, or else by the clock, which finds its reference.
    pub async fn abandon(&self, desk: &Desk<'_>) {
        let removed = removing::remove(desk, Debris::Input, &self.input_id).await;
        if removed.is_ok()
            && let Ok(db) = desk.db()
        {
            let _ = store::finish_debris(&db, Debris::Reference, &self.reference, desk.now).await;
        }
    }
}

/// The addresses that are secrets, sealed for the owner.
pub(super) fn seal(desk: &Desk<'_>, input_id: &str, ingest: &Ingest) -> Result<String, ApiError> {
    let sealed = desk.config.vault.seal(&ingest.secrets(), &bound_to(input_id), random::bytes());
    Ok(sealed.map_err(Problem::from)?)
}

/// What the sealed addresses are bound to.
pub(super) fn bound_to(input_id: &str) -> String {
    format!("live input {input_id}")
}
