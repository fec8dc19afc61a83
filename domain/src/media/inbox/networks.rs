//! Networks whose addresses are believed.

use ipnet::{IpNet, Ipv4Net};
use std::net::IpAddr;

/// Text that is neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an IP address nor a network like 10.0.0.0/8")]
pub struct BadNetwork(pub String);

/// Reads a list of networks, separated by commas or white space; an address alone is a network of one.
///
/// An IPv4 network written as IPv6 (`::ffff:10.0.0.0/104`) is the IPv4 network.
///
/// # Errors
/// [`BadNetwork`] with the first item that is neither.
pub fn parse_cidrs(text: &str) -> Result<Vec<IpNet>, BadNetwork> {
    let items = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|item| !item.is_empty());
    items.map(|item| network(item).ok_or_else(|| BadNetwork(item.to_owned()))).collect()
}

/// Whether the address is in one of the networks; an IPv4 address may be written as IPv6 (`::ffff:1.2.3.4`).
pub(super) fn is_allowed(allowed: &[IpNet], ip: &str) -> bool {
    let Ok(ip) = ip.trim().parse::<IpAddr>() else { return false };
    let ip = ip.to_canonical();
    allowed.iter().any(|net| net.contains(&ip))
}

fn network(item: &str) -> Option<IpNet> {
    let net = item.parse().ok().or_else(|| item.parse::<IpAddr>().ok().map(IpNet::from))?;
    Some(unmapped(net).unwrap_or(net).trunc())
}

fn unmapped(net: IpNet) -> Option<IpNet> {
    let IpNet::V6(v6) = net else { return None };
    let prefix = v6.prefix_len().checked_sub(96)?;
    Ipv4Net::new(v6.addr().to_ipv4_mapped()?, prefix).ok().map(IpNet::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_separated_by_commas_or_spaces() {
        for (text, want) in [
            ("", &[][..]),
            (" , \n", &[]),
            ("10.0.0.0/8", &["10.0.0.0/8"]),
            ("10.1.2.3/8", &["10.0.0.0/8"]),
            ("127.0.0.1,::1", &["127.0.0.1/32", "::1/128"]),
            ("10.0.0.0/8, 192.168.0.0/16\n2001:db8::/32", &["10.0.0.0/8", "192.168.0.0/16", "2001:db8::/32"]),
            ("::ffff:10.0.0.0/104", &["10.0.0.0/8"]),
            ("::ffff:10.0.0.1", &["10.0.0.1/32"]),
        ] {
            let nets = parse_cidrs(text).unwrap();
            assert_eq!(nets.iter().map(IpNet::to_string).collect::<Vec<_>>(), want, "{text}");
        }
    }

    #[test]
    fn the_first_bad_item_is_named() {
        for (text, bad) in [
            ("10.0.0.0/33", "10.0.0.0/33"),
            ("localhost", "localhost"),
            ("10.0.0.1, 10.0.0", "10.0.0"),
            ("::1/129", "::1/129"),
            ("10.0.0.1:80", "10.0.0.1:80"),
            ("10.0.0.0/", "10.0.0.0/"),
        ] {
            assert_eq!(parse_cidrs(text), Err(BadNetwork(bad.to_owned())));
        }
    }

    #[test]
    fn an_address_is_allowed_in_either_spelling() {
        for (nets, ip, want) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.0.0.1", true),
            ("10.0.0.0/8", "::ffff:a00:1", true),
            ("::ffff:10.0.0.0/104", "10.0.0.1", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::/0", "10.0.0.1", false),
            ("0.0.0.0/0", "::1", false),
            ("0.0.0.0/0", "10.0.0.1", true),
            ("127.0.0.1", " 127.0.0.1 ", true),
            ("127.0.0.1", "127.0.0.1:80", false),
            ("127.0.0.1", "", false),
            ("", "127.0.0.1", false),
        ] {
            assert_eq!(is_allowed(&parse_cidrs(nets).unwrap(), ip), want, "{ip} in {nets}");
        }
    }
}
