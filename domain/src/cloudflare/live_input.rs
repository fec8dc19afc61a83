//! A live input as Stream answers it: where to publish, with what, and how it stands.

use super::address::origin_of;
use super::reading::{flag, text, uid};
use super::state::State;
use crate::secret::Secret;
use serde_json::{Value, json};

/// Where an encoder publishes, and the secrets that let it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingest {
    /// RTMPS, without the key.
    pub rtmps_url: String,
    /// The key of RTMPS.
    pub stream_key: Secret,
    /// SRT, stream id and passphrase in it.
    pub srt_url: Option<Secret>,
    /// WHIP: the address is the secret.
    pub whip_url: Option<Secret>,
}

impl Ingest {
    /// Everything secret but the key, as text to be sealed.
    pub fn secrets(&self) -> Secret {
        let expose = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
        Secret::new(json!({"srt": expose(&self.srt_url), "whip": expose(&self.whip_url)}).to_string())
    }

    /// The ingest of these parts; `secrets` as [`Ingest::secrets`] gave them.
    pub fn of(rtmps_url: String, stream_key: Secret, secrets: &Secret) -> Self {
        let secrets: Value = serde_json::from_str(secrets.expose()).unwrap_or_default();
        let secret = |name| text(&secrets, name).map(Secret::new);
        Self { rtmps_url, stream_key, srt_url: secret("srt"), whip_url: secret("whip") }
    }
}

/// A live input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveInput {
    /// Its id.
    pub uid: String,
    /// Where to publish; `None` in a list, which holds no secrets.
    pub ingest: Option<Ingest>,
    /// The account's playback host, with scheme.
    pub origin: Option<String>,
    /// Whether encoders are let in.
    pub is_enabled: bool,
    /// Whether one is connected.
    pub state: State,
    /// What we wrote into `meta` to know it again.
    pub reference: Option<String>,
}

impl LiveInput {
    /// Reads one; `None` when it is none.
    pub fn read(value: &Value) -> Option<Self> {
        let part = |name: &str| value.get(name).cloned().unwrap_or_default();
        let whip_url = text(&part("webRTC"), "url");
        let whep_url = text(&part("webRTCPlayback"), "url");
        Some(Self {
            uid: uid(value, &["uid", "id"])?,
            origin: whep_url.as_deref().or(whip_url.as_deref()).and_then(origin_of),
            ingest: ingest(&part("rtmps"), &part("srt"), whip_url),
            is_enabled: value.get("enabled").is_none() || flag(value, "enabled"),
            state: State::read(&part("status")),
            reference: text(&part("meta"), REFERENCE),
        })
    }
}

/// The member of `meta` in which we know our own inputs again.
pub const REFERENCE: &str = "liveroom";

fn ingest(rtmps: &Value, srt: &Value, whip_url: Option<String>) -> Option<Ingest> {
    Some(Ingest {
        rtmps_url: text(rtmps, "url")?,
        stream_key: Secret::new(text(rtmps, "streamKey")?),
        srt_url: srt_url(srt).map(Secret::new),
        whip_url: whip_url.map(Secret::new),
    })
}

/// Encoders want it as one address.
fn srt_url(srt: &Value) -> Option<String> {
    let (url, id, passphrase) = (text(srt, "url")?, text(srt, "streamId")?, text(srt, "passphrase")?);
    Some(format!("{url}?streamid={id}&passphrase={passphrase}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudflare::state::Phase;

    fn answer() -> Value {
        json!({
            "uid": "f256e6ea9341d51eea64c9454659e576",
            "meta": {"name": "room 42", "liveroom": "r-1"},
            "enabled": true,
            "rtmps": {"url": "rtmps://live.cloudflare.com:443/live/", "streamKey": "the-key"},
            "srt": {"url": "srt://live.cloudflare.com:778", "streamId": "f256", "passphrase": "the-phrase"},
            "webRTC": {"url": "https://customer-a.cloudflarestream.com/secret/webRTC/publish"},
            "webRTCPlayback": {"url": "https://customer-a.cloudflarestream.com/f256/webRTC/play"},
            "status": {"current": {"state": "connected"}},
        })
    }

    #[test]
    fn a_live_input_is_read_with_its_secrets_apart() {
        let input = LiveInput::read(&answer()).unwrap();
        let ingest = input.ingest.clone().unwrap();
        assert_eq!(ingest.stream_key.expose(), "the-key");
        assert_eq!(
            ingest.srt_url.as_ref().unwrap().expose(),
            "srt://live.cloudflare.com:778?streamid=f256&passphrase=the-phrase"
        );
        assert_eq!(input.origin.as_deref(), Some("https://customer-a.cloudflarestream.com"));
        assert_eq!((input.state.phase, input.reference.as_deref()), (Phase::On, Some("r-1")));
        let printed = format!("{input:?}");
        for secret in ["the-key", "the-phrase", "secret/webRTC"] {
            assert!(!printed.contains(secret), "{secret}");
        }
        assert_eq!(
            Ingest::of(ingest.rtmps_url.clone(), ingest.stream_key.clone(), &ingest.secrets()),
            ingest
        );
    }

    #[test]
    fn what_a_list_leaves_out_is_not_needed() {
        let input = LiveInput::read(&json!({"uid": "f256", "meta": null})).unwrap();
        assert_eq!((input.ingest, input.origin, input.is_enabled), (None, None, true));
        assert!(!LiveInput::read(&json!({"uid": "f256", "enabled": false})).unwrap().is_enabled);
        for bad in [json!({}), json!(null), json!({"uid": "../x"}), json!({"uid": 7})] {
            assert_eq!(LiveInput::read(&bad), None, "{bad}");
        }
    }
}
