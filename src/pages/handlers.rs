//! Answers with pages.

use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::platform::{bindings, random};
use domain::pages::{self, Page};
use worker::{Headers, Response, ResponseBuilder};

/// Where the nonce goes in the assets.
const NONCE_MARK: &str = "{{nonce}}";

/// A page, whoever asks: its script finds out who that is.
pub async fn page(app: &App, page: Page) -> Result<Response, ApiError> {
    let html = bindings::asset(&app.env, page.file()).await?;
    let nonce = hex::encode(random::bytes::<16>());
    let html = String::from_utf8_lossy(&html).replace(NONCE_MARK, &nonce);
    let headers = Headers::new();
    for (name, value) in pages::headers(page, &app.config.media_origins, &nonce) {
        reply::set(&headers, name, &value);
    }
    Ok(ResponseBuilder::new().with_status(page.status()).with_headers(headers).fixed(html.into_bytes()))
}

/// Whether somebody looks at the address in a browser, rather than a program.
pub fn is_for_eyes(inbound: &Inbound) -> bool {
    let accepted = inbound.header("accept").unwrap_or_default();
    matches!(inbound.method(), "GET" | "HEAD") && accepted.contains("text/html")
}
