//! The object's class: what the platform calls.
#![expect(missing_docs, reason = "the platform's macro makes public functions without a word")]

use super::calls::{Call, Told};
use super::live::Live;
use crate::config;
use crate::error::ApiError;
use crate::platform::log::Level;
use crate::platform::{bindings, clock, fetch, queue};
use domain::media::probe::{Look, Playlist, read_playlist};
use serde_json::json;
use std::cell::Cell;
use std::time::Duration;
use worker::{
    DurableObject, Env, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage,
    durable_object, wasm_bindgen,
};

/// How long a look at a playlist may take.
const LOOK_LIMIT_MS: u64 = 5_000;
/// Playlists are a few kilobytes.
const MAX_PLAYLIST_BYTES: usize = 262_144;

/// The object's class, as `wrangler.toml` names it.
#[durable_object]
pub struct StreamRoom {
    state: State,
    env: Env,
    /// The alarm that this instance set last; saves setting it again.
    armed_ms: Cell<Option<i64>>,
    /// Whether this instance saw to it that the tables are there.
    is_prepared: Cell<bool>,
}

impl DurableObject for StreamRoom {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, armed_ms: Cell::new(None), is_prepared: Cell::new(false) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let call: Call = serde_json::from_str(&request.text().await?)?;
        match self.hear(call).await {
            Ok(told) => Response::from_json(&told),
            Err(error) => {
                self.log_failure("call", &error);
                Response::error(error.problem.code(), 503)
            }
        }
    }

    async fn alarm(&self) -> Result<Response> {
        self.armed_ms.set(None);
        if let Err(error) = self.wake().await {
            self.log_failure("alarm", &error);
            // The platform calls again, later each time.
            return Err(worker::Error::RustError("the alarm could not do its work".into()));
        }
        Response::empty()
    }

    // The room accepts no sockets. These three are here because their defaults panic, and a panic resets every object
    // of the isolate.
    async fn websocket_message(&self, _: WebSocket, _: WebSocketIncomingMessage) -> Result<()> {
        Ok(())
    }

    async fn websocket_close(&self, _: WebSocket, _: usize, _: String, _: bool) -> Result<()> {
        Ok(())
    }

    async fn websocket_error(&self, _: WebSocket, _: worker::Error) -> Result<()> {
        Ok(())
    }
}

impl StreamRoom {
    fn open(&self) -> Result<Live, ApiError> {
        let storage = self.state.storage().sql();
        if !self.is_prepared.get() {
            Live::prepare(&storage)?;
            self.is_prepared.set(true);
        }
        Live::open(storage, config::of(&self.env)?.rules)
    }

    async fn hear(&self, call: Call) -> Result<Told, ApiError> {
        let now = clock::now();
        // Await-free from here to the alarm: what the call changes is stored as one.
        let mut live = self.open()?;
        let told = match call {
            Call::Hear(hearing) => live.hear(&hearing, now)?,
            Call::Show => live.show(),
            Call::End => live.end(now)?,
            Call::Retire => live.retire(now)?,
            Call::Acknowledge { version, seq } => live.acknowledge(version, seq, now)?,
            Call::Compare { stream_id, version } => live.compare(stream_id, version, now),
        };
        self.save(&live).await?;
        Ok(told)
    }

    /// What the alarm is for: ends what is over, looks at pictures, reports what is new.
    async fn wake(&self) -> Result<(), ApiError> {
        let mut live = self.open()?;
        let playback_name = live.tick(clock::now())?;
        self.save(&live).await?;
        if let Some(playback_name) = playback_name {
            let look = self.look(&playback_name).await;
            live = self.open()?;
            live.looked(look, clock::now())?;
            self.save(&live).await?;
        }
        live = self.open()?;
        let report = live.due_report(clock::now())?;
        // Stored and armed first: should the object die while it sends, it will send again.
        self.save(&live).await?;
        if let Some(report) = report
            && let Err(error) = queue::send(&bindings::reports(&self.env)?, &report).await
        {
            self.log_failure("report", &error.into());
        }
        Ok(())
    }

    /// Stores what changed, and sets the alarm to the next thing that is due, unless it is set to ring earlier anyway.
    async fn save(&self, live: &Live) -> Result<(), ApiError> {
        live.save()?;
        let Some(due) = live.due_at() else { return Ok(()) };
        let now = clock::now();
        if self.armed_ms.get().is_some_and(|armed| armed > now.0 && armed <= due.0) {
            return Ok(());
        }
        let delay_ms = u64::try_from(due.since(now)).unwrap_or(0).max(1);
        self.armed_ms.set(Some(now.0.saturating_add(i64::try_from(delay_ms).unwrap_or(i64::MAX))));
        Ok(self.state.storage().set_alarm(Duration::from_millis(delay_ms)).await?)
    }

    async fn look(&self, playback_name: &str) -> Look {
        let Ok(config) = config::of(&self.env) else { return Look::Nothing };
        let mut url = config.playback_hls_url.replace("{name}", playback_name);
        // A master playlist leads to a media playlist, and no further.
        for _ in 0..2 {
            let Ok(body) = fetch::get(&url, LOOK_LIMIT_MS, MAX_PLAYLIST_BYTES).await else {
                return Look::Nothing;
            };
            match read_playlist(&String::from_utf8_lossy(&body)) {
                Some(Playlist::Media(picture)) => return Look::Picture(picture),
                Some(Playlist::Master(address)) => url = beside(&url, &address),
                None => return Look::Nothing,
            }
        }
        Look::Nothing
    }

    fn log_failure(&self, doing: &str, error: &ApiError) {
        let fields = json!({
            "object": "StreamRoom", "doing": doing, "code": error.problem.code(), "cause": error.cause,
        });
        config::log(&self.env).write(Level::Error, "room failed", fields);
    }
}

/// The address that a playlist at `url` means by `address`.
fn beside(url: &str, address: &str) -> String {
    if address.contains("://") {
        return address.to_owned();
    }
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (scheme, rest) = path.split_once("://").unwrap_or(("https", path));
    let base = if address.starts_with('/') {
        rest.split('/').next()
    } else {
        rest.rsplit_once('/').map(|(dir, _)| dir)
    };
    format!("{scheme}://{}/{}", base.unwrap_or(rest), address.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playlists_addresses_are_relative_to_it() {
        for (address, want) in [
            ("low.m3u8", "http://a:1/hls/low.m3u8"),
            ("x/low.m3u8?b", "http://a:1/hls/x/low.m3u8?b"),
            ("/low.m3u8", "http://a:1/low.m3u8"),
            ("https://b/low.m3u8", "https://b/low.m3u8"),
        ] {
            assert_eq!(beside("http://a:1/hls/name.m3u8?t=1", address), want);
        }
    }
}
