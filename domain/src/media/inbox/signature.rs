//! `X-Webhook-Signature`: `t=<unix s>,v1=<hex HMAC-SHA256 of "t.body">`. Cloudflare Stream's `Webhook-Signature` is the
//! same under other names.

use super::usable;
use crate::secret::Secret;
use crate::time::Millis;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// How far a signature's time may be from ours, in seconds, either way.
pub const WINDOW_S: i64 = 300;

/// How the parts of a header are called.
#[derive(Clone, Copy)]
struct Names {
    time: &'static str,
    tag: &'static str,
}

const OURS: Names = Names { time: "t", tag: "v1" };
const STREAMS: Names = Names { time: "time", tag: "sig1" };

/// The value of `X-Webhook-Signature` for a body sent at `t` (Unix seconds): `t=…,v1=…`.
pub fn sign(secret: &Secret, t: i64, body: &[u8]) -> String {
    signed_under(OURS, secret, t, body)
}

/// The value of Cloudflare Stream's `Webhook-Signature` for a body sent at `t` (Unix seconds): `time=…,sig1=…`.
pub fn sign_as_stream(secret: &Secret, t: i64, body: &[u8]) -> String {
    signed_under(STREAMS, secret, t, body)
}

fn signed_under(names: Names, secret: &Secret, t: i64, body: &[u8]) -> String {
    let tag = mac(secret, t, body).map(|mac| hex::encode(mac.finalize().into_bytes()));
    format!("{}={t},{}={}", names.time, names.tag, tag.unwrap_or_default())
}

/// The digest of what was signed, if it was: by one of the secrets, and within the window around `now`.
pub(super) fn signed(secrets: &[Secret], header: &str, body: &[u8], now: Millis) -> Option<String> {
    check(OURS, secrets, header, body, now)
}

/// As [`signed`], of a webhook of Cloudflare Stream.
pub(super) fn signed_by_stream(secrets: &[Secret], header: &str, body: &[u8], now: Millis) -> Option<String> {
    check(STREAMS, secrets, header, body, now)
}

fn check(names: Names, secrets: &[Secret], header: &str, body: &[u8], now: Millis) -> Option<String> {
    let header = Header::read(names, header)?;
    if now.unix_s().abs_diff(header.t) > WINDOW_S.unsigned_abs() {
        return None;
    }
    let any = usable(secrets).filter_map(|secret| mac(secret, header.t, body)).any(|mac| header.has(&mac));
    any.then(|| digest(header.t, body))
}

/// Of what is signed, not of a signature: a header may carry several, and leaving one out must not make the
/// same request a new one.
fn digest(t: i64, body: &[u8]) -> String {
    hex::encode(Sha256::new_with_prefix(prefix(t)).chain_update(body).finalize())
}

fn mac(secret: &Secret, t: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).ok()?;
    Some(mac.chain_update(prefix(t)).chain_update(body))
}

fn prefix(t: i64) -> String {
    format!("{t}.")
}

/// The header, read. Names that are not known are for schemes to come and are passed over.
struct Header {
    t: i64,
    tags: Vec<Vec<u8>>,
}

impl Header {
    fn read(names: Names, header: &str) -> Option<Self> {
        let pairs = || header.split(',').filter_map(|pair| pair.trim().split_once('='));
        let of = |name: &'static str| pairs().filter(move |(n, _)| *n == name).map(|(_, value)| value);
        let mut times = of(names.time);
        let t = unix_seconds(times.next()?)?;
        let tags = of(names.tag).filter_map(|value| hex::decode(value).ok()).collect();
        times.next().is_none().then_some(Self { t, tags })
    }

    fn has(&self, mac: &Hmac<Sha256>) -> bool {
        self.tags.iter().any(|tag| mac.clone().verify_slice(tag).is_ok())
    }
}

