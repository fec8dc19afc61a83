//! The configuration: read once an isolate, checked whole, and refused with the name of what is wrong.

mod cloudflare;

use crate::platform::log::{Level, Log};
use crate::platform::nodes::Nodes;
use crate::platform::{aside, bindings};
pub use cloudflare::{Cloudflare, Signing};
use domain::auth::Keyring;
use domain::chat::rate::Limit;
use domain::chat::rules::Rules as ChatRules;
use domain::media::inbox::{Senders, parse_cidrs};
use domain::media::rules::Rules;
use domain::objects::endpoint::{Endpoint, is_access_key_id, is_bucket, is_region};
use domain::objects::signature::Signer;
use domain::objects::store::Store;
use domain::pages::origin_of;
use domain::problem::Problem;
use domain::registry::account::Account;
use domain::registry::node::Finality;
use domain::registry::secrets::RoomSecrets;
use domain::registry::write::Rules as WriteRules;
use domain::registry::{Address, Place};
use domain::secret::Secret;
use domain::streams::draft::Provider;
use domain::streams::key::Vault;
use domain::vod::link::Signer as LinkSigner;
use std::cell::OnceCell;
use std::rc::Rc;
use worker::Env;

/// A secret that begins like this is published with the source: fit for development only.
const DEVELOPMENT_MARK: &str = "dev-";
/// Shorter secrets can be guessed.
const MIN_SECRET_BYTES: usize = 32;

/// What must be set for another store, if anything of it is.
const STORAGE: [&str; 6] = [
    "STORAGE_S3_ENDPOINT",
    "STORAGE_S3_REGION",
    "STORAGE_S3_BUCKET",
    "STORAGE_S3_ACCESS_KEY_ID",
    "STORAGE_S3_SECRET_ACCESS_KEY",
    "STORAGE_S3_PATH_STYLE",
];

/// Tokens of our own.
pub struct Tokens {
    /// Signs and verifies.
    pub keyring: Keyring,
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// How long an access token counts, in milliseconds.
    pub access_ttl_ms: i64,
    /// How long a session lasts without being used, in milliseconds.
    pub session_ttl_ms: i64,
}

/// An issuer whose tokens count beside ours.
pub struct OutsideIssuer {
    /// Where its keys are published.
    pub jwks_url: String,
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// Keys are not fetched more often than this, in milliseconds.
    pub pause_ms: i64,
}

/// Videos.
pub struct Vod {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// Signs links to videos.
    pub links: LinkSigner,
    /// How long a signed link counts at least, in seconds.
    pub link_ttl_s: u32,
    /// How long an upload is kept that nobody goes on with, in milliseconds.
    pub upload_ttl_ms: i64,
    /// How long a recording is awaited, in milliseconds.
    pub recording_wait_ms: i64,
    /// Origins whose files are taken although their addresses are not public: our own media servers'.
    pub trusted_origins: Vec<String>,
    /// Who is asked for the addresses of other hosts: DNS over HTTPS in its JSON form.
    pub dns_url: String,
}

/// The public register of rooms on a chain.
#[derive(Debug)]
pub struct Registry {
    /// Where it is.
    pub place: Place,
    /// Who is asked.
    pub nodes: Nodes,
    /// Who pays, and hosts our rooms.
    pub account: Account,
    /// What of a room is derived from a secret.
    pub secrets: RoomSecrets,
    /// From when on a write counts.
    pub finality: Finality,
    /// By which times writes are judged.
    pub rules: WriteRules,
}

