//! Which addresses are of the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of IPv4 with another purpose (IANA's registry of special purposes, and multicast): address and length of
/// the prefix.
const SPECIAL_V4: [([u8; 4], u32); 17] = [
    ([0, 0, 0, 0], 8),        // this network
    ([10, 0, 0, 0], 8),       // private
    ([100, 64, 0, 0], 10),    // behind a carrier's NAT
    ([127, 0, 0, 0], 8),      // loopback
    ([168, 63, 129, 16], 32), // Azure's metadata
    ([169, 254, 0, 0], 16),   // link-local, metadata of most clouds
    ([172, 16, 0, 0], 12),    // private
    ([192, 0, 0, 0], 24),     // protocols
    ([192, 0, 2, 0], 24),     // documentation
    ([192, 31, 196, 0], 24),  // AS112
    ([192, 52, 193, 0], 24),  // AMT
    ([192, 88, 99, 0], 24),   // relays of 6to4
    ([192, 168, 0, 0], 16),   // private
    ([198, 18, 0, 0], 15),    // benchmarks
    ([198, 51, 100, 0], 24),  // documentation
    ([203, 0, 113, 0], 24),   // documentation
    ([224, 0, 0, 0], 3),      // multicast, reserved, broadcast
];

/// The same of IPv6, within what is public at all.
const SPECIAL_V6: [([u16; 8], u32); 5] = [
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // protocols, Teredo, benchmarks, ORCHID
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4
    ([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0], 48), // AS112
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation
];

/// All that is handed out to the public: everything else (loopback, link-local, ULA, site-local, multicast, addresses
/// with one of IPv4 in them) has another purpose.
const PUBLIC_V6: ([u16; 8], u32) = ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// Whether an address is of the public internet, rather than of this machine, a local network or no network at all.
///
/// An IPv4 address in one of IPv6 counts as itself where it is only written so (`::ffff:1.2.3.4`); where a gateway
/// would translate it (NAT64, 6to4, Teredo) it is not public, whatever it is.
pub fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => !SPECIAL_V4.iter().any(|(net, bits)| is_in_v4(ip, *net, *bits)),
        IpAddr::V6(ip) => {
            let is_in = |(net, bits): ([u16; 8], u32)| is_in_v6(ip, net, bits);
            is_in(PUBLIC_V6) && !SPECIAL_V6.into_iter().any(is_in)
        }
    }
}

/// Whether the first `bits` (1 to 32) are the same.
fn is_in_v4(ip: Ipv4Addr, net: [u8; 4], bits: u32) -> bool {
    (ip.to_bits() ^ u32::from_be_bytes(net)) >> (32 - bits) == 0
}

/// Whether the first `bits` (1 to 128) are the same.
fn is_in_v6(ip: Ipv6Addr, net: [u16; 8], bits: u32) -> bool {
    (ip.to_bits() ^ Ipv6Addr::from(net).to_bits()) >> (128 - bits) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_public_text(ip: &str) -> bool {
        is_public(ip.parse().unwrap())
    }

    #[test]
    fn networks_end_where_they_end() {
        // The last address before, the first and last inside, the first behind.
        for [before, first, last, behind] in [
            ["9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"],
            ["100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"],
            ["126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"],
            ["168.63.129.15", "168.63.129.16", "168.63.129.16", "168.63.129.17"],
            ["169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"],
            ["172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"],
            ["192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"],
            ["198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"],
            ["203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"],
            ["2001:db7::", "2001:db8::", "2001:db8:ffff::", "2001:db9::"],
            ["2000:ffff::", "2001::", "2001:1ff:ffff::", "2001:200::"],
            ["3ffe::", "3fff::", "3fff:fff::", "3fff:1000::"],
        ] {
            let public = [before, first, last, behind].map(is_public_text);
            assert_eq!(public, [true, false, false, true], "{first}");
        }
    }

    #[test]
    fn what_is_not_of_the_public_internet_is_told() {
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "198.51.100.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::10.0.0.1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:192.168.0.1",
            "64:ff9b::a00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:a00:1::",
            "2002:808:808::",
            "3fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public_text(ip), "{ip}");
        }
    }

    #[test]
    fn the_public_internet_is_public() {
        for ip in
            ["1.1.1.1", "8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111", "2001:4860:4860::8888", "2a00::1"]
        {
            assert!(is_public_text(ip), "{ip}");
        }
    }

    proptest! {
        #[test]
        fn the_way_an_address_is_written_does_not_matter(ip in any::<Ipv4Addr>()) {
            prop_assert_eq!(is_public(ip.into()), is_public(ip.to_ipv6_mapped().into()));
        }

        #[test]
        fn what_the_standard_library_calls_private_is_not_public(ip in any::<Ipv4Addr>()) {
            let is_special = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast()
                || ip.is_broadcast() || ip.is_documentation() || ip.is_unspecified();
            prop_assert!(!(is_special && is_public(ip.into())));
        }
    }
}
