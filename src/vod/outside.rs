//! Files that somebody else keeps: whether their address may be believed, and what is there.

use super::filling::container;
use crate::app::App;
use crate::error::ApiError;
use crate::platform::address::Web;
use crate::platform::fetch::{self, Answer, Excess};
use domain::problem::Problem;
use domain::vod::address::{addresses, is_public, is_trusted, judge};
use domain::vod::probe::{Facts, MAX_READ_BYTES, Probe};
use domain::vod::sniff::PREFIX_BYTES;
use std::net::IpAddr;

/// How long one answer may take.
const LIMIT_MS: u64 = 5_000;
/// Redirections that are followed.
const MAX_HOPS: usize = 5;
const MAX_DNS_BYTES: usize = 16_384;

/// What is at an address.
pub(super) struct OutsideFile {
    /// What the file is, by its first bytes.
    pub(super) content_type: &'static str,
    /// Its size, where its keeper tells.
    pub(super) size_bytes: Option<u64>,
    facts: Facts,
}

impl OutsideFile {
    /// What its headers tell, and a length that somebody said where they do not tell one.
    pub(super) fn facts_with(&self, duration_ms: Option<u64>) -> Facts {
        Facts { duration_ms: self.facts.duration_ms.or(duration_ms), ..self.facts }
    }
}

/// Looks at the file at an address.
///
/// # Errors
/// [`Problem::Invalid`] for an address that is not to be asked, also after a redirection, [`Problem::BadUpstream`]
/// when there is no answer, [`Problem::UnsupportedMediaType`] when the file is no video.
pub(super) async fn look(app: &App, url: &str) -> Result<OutsideFile, ApiError> {
    let start = Web::parse(url).ok_or_else(|| refuse("must be an address"))?;
    let (place, answer) = follow(app, start).await?;
    if !matches!(answer.status, 200 | 206) {
        return Err(unreachable(format!("answered {}", answer.status)));
    }
    let size_bytes = size(&answer);
    let is_whole = size_bytes.is_some_and(|size| size <= answer.body.len() as u64);
    let head = answer.body.get(..answer.body.len().min(PREFIX_BYTES)).unwrap_or_default();
    let container = container(head, is_whole || answer.body.len() >= PREFIX_BYTES)?;
    let container = container.ok_or_else(super::filling::not_a_video)?;
    let mut probe = Probe::new(container, size_bytes.unwrap_or(answer.body.len() as u64));
    feed(&mut probe, &place, &answer).await?;
    Ok(OutsideFile { content_type: container.content_type(), size_bytes, facts: probe.facts() })
}

/// Lets the probe read: what came already, and the rest by ranges where the file's keeper gives them.
async fn feed(probe: &mut Probe, place: &Web, first: &Answer) -> Result<(), ApiError> {
    while let Some((offset, len)) = probe.next() {
        let (start, end) = (offset as usize, offset.saturating_add(len) as usize);
        if let Some(bytes) = first.body.get(start..end) {
            probe.feed(bytes);
            continue;
        }
        let answer = ask(place, offset, len).await?;
        // A keeper without ranges would give the beginning again.
        if answer.status != 206 {
            break;
        }
        probe.feed(&answer.body);
    }
    Ok(())
}

/// The first bytes of the file, after at most [`MAX_HOPS`] redirections, and where they were.
async fn follow(app: &App, start: Web) -> Result<(Web, Answer), ApiError> {
    let mut place = start;
    for _ in 0..=MAX_HOPS {
        check(app, &place).await?;
        let answer = ask(&place, 0, MAX_READ_BYTES).await?;
        if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            return Ok((place, answer));
        }
        let location = answer.header("location").and_then(|location| place.join(&location));
        place = location.ok_or_else(|| unreachable("redirected to nowhere".to_owned()))?;
    }
    Err(unreachable("redirected too often".to_owned()))
}

async fn ask(place: &Web, offset: u64, len: u64) -> Result<Answer, ApiError> {
    let range = format!("bytes={offset}-{}", offset.saturating_add(len).saturating_sub(1));
    let max_bytes = usize::try_from(len).unwrap_or(0);
    let answer = fetch::ask(&place.href(), &[("range", &range)], LIMIT_MS, max_bytes, Excess::Left).await;
    answer.map_err(|fault| unreachable(fault.to_string()))
}

/// Whether an address may be asked: by its writing, and by what its name stands for.
async fn check(app: &App, place: &Web) -> Result<(), ApiError> {
    let (parts, trusted) = (place.parts(), &app.config.vod.trusted_origins);
    let trusted: Vec<&str> = trusted.iter().map(String::as_str).collect();
    judge(&parts, &trusted).map_err(|refused| Problem::field("url", refused.to_string()))?;
    let is_number = place.host().trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    if is_number || is_trusted(&parts, &trusted) {
        return Ok(());
    }
    let found = resolve(app, place.host()).await?;
    if found.is_empty() {
        return Err(refuse("must be an address that there is"));
    }
    if found.into_iter().all(is_public) {
        Ok(())
    } else {
        Err(refuse("must be an address of the public internet"))
    }
}

/// The addresses of a name.
async fn resolve(app: &App, host: &str) -> Result<Vec<IpAddr>, ApiError> {
    let mut found = Vec::new();
    for kind in ["A", "AAAA"] {
        let url = format!("{}?name={host}&type={kind}", app.config.vod.dns_url);
        let accept = [("accept", "application/dns-json")];
        let answer = fetch::ask(&url, &accept, LIMIT_MS, MAX_DNS_BYTES, Excess::Refused).await;
        let answer =
            answer.map_err(|fault| unreachable(format!("the name could not be looked up: {fault}")))?;
        if answer.status != 200 {
            return Err(unreachable(format!("the name service answered {}", answer.status)));
        }
        let text = String::from_utf8_lossy(&answer.body);
        let known =
            addresses(&text).ok_or_else(|| unreachable("the name service does not know".to_owned()))?;
        found.extend(known);
    }
    Ok(found)
}

/// The size of the whole, from `Content-Range` or, for the whole itself, `Content-Length`.
fn size(answer: &Answer) -> Option<u64> {
    match answer.status {
        206 => answer.header("content-range")?.rsplit_once('/')?.1.parse().ok(),
        _ => answer.header("content-length")?.parse().ok(),
    }
}

fn refuse(message: &'static str) -> ApiError {
    Problem::field("url", message).into()
}

fn unreachable(cause: String) -> ApiError {
    ApiError::caused(Problem::BadUpstream("the file's keeper"), cause)
}
