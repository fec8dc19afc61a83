//! The account at Cloudflare Stream: all of it, or none.

use super::{Reader, misconfigured};
use domain::cloudflare::address::origin_of;
use domain::cloudflare::token::{MAX_TTL_S, SigningKey, read_rules};
use domain::problem::Problem;
use domain::secret::Secret;
use serde_json::Value;

/// Without these four there is no account.
const NEEDED: [&str; 4] =
    ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_WEBHOOK_AUTH", "CLOUDFLARE_WEBHOOK_SECRET"];
const API_URL: &str = "https://api.cloudflare.com/client/v4";
/// Where every account's playback host is, as a content security policy names it.
const CUSTOMER_ORIGINS: &str = "https://*.cloudflarestream.com";

/// Signs playback tokens.
pub struct Signing {
    /// With this.
    pub key: SigningKey,
    /// How long a token counts, in seconds.
    pub ttl_s: i64,
    /// What every token says of who may play.
    pub rules: Vec<Value>,
}

/// The account and how it is used.
pub struct Cloudflare {
    /// The account's part of the API, without a slash at the end.
    pub api_url: String,
    /// Lets us in there.
    pub api_token: Secret,
    /// In `cf-webhook-auth`; several, so that they can be exchanged.
    pub notification_secrets: Vec<Secret>,
    /// Sign the webhooks of videos; several, so that they can be exchanged.
    pub webhook_secrets: Vec<Secret>,
    /// The playback host with its scheme, where it is not to be learnt from Stream's answers.
    pub origin: Option<String>,
    /// After how many days a recording goes.
    pub recording_days: u32,
    /// Signs playback tokens, where streams may ask for that.
    pub signing: Option<Signing>,
}

impl Cloudflare {
    /// Where browsers play from and publish to: as configured, else Stream's own hosts; a simulator is all in one place.
    pub fn media_origin(&self) -> Option<String> {
        let told = self.origin.clone();
        let is_real = self.api_url.starts_with(API_URL);
        told.or_else(|| if is_real { Some(CUSTOMER_ORIGINS.to_owned()) } else { origin_of(&self.api_url) })
    }
}

/// Reads the account; `None` when nothing of it is set.
pub(super) fn cloudflare(
    read: &Reader<impl Fn(&str) -> Option<String>>,
) -> Result<Option<Cloudflare>, Problem> {
    if NEEDED.iter().all(|name| read.text(name).is_none()) {
        return Ok(None);
    }
    let account_id = read.needed("CLOUDFLARE_ACCOUNT_ID")?;
    if !account_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(misconfigured(
            "CLOUDFLARE_ACCOUNT_ID",
            "must be the account's id, 32 digits and letters",
        ));
    }
    let api_url = read.text("CLOUDFLARE_API_URL").unwrap_or_else(|| API_URL.to_owned());
    read.needed("CLOUDFLARE_WEBHOOK_AUTH")?;
    read.needed("CLOUDFLARE_WEBHOOK_SECRET")?;
    let secrets = |name| read.list(name).into_iter().map(Secret::new).collect();
    Ok(Some(Cloudflare {
        api_url: format!("{}/accounts/{account_id}", api_url.trim_end_matches('/')),
        api_token: Secret::new(read.needed("CLOUDFLARE_API_TOKEN")?),
        notification_secrets: secrets("CLOUDFLARE_WEBHOOK_AUTH"),
        webhook_secrets: secrets("CLOUDFLARE_WEBHOOK_SECRET"),
        origin: origin(read)?,
        recording_days: u32::try_from(read.number("CLOUDFLARE_RECORDING_DAYS", 45, 30, 1_096)?).unwrap_or(45),
        signing: signing(read)?,
    }))
}