/// Digits as they would be printed: no sign, no leading zero, so that one time has one spelling.
fn unix_seconds(text: &str) -> Option<i64> {
    let t = text.parse::<i64>().ok().filter(|t| *t >= 0)?;
    (t.to_string() == text).then_some(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: i64 = 1_700_000_000;
    const BODY: &[u8] = br#"{"event":"on_publish"}"#;
    /// `printf '1700000000.{"event":"on_publish"}' | openssl dgst -sha256 -hmac s1`
    const TAG: &str = "5d8200ed78b3fefad13268bcf1fe09094054a55fa43a441f607cf1d491e694d6";

    fn secrets() -> Vec<Secret> {
        ["s0", "s1", ""].map(Secret::new).into()
    }

    fn is_signed(header: &str) -> bool {
        signed(&secrets(), header, BODY, Millis(T * 1000)).is_some()
    }

    #[test]
    fn the_signature_is_what_openssl_computes() {
        assert_eq!(sign(&Secret::new("s1"), T, BODY), format!("t={T},v1={TAG}"));
    }

    #[test]
    fn any_secret_and_any_v1_will_do() {
        let bad = "00".repeat(32);
        for header in [
            format!("t={T},v1={TAG}"),
            format!("t={T}, v1={TAG}"),
            format!(" v1={TAG} , t={T} "),
            format!("t={T},v1={bad},v1={TAG}"),
            format!("t={T},v1={TAG},v1=zz"),
            format!("t={T},v0={bad},v1={TAG},x"),
            format!("t={T},v1={}", TAG.to_uppercase()),
            sign(&Secret::new("s0"), T, BODY),
        ] {
            assert!(is_signed(&header), "{header}");
        }
    }

    #[test]
    fn anything_else_is_no_signature() {
        for header in [
            String::new(),
            format!("t={T}"),
            format!("v1={TAG}"),
            format!("t={T},v1="),
            format!("t={T},v1={}", &TAG[..62]),
            format!("t={T},v1={TAG}00"),
            format!("t={T},v0={TAG}"),
            format!("t={T};v1={TAG}"),
            format!("t={T},t={T},v1={TAG}"),
            format!("t=+{T},v1={TAG}"),
            format!("t=0{T},v1={TAG}"),
            format!("t={T}.0,v1={TAG}"),
            format!("t=-{T},v1={TAG}"),
            format!("t={},v1={TAG}", T + 1),
            format!("t=99999999999999999999,v1={TAG}"),
            sign(&Secret::new("s2"), T, BODY),
            sign(&Secret::new(""), T, BODY),
            sign(&Secret::new("s1"), T, b"{}"),
            sign(&Secret::new("s1"), -1, BODY),
        ] {
            assert!(!is_signed(&header), "{header}");
        }
    }

    #[test]
    fn a_signature_counts_for_five_minutes_either_way() {
        for (off, want) in [(0, true), (300, true), (-300, true), (301, false), (-301, false)] {
            let header = sign(&Secret::new("s1"), T + off, BODY);
            assert_eq!(is_signed(&header), want, "{off}");
        }
    }

    #[test]
    fn stream_signs_the_same_under_other_names() {
        let body =
            br#"{"uid":"6b9e68b07dfee8cc2d116e4c51d6a957","readyToStream":true,"status":{"state":"ready"}}"#;
        let secret = Secret::new("85011ed3a913c6ad5f9cf6c5573cc0a7");
        let tag = "b8f46d000fbe14415af0ee466d66fc9b4349ab2acfaab6b799dc41743cd86741";
        let header = format!("time=1230811200,sig1={tag}");
        assert_eq!(sign_as_stream(&secret, 1_230_811_200, body), header);
        for (header, off_s, want) in [
            (header.clone(), 0, true),
            (format!("{header},sig2=00"), 300, true),
            (header.clone(), 301, false),
            (header.clone(), -301, false),
            (format!("t=1230811200,v1={tag}"), 0, false),
            (header.replace("b8f4", "b8f5"), 0, false),
            (format!("time=1230811201,sig1={tag}"), 0, false),
        ] {
            let now = Millis((1_230_811_200 + off_s) * 1_000);
            assert_eq!(
                signed_by_stream(std::slice::from_ref(&secret), &header, body, now).is_some(),
                want,
                "{header}"
            );
        }
    }

    #[test]
    fn the_same_request_has_the_same_digest() {
        let both = format!("{},v1={TAG}", sign(&Secret::new("s0"), T, BODY));
        let headers = [both, format!("t={T},v1={TAG}"), format!("t={T}, v1={}", TAG.to_uppercase())];
        let digests = headers.map(|header| signed(&secrets(), &header, BODY, Millis(T * 1000)));
        assert!(digests.iter().all(|digest| digest.as_ref().is_some_and(|d| d.len() == 64)));
        assert_eq!(digests[0], digests[1]);
        assert_eq!(digests[0], digests[2]);
        let later = signed(&secrets(), &sign(&Secret::new("s1"), T + 1, BODY), BODY, Millis(T * 1000));
        assert_ne!(digests[0], later);
    }
}
