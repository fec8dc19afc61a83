//! Signed links: made, and known again.

use crate::app::App;
use crate::http::request::Inbound;
use domain::problem::Problem;
use domain::vod::link::{self, What};

/// An address that needs no token for a while.
pub fn address(app: &App, inbound: &Inbound, id: i64, what: What) -> String {
    let expires_s = link::expires_at(app.now, app.config.vod.link_ttl_s);
    let signature = app.config.vod.links.sign(id, what, expires_s);
    let (origin, folder, word) = (inbound.origin(), what.folder(), what.as_str());
    format!("{origin}/{folder}/{id}/{word}?expires={expires_s}&signature={signature}")
}

/// Whether the request has a signed link, which must be a valid one then.
///
/// # Errors
/// [`Problem::Forbidden`] for one that is not.
pub fn is_by_link(app: &App, inbound: &Inbound, id: i64, what: What) -> Result<bool, Problem> {
    let Some(signature) = inbound.query("signature") else { return Ok(false) };
    let expires = inbound.query("expires").unwrap_or_default();
    if app.config.vod.links.is_valid(id, what, &expires, &signature, app.now) {
        return Ok(true);
    }
    Err(Problem::Forbidden("the link is not valid, or not any more: ask for a new one".into()))
}