/// The bare host will do: everything but a simulator is on https.
fn origin(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Option<String>, Problem> {
    let Some(host) = read.text("CLOUDFLARE_CUSTOMER_HOST") else { return Ok(None) };
    let url = if host.contains("://") { host } else { format!("https://{host}") };
    let what = "must be a host like customer-abc.cloudflarestream.com";
    origin_of(&url).map(Some).ok_or_else(|| misconfigured("CLOUDFLARE_CUSTOMER_HOST", what))
}

fn signing(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Option<Signing>, Problem> {
    let jwk = read.text("CLOUDFLARE_STREAM_KEY_JWK");
    if jwk.is_none() && read.text("CLOUDFLARE_STREAM_KEY_ID").is_none() {
        return Ok(None);
    }
    let (id, jwk) = (read.needed("CLOUDFLARE_STREAM_KEY_ID")?, read.needed("CLOUDFLARE_STREAM_KEY_JWK")?);
    let rules = read.text("CLOUDFLARE_TOKEN_RULES").map_or(Ok(Vec::new()), |text| read_rules(&text));
    Ok(Some(Signing {
        key: SigningKey::read(&id, &jwk).map_err(|what| misconfigured("CLOUDFLARE_STREAM_KEY_JWK", what))?,
        ttl_s: read.number("CLOUDFLARE_TOKEN_SECONDS", 3_600, 60, MAX_TTL_S)?,
        rules: rules.map_err(|what| misconfigured("CLOUDFLARE_TOKEN_RULES", what))?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = r#"{"kty":"RSA","n":"1","e":"2","d":"3","p":"4","q":"5","dp":"6","dq":"7","qi":"8"}"#;

    fn load(changes: &[(&str, &str)]) -> Result<Option<Cloudflare>, Problem> {
        let whole = NEEDED.map(|name| (name, "abc123"));
        cloudflare(&Reader(|name: &str| {
            let found = changes.iter().chain(&whole).find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        }))
    }

    #[test]
    fn nothing_set_is_no_account() {
        assert!(cloudflare(&Reader(|_: &str| None)).is_ok_and(|account| account.is_none()));
        assert!(load(&NEEDED.map(|name| (name, ""))).is_ok_and(|account| account.is_none()));
    }

    #[test]
    fn a_whole_account_has_its_defaults() {
        let Ok(Some(account)) = load(&[]) else { panic!("must load") };
        assert_eq!(account.api_url, "https://api.cloudflare.com/client/v4/accounts/abc123");
        assert_eq!(account.media_origin().as_deref(), Some("https://*.cloudflarestream.com"));
        assert_eq!((account.recording_days, account.origin, account.signing.is_none()), (45, None, true));
        let Ok(Some(account)) = load(&[
            ("CLOUDFLARE_API_URL", "http://127.0.0.1:1/client/v4/"),
            ("CLOUDFLARE_CUSTOMER_HOST", "customer-a.cloudflarestream.com"),
            ("CLOUDFLARE_STREAM_KEY_ID", "k1"),
            ("CLOUDFLARE_STREAM_KEY_JWK", KEY),
        ]) else {
            panic!("must load")
        };
        assert_eq!(account.api_url, "http://127.0.0.1:1/client/v4/accounts/abc123");
        assert_eq!(account.origin.as_deref(), Some("https://customer-a.cloudflarestream.com"));
        assert_eq!(account.media_origin(), account.origin);
        assert!(account.signing.is_some_and(|signing| signing.ttl_s == 3_600 && signing.rules.is_empty()));
    }

    #[test]
    fn a_simulator_plays_where_its_api_is() {
        let Ok(Some(account)) = load(&[("CLOUDFLARE_API_URL", "http://127.0.0.1:1/client/v4")]) else {
            panic!("must load")
        };
        assert_eq!(account.media_origin().as_deref(), Some("http://127.0.0.1:1"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let key = [("CLOUDFLARE_STREAM_KEY_ID", "k1"), ("CLOUDFLARE_STREAM_KEY_JWK", KEY)];
        let with = |name: &'static str, value: &'static str| {
            let mut changes = vec![(name, value)];
            changes.extend(key);
            load(&changes)
        };
        for name in NEEDED {
            let Err(problem) = with(name, "") else { panic!("{name} must be needed") };
            assert!(problem.to_string().contains(name), "{problem}");
        }
        for (name, value) in [
            ("CLOUDFLARE_ACCOUNT_ID", "../x"),
            ("CLOUDFLARE_RECORDING_DAYS", "7"),
            ("CLOUDFLARE_CUSTOMER_HOST", "ftp://x"),
            ("CLOUDFLARE_STREAM_KEY_JWK", "x"),
            ("CLOUDFLARE_STREAM_KEY_JWK", ""),
            ("CLOUDFLARE_STREAM_KEY_ID", ""),
            ("CLOUDFLARE_TOKEN_SECONDS", "86401"),
            ("CLOUDFLARE_TOKEN_RULES", "{}"),
        ] {
            let Err(problem) = with(name, value) else { panic!("{name}={value} must be refused") };
            assert!(problem.to_string().contains(name), "{problem}");
        }
    }
}