/// Every setting; see the table in the README.
pub struct Config {
    /// Lines below this are not logged.
    pub log_level: Level,
    /// Our own tokens.
    pub tokens: Tokens,
    /// Somebody else's, when configured.
    pub outside: Option<OutsideIssuer>,
    /// Digests and seals stream keys.
    pub vault: Vault,
    /// Who may send webhooks.
    pub senders: Senders,
    /// Origins that browsers may call from; `*` for any.
    pub cors_origins: Vec<String>,
    /// Where encoders publish, without the key.
    pub ingest_rtmp_url: String,
    /// Where playback is, `{name}` standing for the playback name.
    pub playback_hls_url: String,
    /// Who takes the video when the client does not say.
    pub default_provider: Provider,
    /// The times by which broadcasts are judged.
    pub rules: Rules,
    /// The limits and times of the chat.
    pub chat: ChatRules,
    /// Videos.
    pub vod: Vod,
    /// The account at Cloudflare Stream, when there is one.
    pub cloudflare: Option<Cloudflare>,
    /// The register of rooms, when configured.
    pub registry: Option<Rc<Registry>>,
    /// Where pages may load pictures and video from, beside our own origin.
    pub media_origins: Vec<String>,
    /// The largest JSON body.
    pub max_body_bytes: usize,
    /// The store that takes the place of the bucket that is bound, when configured.
    pub storage: Option<Rc<Store>>,
    /// Let whoever collects the metrics in; several, so that they can be exchanged.
    pub metrics_tokens: Vec<Secret>,
    /// After how long a message of a queue that failed is tried again, in seconds.
    pub queue_retry_s: u32,
}

impl Config {
    /// Where lines go.
    pub const fn log(&self) -> Log {
        Log { threshold: self.log_level }
    }
}

/// The log of this deployment, also of one that is misconfigured.
pub fn log(env: &Env) -> Log {
    of(env).map_or(Log { threshold: Level::Info }, |config| config.log())
}

/// Reads settings one by one; `get` gives a variable's text.
struct Reader<G>(G);

impl<G: Fn(&str) -> Option<String>> Reader<G> {
    /// An empty variable is one that is not set.
    fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn needed(&self, name: &'static str) -> Result<String, Problem> {
        self.text(name).ok_or_else(|| misconfigured(name, "must be set"))
    }

    fn number(&self, name: &'static str, default: i64, min: i64, max: i64) -> Result<i64, Problem> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.ok_or_else(|| misconfigured(name, &format!("must be a number from {min} to {max}")))
    }

    fn checked(&self, name: &'static str, is_fine: fn(&str) -> bool, what: &str) -> Result<String, Problem> {
        let text = self.needed(name)?;
        if is_fine(&text) { Ok(text) } else { Err(misconfigured(name, what)) }
    }

    fn flag(&self, name: &'static str, default: bool) -> Result<bool, Problem> {
        match self.text(name).as_deref() {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(misconfigured(name, "must be true or false")),
        }
    }

