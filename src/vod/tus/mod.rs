//! Resumable uploads by the tus protocol, version 1.0: creation, creation with upload, termination, checksum,
//! expiration.
//!
//! An upload is an object that comes in parts. Whole parts go to storage as such, what is less than a part is kept
//! as an object of its own (the tail) until more comes. Whoever sends last holds the upload: should the connection
//! before it be half dead, nothing that it still stores counts.

mod completing;
mod creating;
mod finding;
mod reception;
mod sending;

pub use completing::complete_all;
pub use creating::create;
pub use finding::{head, terminate};
pub use sending::{overridden, patch};

use crate::app::App;
use crate::http::request::Inbound;
use domain::problem::Problem;
use domain::wire::tus;

/// The protocol's own headers of every answer, refusals too.
fn enter(app: &App, inbound: &Inbound) -> Result<(), Problem> {
    app.add_header("tus-resumable", tus::VERSION);
    tus::check_version(inbound.header("tus-resumable").as_deref())
        .inspect_err(|_| app.add_header("tus-version", tus::VERSION))
}

/// What `OPTIONS` is answered, beside what every preflight is.
pub fn options(app: &App) {
    for (name, value) in [
        ("tus-resumable", tus::VERSION),
        ("tus-version", tus::VERSION),
        ("tus-extension", tus::EXTENSIONS),
        ("tus-checksum-algorithm", tus::CHECKSUM_ALGORITHMS),
        ("tus-max-size", &app.config.vod.max_bytes.to_string()),
    ] {
        app.add_header(name, value);
    }
}
