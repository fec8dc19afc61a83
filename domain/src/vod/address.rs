//! Outside addresses: which of them are fetched or handed to viewers.
//!
//! Whoever may name an address could name one that only this service reaches: another service of its network, or the
//! machine itself. So names and addresses that are not of the public internet are refused, unless the operator trusts
//! their origin.

mod dns;
mod networks;

pub use dns::addresses;
pub use networks::is_public;

use std::net::IpAddr;

/// Last parts of names that are not of the public internet (RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476, and ICANN's choice).
const PRIVATE_SUFFIXES: [&str; 12] = [
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "localdomain",
    "lan",
    "home",
    "corp",
    "intranet",
    "test",
    "onion",
    "alt",
];

/// An address as a WHATWG URL parser splits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// The scheme without its colon, in lower case.
    pub scheme: &'a str,
    /// The host as the parser normalises it: lower case, punycode, IPv4 as four numbers, IPv6 in brackets.
    pub host: &'a str,
    /// The port, unless it is the scheme's own.
    pub port: Option<u16>,
    /// Whether a user name or password stands in it.
    pub has_credentials: bool,
}

/// Why an address is refused; as text, what the address must be, for the client's developer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Anyone on the way could change what it gives.
    #[error("must be an https address")]
    NotHttps,
    /// Passwords do not belong into addresses.
    #[error("must not hold a user name or password")]
    Credentials,
    /// It leads to where strangers have no business.
    #[error("must be an address of the public internet")]
    NotPublic,
}

/// Whether an address may be taken from a client.
///
/// `trusted` are origins of the operator's own, like `http://media.example:8080`, of which anything may be taken but
/// credentials. A public name may still lead to a private address: see [`addresses`] and [`is_public`].
///
/// # Errors
/// [`Refused`], the first that holds.
pub fn judge(address: &Address, trusted: &[&str]) -> Result<(), Refused> {
    if address.has_credentials {
        return Err(Refused::Credentials);
    }
    if is_trusted(address, trusted) {
        return Ok(());
    }
    if address.scheme != "https" {
        return Err(Refused::NotHttps);
    }
    if is_public_host(address.host) { Ok(()) } else { Err(Refused::NotPublic) }
}

/// Whether an address is of one of the operator's own origins.
pub fn is_trusted(address: &Address, trusted: &[&str]) -> bool {
    trusted.iter().any(|origin| is_origin(address, origin))
}

/// The same scheme, host and port; the port may be left out where it is the scheme's own.
fn is_origin(address: &Address, origin: &str) -> bool {
    let origin = origin.trim().trim_end_matches('/').to_ascii_lowercase();
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let own = if scheme == "https" { 443 } else { 80 };
    let port = |port: Option<u16>| port.unwrap_or(own);
    let (host, given) = match authority.rsplit_once(':') {
        // Inside brackets a colon is part of the address.
        Some((host, digits)) if !digits.ends_with(']') => match digits.parse() {
            Ok(given) => (host, Some(given)),
            Err(_) => return false,
        },
        _ => (authority, None),
    };
    scheme == address.scheme && host == address.host && port(given) == port(address.port)
}

fn is_public_host(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(ip) => is_public(ip),
        Err(_) => is_public_name(host),
    }
}

/// A name of two parts or more, of which the last is no number, and none that only local networks know.
fn is_public_name(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let labels: Vec<&str> = name.split('.').collect();
    let are_labels = labels.iter().all(|label| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=63).contains(&label.len()) && label.bytes().all(is_allowed)
    });
    let ends_in_number = labels.last().is_none_or(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    let is_private = PRIVATE_SUFFIXES.iter().any(|suffix| is_under(&name, suffix));
    labels.len() >= 2 && name.len() <= 253 && are_labels && !ends_in_number && !is_private
}

fn is_under(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TRUSTED: [&str; 3] = ["http://127.0.0.1:8080", "https://media.internal/", "http://[::1]:9000"];

    fn https(host: &str) -> Address<'_> {
        Address { scheme: "https", host, port: None, has_credentials: false }
    }

    #[test]
    fn a_public_name_or_address_is_taken() {
        for host in [
            "cdn.example.com",
            "cdn.example.com.",
            "xn--bcher-kva.example",
            "a_b.example.com",
            "8.8.8.8",
            "[2606:4700::1111]",
        ] {
            assert_eq!(judge(&https(host), &[]), Ok(()), "{host}");
        }
        assert_eq!(judge(&Address { port: Some(8443), ..https("a.example") }, &[]), Ok(()));
    }

    #[test]
    fn what_only_local_networks_know_is_refused() {
        for host in [
            "",
            ".",
            "localhost",
            "localhost.",
            "LOCALHOST",
            "a.localhost",
            "printer.local",
            "metadata.google.internal",
            "metadata",
            "intranet",
            "router.home.arpa",
            "nas.lan",
            "a..example",
            "a b.example",
            "a/b.example",
            "0x7f.1",
            "1.2.3",
            "127.0.0.1",
            "127.0.0.1.",
            "10.1.2.3",
            "169.254.169.254",
            "100.100.100.200",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "[fd00:ec2::254]",
            "[fe80::1%25eth0]",
        ] {
            assert_eq!(judge(&https(host), &[]), Err(Refused::NotPublic), "{host}");
        }
    }

    #[test]
    fn only_https_without_a_password_is_taken() {
        let plain = Address { scheme: "http", ..https("a.example") };
        let file = Address { scheme: "file", ..https("") };
        let password = Address { has_credentials: true, ..https("a.example") };
        for (address, want) in
            [(plain, Refused::NotHttps), (file, Refused::NotHttps), (password, Refused::Credentials)]
        {
            assert_eq!(judge(&address, &[]), Err(want), "{address:?}");
        }
    }

    #[test]
    fn the_operators_own_origins_are_taken_as_they_are() {
        let at = |scheme, host, port| Address { scheme, host, port, has_credentials: false };
        for (address, fine) in [
            (at("http", "127.0.0.1", Some(8080)), true),
            (at("https", "media.internal", None), true),
            (at("https", "media.internal", Some(443)), true),
            (at("http", "[::1]", Some(9000)), true),
            (at("http", "127.0.0.1", None), false),
            (at("http", "127.0.0.1", Some(8081)), false),
            (at("https", "127.0.0.1", Some(8080)), false),
            (at("http", "media.internal", None), false),
            (at("https", "evil.media.internal", None), false),
            (Address { has_credentials: true, ..at("http", "127.0.0.1", Some(8080)) }, false),
        ] {
            assert_eq!(judge(&address, &TRUSTED).is_ok(), fine, "{address:?}");
        }
        for origin in ["", "127.0.0.1", "https://", "https://127.0.0.1:x"] {
            assert!(judge(&https("127.0.0.1"), &[origin]).is_err(), "{origin}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_as_private_with_anything_before_it(before in "([a-z0-9-]{1,10}\\.){0,3}") {
            for suffix in PRIVATE_SUFFIXES {
                let host = format!("{before}{suffix}");
                prop_assert_eq!(judge(&https(&host), &[]), Err(Refused::NotPublic));
            }
        }

        #[test]
        fn no_address_panics(host in ".*", origin in ".*") {
            let _ = judge(&https(&host), &[&origin]);
        }
    }
}