    fn list(&self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn is_development(&self) -> Result<bool, Problem> {
        match self.text("ENVIRONMENT").as_deref() {
            Some("development") => Ok(true),
            None | Some("staging" | "production") => Ok(false),
            Some(_) => Err(misconfigured("ENVIRONMENT", "must be development, staging or production")),
        }
    }
}

fn misconfigured(name: &str, what: &str) -> Problem {
    Problem::Misconfigured(format!("{name} {what}").into())
}

thread_local! {
    /// Settings do not change while an isolate lives.
    static CONFIG: OnceCell<Result<Rc<Config>, Problem>> = const { OnceCell::new() };
}

/// The checked configuration of this deployment.
///
/// # Errors
/// As [`load`].
pub fn of(env: &Env) -> Result<Rc<Config>, Problem> {
    CONFIG.with(|config| config.get_or_init(|| aside::call(load_once, env)).clone())
}

fn load_once(env: &Env) -> Result<Rc<Config>, Problem> {
    load(|name| bindings::setting(env, name)).map(Rc::new)
}

/// Reads and checks every setting.
///
/// # Errors
/// [`Problem::Misconfigured`] naming the first variable that is not as it must be, never its value.
pub fn load(get: impl Fn(&str) -> Option<String>) -> Result<Config, Problem> {
    let read = Reader(get);
    check_secrets(&read)?;
    let cloudflare = cloudflare::cloudflare(&read)?;
    Ok(Config {
        log_level: log_level(&read)?,
        tokens: tokens(&read)?,
        outside: outside(&read)?,
        vault: vault(&read)?,
        senders: senders(&read)?,
        cors_origins: read.list("CORS_ORIGINS"),
        ingest_rtmp_url: read.needed("INGEST_RTMP_URL")?.trim_end_matches('/').to_owned(),
        playback_hls_url: playback_hls_url(&read)?,
        default_provider: default_provider(&read)?,
        rules: rules(&read)?,
        chat: chat(&read)?,
        vod: vod(&read)?,
        registry: registry(&read)?.map(Rc::new),
        media_origins: media_origins(&read, cloudflare.as_ref())?,
        cloudflare,
        max_body_bytes: usize::try_from(read.number("MAX_BODY_BYTES", 65_536, 1_024, 1_048_576)?)
            .unwrap_or(65_536),
        storage: storage(&read)?.map(Rc::new),
        metrics_tokens: read.list("METRICS_TOKEN").into_iter().map(Secret::new).collect(),
        queue_retry_s: u32::try_from(read.number("QUEUE_RETRY_SECONDS", 5, 0, 3_600)?).unwrap_or(5),
    })
}

/// A deployment must not run on secrets that anyone can read in the source.
fn check_secrets(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<(), Problem> {
    let development = read.is_development()?;
    for name in ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_WEBHOOK_AUTH", "CLOUDFLARE_WEBHOOK_SECRET"] {
        if !development && read.list(name).iter().any(|secret| secret.starts_with(DEVELOPMENT_MARK)) {
            return Err(misconfigured(name, "is a development secret: set one of your own"));
        }
    }
    for name in ["JWT_SECRETS", "STREAM_KEY_SECRET", "WEBHOOK_SECRET", "METRICS_TOKEN"] {
        for part in read.list(name) {
            // A JWT secret is written kid:secret.
            let secret =
                part.split_once(':').filter(|_| name == "JWT_SECRETS").map_or(part.as_str(), |(_, s)| s);
            if !development && secret.starts_with(DEVELOPMENT_MARK) {
                return Err(misconfigured(name, "is a development secret: set one of your own"));
            }
            if !development && secret.len() < MIN_SECRET_BYTES {
                return Err(misconfigured(name, "is too short: 32 characters at least"));
            }
        }
    }
    Ok(())
}

fn chat(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<ChatRules, Problem> {
    let messages = read.number("CHAT_RATE_MESSAGES", 5, 1, 1_000_000)?;
    let max_frame_bytes = read.number("CHAT_MAX_FRAME_BYTES", 65_536, 4_096, 1_048_576)?;
    Ok(ChatRules {
        limit: Limit {
            messages: u32::try_from(messages).unwrap_or(5),
            window_ms: read.number("CHAT_RATE_WINDOW_MS", 10_000, 100, 3_600_000)?,
        },
        max_frame_bytes: usize::try_from(max_frame_bytes).unwrap_or(65_536),
        ping_interval_ms: read.number("CHAT_PING_INTERVAL_MS", 25_000, 100, 300_000)?,
        ping_timeout_ms: read.number("CHAT_PING_TIMEOUT_MS", 20_000, 100, 300_000)?,
        connect_timeout_ms: read.number("CHAT_CONNECT_TIMEOUT_MS", 45_000, 100, 300_000)?,
        session_check_ms: read.number("CHAT_SESSION_CHECK_MS", 30_000, 100, 60_000)?,
    })
}

fn vod(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Vod, Problem> {
    let links = LinkSigner::new(&read.needed("STREAM_KEY_SECRET")?);
    let max_bytes = read.number("VOD_MAX_BYTES", 10_737_418_240, 1_024, 274_877_906_944)?;
    Ok(Vod {
        max_bytes: u64::try_from(max_bytes).unwrap_or(0),
        links: links.map_err(|what| misconfigured("STREAM_KEY_SECRET", what))?,
        link_ttl_s: u32::try_from(read.number("VOD_LINK_SECONDS", 21_600, 1, 604_800)?).unwrap_or(0),
        upload_ttl_ms: read.number("VOD_UPLOAD_HOURS", 24, 1, 144)? * 3_600_000,
        recording_wait_ms: read.number("VOD_RECORDING_WAIT_HOURS", 24, 1, 720)? * 3_600_000,
        trusted_origins: read.list("VOD_TRUSTED_ORIGINS"),
        dns_url: read
            .text("VOD_DNS_URL")
            .unwrap_or_else(|| "https://cloudflare-dns.com/dns-query".to_owned()),
    })
}

/// All of it or none.
fn registry(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Option<Registry>, Problem> {
    let names = ["REGISTRY_RPC_URLS", "REGISTRY_CHAIN_ID", "REGISTRY_CONTRACT", "REGISTRY_SENDER_KEY"];
    if names.iter().all(|name| read.text(name).is_none()) {
        return Ok(None);
    }
    let place = Place { chain_id: chain_id(read)?, contract: contract(read)? };
    let limit_ms = read.number("REGISTRY_RPC_LIMIT_MS", 5_000, 100, 30_000)?;
    let finality = read.text("REGISTRY_CONFIRMATIONS").unwrap_or_else(|| "12".to_owned());
    let must_be = "must be a number of blocks up to 10000, safe or finalized";
    Ok(Some(Registry {
        place,
        nodes: Nodes::new(node_urls(read)?, place.chain_id, limit_ms.unsigned_abs()),
        account: sender(read)?,
        secrets: RoomSecrets::new(&read.needed("STREAM_KEY_SECRET")?)
            .map_err(|what| misconfigured("STREAM_KEY_SECRET", what))?,
        finality: Finality::parse(&finality)
            .ok_or_else(|| misconfigured("REGISTRY_CONFIRMATIONS", must_be))?,
        rules: write_rules(read)?,
    }))
}

fn write_rules(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<WriteRules, Problem> {
    let poll_ms = read.number("REGISTRY_POLL_MS", 3_000, 100, 60_000)?;
    let ceiling_gwei = read.number("REGISTRY_MAX_FEE_GWEI", 100, 1, 1_000_000)?;
    Ok(WriteRules {
        poll_ms,
        // A node that lags by a block or two knows better after some looks.
        resend_ms: poll_ms * 5,
        lost_ms: poll_ms * 5,
        bump_ms: read.number("REGISTRY_BUMP_MS", 60_000, 500, 3_600_000)?,
        ceiling: u128::from(ceiling_gwei.unsigned_abs()) * 1_000_000_000,
    })
}

fn chain_id(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<u64, Problem> {
    let id = read.needed("REGISTRY_CHAIN_ID")?.parse().ok().filter(|id| (1..1 << 53).contains(id));
    id.ok_or_else(|| misconfigured("REGISTRY_CHAIN_ID", "must be the chain's number"))
}

fn contract(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Address, Problem> {
    let address = read.needed("REGISTRY_CONTRACT")?.parse().ok();
    address.ok_or_else(|| misconfigured("REGISTRY_CONTRACT", "must be an address: 0x and 40 hex digits"))
}

fn sender(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Account, Problem> {
    let key = Secret::new(read.needed("REGISTRY_SENDER_KEY")?);
    let account = Account::parse(&key).map_err(|what| misconfigured("REGISTRY_SENDER_KEY", what))?;
    if !read.is_development()? && account.is_everyones() {
        return Err(misconfigured(
            "REGISTRY_SENDER_KEY",
            "is a key that everyone knows: make one of your own",
        ));
    }
    Ok(account)
}

fn node_urls(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Vec<Secret>, Problem> {
    let urls = read.list("REGISTRY_RPC_URLS");
    let is_development = read.is_development()?;
    let is_fit = |url: &String| url.starts_with("https://") || (is_development && url.starts_with("http://"));
    if urls.is_empty() || !urls.iter().all(is_fit) {
        return Err(misconfigured("REGISTRY_RPC_URLS", "must be https addresses, separated by commas"));
    }
    Ok(urls.into_iter().map(Secret::new).collect())
}

fn log_level(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Level, Problem> {
    let Some(word) = read.text("LOG_LEVEL") else { return Ok(Level::Info) };
    Level::parse(&word).ok_or_else(|| misconfigured("LOG_LEVEL", "must be debug, info, warn or error"))
}

fn tokens(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Tokens, Problem> {
    let keyring = Keyring::parse(&read.needed("JWT_SECRETS")?);
    Ok(Tokens {
        keyring: keyring.map_err(|what| misconfigured("JWT_SECRETS", what))?,
        issuer: read.text("TOKEN_ISSUER").unwrap_or_else(|| "liveroom".to_owned()),
        audience: read.text("TOKEN_AUDIENCE").unwrap_or_else(|| "liveroom".to_owned()),
        access_ttl_ms: read.number("ACCESS_TOKEN_SECONDS", 900, 10, 86_400)? * 1_000,
        session_ttl_ms: read.number("SESSION_DAYS", 30, 1, 365)? * 86_400_000,
    })
}

fn outside(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Option<OutsideIssuer>, Problem> {
    let Some(jwks_url) = read.text("JWT_JWKS_URL") else { return Ok(None) };
    let (issuer, audience) = (read.needed("JWT_ISSUER")?, read.needed("JWT_AUDIENCE")?);
    // Otherwise it would not be clear whose a token is.
    if Some(&issuer) == read.text("TOKEN_ISSUER").as_ref() || issuer == "liveroom" {
        return Err(misconfigured("JWT_ISSUER", "must differ from our own issuer"));
    }
    let pause_ms = read.number("JWT_JWKS_PAUSE_MS", 60_000, 1_000, 3_600_000)?;
    Ok(Some(OutsideIssuer { jwks_url, issuer, audience, pause_ms }))
}

fn vault(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Vault, Problem> {
    Vault::new(&read.needed("STREAM_KEY_SECRET")?).map_err(|what| misconfigured("STREAM_KEY_SECRET", what))
}

fn senders(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Senders, Problem> {
    let networks = read.text("WEBHOOK_ALLOWED_IPS").unwrap_or_default();
    let senders = Senders {
        secrets: read.list("WEBHOOK_SECRET").into_iter().map(Secret::new).collect(),
        allowed: parse_cidrs(&networks).map_err(|_| {
            misconfigured("WEBHOOK_ALLOWED_IPS", "must be a list of networks like 10.0.0.0/8")
        })?,
    };
    if senders.secrets.is_empty() && senders.allowed.is_empty() {
        return Err(misconfigured("WEBHOOK_SECRET", "or WEBHOOK_ALLOWED_IPS must be set"));
    }
    Ok(senders)
}

fn playback_hls_url(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<String, Problem> {
    let url = read.needed("PLAYBACK_HLS_URL")?;
    if url.contains("{name}") {
        Ok(url)
    } else {
        Err(misconfigured("PLAYBACK_HLS_URL", "must contain {name}"))
    }
}

/// Where streams play, where recordings are, where Stream is, and what is named besides.
fn media_origins(
    read: &Reader<impl Fn(&str) -> Option<String>>,
    stream: Option<&Cloudflare>,
) -> Result<Vec<String>, Problem> {
    let known = read.text("PLAYBACK_HLS_URL").into_iter().chain(read.list("VOD_TRUSTED_ORIGINS"));
    let mut origins: Vec<String> = known.filter_map(|address| origin_of(&address)).collect();
    origins.extend(stream.and_then(Cloudflare::media_origin));
    for address in read.list("MEDIA_ORIGINS") {
        let origin = origin_of(&address).filter(|origin| *origin == address);
        origins.push(
            origin.ok_or_else(|| {
                misconfigured("MEDIA_ORIGINS", "must be origins like https://media.example")
            })?,
        );
    }
    origins.dedup();
    Ok(origins)
}

fn default_provider(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Provider, Problem> {
    let Some(word) = read.text("DEFAULT_PROVIDER") else { return Ok(Provider::Selfhosted) };
    Provider::parse(&word)
        .ok_or_else(|| misconfigured("DEFAULT_PROVIDER", "must be selfhosted or cloudflare"))
}

/// All of them or none: half a store would be an outage that shows with the first video.
fn storage(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Option<Store>, Problem> {
    if STORAGE.iter().all(|name| read.text(name).is_none()) {
        return Ok(None);
    }
    let is_path_style = read.flag("STORAGE_S3_PATH_STYLE", true)?;
    let secret = read.needed("STORAGE_S3_SECRET_ACCESS_KEY")?;
    let access_key_id =
        read.checked("STORAGE_S3_ACCESS_KEY_ID", is_access_key_id, "must be visible ASCII")?;
    let what = "must be 3 to 63 small letters, digits, dots and hyphens";
    Ok(Some(Store {
        endpoint: endpoint(read)?,
        bucket: read.checked("STORAGE_S3_BUCKET", is_bucket, what)?,
        is_path_style,
        signer: Signer { access_key_id, secret: Secret::new(secret), region: region(read)?, service: "s3" },
    }))
}

/// Bodies are not signed, so TLS must protect them.
fn endpoint(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Endpoint, Problem> {
    let is_development = read.is_development()?;
    let endpoint = Endpoint::parse(&read.needed("STORAGE_S3_ENDPOINT")?);
    endpoint
        .filter(|endpoint| is_development || endpoint.is_encrypted())
        .ok_or_else(|| misconfigured("STORAGE_S3_ENDPOINT", "must be an address like https://s3.example.com"))
}

fn region(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<String, Problem> {
    let region = read.text("STORAGE_S3_REGION").unwrap_or_else(|| "auto".to_owned());
    let is_fine = is_region(&region);
    is_fine.then_some(region).ok_or_else(|| {
        misconfigured("STORAGE_S3_REGION", "must be small letters, digits and hyphens, like us-east-1")
    })
}

fn rules(read: &Reader<impl Fn(&str) -> Option<String>>) -> Result<Rules, Problem> {
    let day = 86_400_000;
    let base = Rules::default();
    Ok(Rules {
        reconnect_window_ms: read.number("RECONNECT_WINDOW_MS", base.reconnect_window_ms, 0, day)?,
        silence_limit_ms: read.number("SILENCE_LIMIT_MS", base.silence_limit_ms, 1_000, day)?,
        probe_interval_ms: read.number("PROBE_INTERVAL_MS", base.probe_interval_ms, 1_000, day)?,
        unheard_limit_ms: read.number("UNHEARD_LIMIT_MS", base.unheard_limit_ms, 60_000, 30 * day)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn setting(name: &str) -> Option<String> {
        let text = match name {
            "JWT_SECRETS" => format!("k1:{SECRET}"),
            "STREAM_KEY_SECRET" | "WEBHOOK_SECRET" => SECRET.to_owned(),
            "INGEST_RTMP_URL" => "rtmp://ingest.example/live/".to_owned(),
            "PLAYBACK_HLS_URL" => "https://play.example/{name}.m3u8".to_owned(),
            _ => return None,
        };
        Some(text)
    }

    fn load_with(changes: &[(&str, &str)]) -> Result<Config, Problem> {
        load(|name| match changes.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => Some((*value).to_owned()),
            None => setting(name),
        })
    }

    #[test]
    fn a_whole_configuration_loads_with_its_defaults() {
        let config = load_with(&[]).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(config.rules, Rules::default());
        assert_eq!(config.ingest_rtmp_url, "rtmp://ingest.example/live");
        assert_eq!((config.tokens.access_ttl_ms, config.max_body_bytes), (900_000, 65_536));
        assert!(config.outside.is_none());
    }

    #[test]
    fn what_is_wrong_is_named_without_its_value() {
        let dev = "dev-0123456789abcdef0123456789abcdef";
        let kid_dev = format!("k1:{dev}");
        for (name, value) in [
            ("JWT_SECRETS", ""),
            ("JWT_SECRETS", "no-kid-0123456789abcdef0123456789abcdef"),
            ("JWT_SECRETS", "k1:short"),
            ("JWT_SECRETS", kid_dev.as_str()),
            ("STREAM_KEY_SECRET", dev),
            ("STREAM_KEY_SECRET", "short"),
            ("WEBHOOK_SECRET", "dev-webhook-secret"),
            ("WEBHOOK_SECRET", "0123456789abcdef0123456789abcdef,dev-webhook-secret"),
            ("WEBHOOK_SECRET", "short"),
            ("METRICS_TOKEN", "short"),
            ("METRICS_TOKEN", dev),
            ("QUEUE_RETRY_SECONDS", "never"),
            ("WEBHOOK_SECRET", ""),
            ("WEBHOOK_ALLOWED_IPS", "10.0.0.0/99"),
            ("INGEST_RTMP_URL", ""),
            ("PLAYBACK_HLS_URL", "https://play.example/live.m3u8"),
            ("LOG_LEVEL", "loud"),
            ("RECONNECT_WINDOW_MS", "soon"),
            ("RECONNECT_WINDOW_MS", "-1"),
            ("ACCESS_TOKEN_SECONDS", "1"),
            ("DEFAULT_PROVIDER", "youtube"),
            ("MEDIA_ORIGINS", "https://media.example/videos"),
            ("ENVIRONMENT", "test"),
        ] {
            let Err(problem) = load_with(&[(name, value)]) else { panic!("{name}={value} must be refused") };
            let text = problem.to_string();
            assert!(text.contains(name), "{text}");
            assert!(value.len() < 6 || !text.contains(value), "{text}");
            assert_eq!(problem.parts().0, 503);
        }
    }

    #[test]
    fn development_secrets_work_in_development_only() {
        let dev = |environment| {
            load_with(&[
                ("ENVIRONMENT", environment),
                ("WEBHOOK_SECRET", "dev-webhook-secret"),
                ("STREAM_KEY_SECRET", "dev-stream-key-secret-not-for-deployment"),
                ("JWT_SECRETS", "dev-1:dev-jwt-secret-not-for-deployment-0000"),
            ])
        };
        assert!(dev("development").is_ok());
        assert!(dev("staging").is_err());
        assert!(dev("production").is_err());
        assert!(dev("").is_err(), "without a word it is a deployment");
    }

    const STORE: [(&str, &str); 4] = [
        ("STORAGE_S3_ENDPOINT", "https://s3.example.com"),
        ("STORAGE_S3_BUCKET", "videos"),
        ("STORAGE_S3_ACCESS_KEY_ID", "AKIA0"),
        ("STORAGE_S3_SECRET_ACCESS_KEY", "of any length"),
    ];

    #[test]
    fn a_store_is_configured_whole_or_not_at_all() {
        let whole = load_with(&STORE).unwrap_or_else(|problem| panic!("{problem}"));
        let store = whole.storage.unwrap();
        assert_eq!((store.signer.region.as_str(), store.is_path_style), ("auto", true));
        assert!(load_with(&[]).is_ok_and(|config| config.storage.is_none()));
        for (missing, _) in STORE {
            let rest: Vec<_> = STORE.into_iter().filter(|(name, _)| *name != missing).collect();
            let Err(problem) = load_with(&rest) else { panic!("without {missing}") };
            assert!(problem.to_string().contains(missing), "{problem}");
        }
        assert!(load_with(&[("STORAGE_S3_REGION", "us-east-1")]).is_err());
        assert!(load_with(&[("STORAGE_S3_PATH_STYLE", "true")]).is_err());
    }

    #[test]
    fn what_is_wrong_with_a_store_is_named_without_its_value() {
        for (name, value) in [
            ("STORAGE_S3_ENDPOINT", "http://store.example"),
            ("STORAGE_S3_ENDPOINT", "store.example"),
            ("STORAGE_S3_BUCKET", "My_Videos"),
            ("STORAGE_S3_REGION", "us/east"),
            ("STORAGE_S3_ACCESS_KEY_ID", "AKIA0 AKIA1"),
            ("STORAGE_S3_PATH_STYLE", "perhaps"),
        ] {
            let mut changes = vec![(name, value)];
            changes.extend(STORE);
            let Err(problem) = load_with(&changes) else { panic!("{name}={value} must be refused") };
            let text = problem.to_string();
            assert!(text.contains(name) && !text.contains(value), "{text}");
        }
        let http = [("STORAGE_S3_ENDPOINT", "http://127.0.0.1:9000"), ("ENVIRONMENT", "development")];
        let changes: Vec<_> = http.into_iter().chain(STORE).collect();
        assert!(load_with(&changes).is_ok());
    }

    const REGISTRY: [(&str, &str); 5] = [
        ("REGISTRY_RPC_URLS", "https://one.example/key, https://two.example"),
        ("REGISTRY_CHAIN_ID", "8453"),
        ("REGISTRY_CONTRACT", "0x5FbDB2315678afecb367f032d93F642f64180aa3"),
        ("REGISTRY_SENDER_KEY", "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        ("REGISTRY_CONFIRMATIONS", "finalized"),
    ];

    #[test]
    fn a_registry_is_configured_whole_or_not_at_all() {
        assert!(load_with(&[]).is_ok_and(|config| config.registry.is_none()));
        assert!(load_with(&REGISTRY).is_ok_and(|config| config.registry.is_some()));
        for (name, bad) in [
            ("REGISTRY_RPC_URLS", "http://one.example"),
            ("REGISTRY_RPC_URLS", ""),
            ("REGISTRY_CHAIN_ID", ""),
            ("REGISTRY_CHAIN_ID", "base"),
            ("REGISTRY_CONTRACT", ""),
            ("REGISTRY_CONTRACT", "0x5FbDB2315678"),
            ("REGISTRY_SENDER_KEY", ""),
            ("REGISTRY_SENDER_KEY", "0x0123456789abcdef"),
            ("REGISTRY_SENDER_KEY", "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
            ("REGISTRY_CONFIRMATIONS", "soon"),
            ("REGISTRY_MAX_FEE_GWEI", "0"),
            ("REGISTRY_BUMP_MS", "fast"),
        ] {
            let changed: Vec<_> =
                REGISTRY.iter().copied().filter(|(other, _)| *other != name).chain([(name, bad)]).collect();
            let Err(problem) = load_with(&changed) else { panic!("{name}={bad} must be refused") };
            let text = problem.to_string();
            assert!(text.contains(name) && (bad.len() < 6 || !text.contains(bad)), "{text}");
        }
    }

    #[test]
    fn an_outside_issuer_needs_all_three() {
        let url = ("JWT_JWKS_URL", "https://id.example/jwks.json");
        assert!(load_with(&[url]).is_err());
        assert!(load_with(&[url, ("JWT_ISSUER", "https://id.example")]).is_err());
        assert!(load_with(&[url, ("JWT_ISSUER", "liveroom"), ("JWT_AUDIENCE", "a")]).is_err());
        let whole = load_with(&[url, ("JWT_ISSUER", "https://id.example"), ("JWT_AUDIENCE", "a")]);
        assert!(whole.is_ok_and(|config| config.outside.is_some()));
    }
}
