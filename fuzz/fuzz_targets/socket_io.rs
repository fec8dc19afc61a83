//! What a client of Socket.IO can send: what was read is written and read again as the same packet.
#![no_main]

use domain::wire::socket_io::{Packet, decode, encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(packet) = decode(text) else { return };
    check(&packet);
    if !may_have_a_fraction(text) {
        assert_eq!(decode(&encode(&packet)), Ok(packet));
    }
});

/// Such a number (or one beyond 64 bits) is read to within its last digit only: it need not come back as it was.
fn may_have_a_fraction(text: &str) -> bool {
    let has_exponent = |pair: &[u8]| matches!(pair, [b'0'..=b'9', b'e' | b'E']);
    text.contains('.')
        || text.as_bytes().windows(2).any(has_exponent)
        || text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 18)
}

/// What the room relies on.
fn check(packet: &Packet) {
    match packet {
        Packet::Connect { data, .. } => assert!(data.as_ref().is_none_or(|data| data.is_object())),
        Packet::Event { args, .. } | Packet::BinaryEvent { args, .. } => {
            assert!(args.first().is_some_and(|name| name.is_string() || name.is_number()));
        }
        _ => {}
    }
    if let Packet::BinaryEvent { attachments, .. } | Packet::BinaryAck { attachments, .. } = packet {
        assert!((1..=10).contains(attachments));
    }
}
