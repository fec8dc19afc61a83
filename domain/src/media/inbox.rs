//! Who may tell us what happens: the proof that a webhook comes from a media server of ours.

mod networks;
mod signature;

pub use networks::{BadNetwork, parse_cidrs};
pub use signature::{WINDOW_S, sign, sign_as_stream};

use crate::problem::Problem;
use crate::secret::{self, Secret};
use crate::time::Millis;
use ipnet::IpNet;

/// Who is believed.
#[derive(Clone, Debug, Default)]
pub struct Senders {
    /// Secrets that sign, or stand in the webhook's URL; several, so that they can be exchanged. An empty one
    /// never matches.
    pub secrets: Vec<Secret>,
    /// Networks whose addresses are enough by themselves.
    pub allowed: Vec<IpNet>,
}

/// What a sender was believed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// `X-Webhook-Signature`.
    Signature {
        /// Lower-case hex of the SHA-256 of what was signed, 64 digits. The same request sent again has the
        /// same digest, whichever of its signatures are left in the header.
        digest: String,
    },
    /// `?secret=` in the URL.
    UrlSecret,
    /// The address it came from.
    Address,
}

/// Whether a webhook comes from a sender we believe: any one proof is enough, the strongest is reported.
///
/// `signature_header` is `X-Webhook-Signature`, `url_secret` the decoded `?secret=`, `sender_ip` the address
/// of the connection as text, `body` the bytes as they came.
///
/// # Errors
/// [`Problem::UnknownSender`] when no proof holds; it does not say which ones were tried.
pub fn authenticate(
    senders: &Senders,
    signature_header: Option<&str>,
    url_secret: Option<&str>,
    sender_ip: Option<&str>,
    body: &[u8],
    now: Millis,
) -> Result<Proof, Problem> {
    let secrets = &senders.secrets;
    if let Some(digest) = signature_header.and_then(|header| signature::signed(secrets, header, body, now)) {
        return Ok(Proof::Signature { digest });
    }
    if url_secret.is_some_and(|given| secret::is_among(secrets, given)) {
        return Ok(Proof::UrlSecret);
    }
    if sender_ip.is_some_and(|ip| networks::is_allowed(&senders.allowed, ip)) {
        return Ok(Proof::Address);
    }
    Err(Problem::UnknownSender)
}

/// The digest of what was signed, when a webhook of Cloudflare Stream carries a good `Webhook-Signature`
/// (`time=<unix s>,sig1=<hex HMAC-SHA256 of "time.body">`).
///
/// # Errors
/// [`Problem::UnknownSender`] when it does not, or was signed too long ago.
pub fn authenticate_stream(
    secrets: &[Secret],
    header: Option<&str>,
    body: &[u8],
    now: Millis,
) -> Result<String, Problem> {
    let digest = header.and_then(|header| signature::signed_by_stream(secrets, header, body, now));
    digest.ok_or(Problem::UnknownSender)
}

/// Whether a notification of Cloudflare carries one of the secrets in `cf-webhook-auth`.
///
/// # Errors
/// [`Problem::UnknownSender`] when it does not.
pub fn authenticate_notification(secrets: &[Secret], header: Option<&str>) -> Result<(), Problem> {
    if header.is_some_and(|given| secret::is_among(secrets, given)) {
        Ok(())
    } else {
        Err(Problem::UnknownSender)
    }
}

/// A secret that was left empty in the configuration is none.
fn usable(secrets: &[Secret]) -> impl Iterator<Item = &Secret> {
    secrets.iter().filter(|secret| !secret.expose().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_700_000_000_999);
    const BODY: &[u8] = b"call=publish&name=n";

    fn senders() -> Senders {
        Senders {
            secrets: ["", "old", "new"].map(Secret::new).into(),
            allowed: parse_cidrs("10.0.0.0/8").unwrap(),
        }
    }

    fn word(signature: Option<&str>, secret: Option<&str>, ip: Option<&str>) -> &'static str {
        match authenticate(&senders(), signature, secret, ip, BODY, NOW) {
            Ok(Proof::Signature { .. }) => "signature",
            Ok(Proof::UrlSecret) => "secret",
            Ok(Proof::Address) => "address",
            Err(problem) => {
                assert_eq!(problem, Problem::UnknownSender);
                "none"
            }
        }
    }

    #[test]
    fn any_one_proof_is_enough_and_the_strongest_is_reported() {
        let good = &*sign(&Secret::new("new"), 1_700_000_000, BODY);
        let (inside, outside) = (Some("10.1.1.1"), Some("11.1.1.1"));
        for (signature, secret, ip, want) in [
            (None, None, None, "none"),
            (Some(good), None, None, "signature"),
            (Some(good), Some("old"), inside, "signature"),
            (Some(good), Some("wrong"), outside, "signature"),
            (Some("t=1,v1=00"), Some("old"), outside, "secret"),
            (Some("t=1,v1=00"), None, inside, "address"),
            (None, Some("wrong"), inside, "address"),
            (None, Some("new"), inside, "secret"),
            (Some("t=1,v1=00"), Some("wrong"), outside, "none"),
            (None, Some(""), None, "none"),
            (None, Some("ol"), None, "none"),
            (None, Some("old "), None, "none"),
            (None, None, Some(""), "none"),
        ] {
            assert_eq!(word(signature, secret, ip), want, "{signature:?} {secret:?} {ip:?}");
        }
    }

    #[test]
    fn nobody_is_believed_when_nothing_is_configured() {
        let nobody = Senders::default();
        let signature = sign(&Secret::new(""), 1_700_000_000, BODY);
        let proof = authenticate(&nobody, Some(&signature), Some(""), Some("127.0.0.1"), BODY, NOW);
        assert_eq!(proof, Err(Problem::UnknownSender));
    }

    #[test]
    fn the_secrets_do_not_print() {
        assert!(!format!("{:?}", senders()).contains("old"));
    }
}
