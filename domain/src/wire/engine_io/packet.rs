//! The packets, and how polling puts many of them in one body.

use base64ct::{Base64, Encoding};

/// What stands between two packets of a payload.
const SEPARATOR: &str = "\u{1e}";

/// Text that is no packet of the protocol. Whoever sent it is disconnected, so there is nothing to explain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed packet")]
pub struct Malformed;

/// One packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet {
    /// The server's greeting: JSON, see [`open_packet`](super::open_packet).
    Open(String),
    /// The transport can be closed.
    Close,
    /// The server's question whether the client lives; with `probe`, the client's whether a WebSocket works.
    Ping(String),
    /// The answer, with the same text.
    Pong(String),
    /// Text of the protocol above.
    Message(String),
    /// Bytes of the protocol above. On a WebSocket they are a binary frame of their own.
    Binary(Vec<u8>),
    /// The client goes on over the WebSocket.
    Upgrade,
    /// Nothing, said so that a poll returns.
    Noop,
}

/// Reads one packet: a text frame, or one part of a payload.
///
/// What follows a packet that carries nothing is not looked at, as the reference server does it.
///
/// # Errors
/// [`Malformed`] for an unknown type, an empty text, and bytes that are not base64.
pub fn decode(text: &str) -> Result<Packet, Malformed> {
    let (kind, data) = text.split_at_checked(1).ok_or(Malformed)?;
    match kind {
        "0" => Ok(Packet::Open(data.into())),
        "1" => Ok(Packet::Close),
        "2" => Ok(Packet::Ping(data.into())),
        "3" => Ok(Packet::Pong(data.into())),
        "4" => Ok(Packet::Message(data.into())),
        "5" => Ok(Packet::Upgrade),
        "6" => Ok(Packet::Noop),
        "b" => Base64::decode_vec(data).map(Packet::Binary).map_err(|_| Malformed),
        _ => Err(Malformed),
    }
}

/// Writes one packet as text.
pub fn encode(packet: &Packet) -> String {
    match packet {
        Packet::Open(data) => ["0", data].concat(),
        Packet::Close => "1".into(),
        Packet::Ping(data) => ["2", data].concat(),
        Packet::Pong(data) => ["3", data].concat(),
        Packet::Message(data) => ["4", data].concat(),
        Packet::Binary(bytes) => ["b", &Base64::encode_string(bytes)].concat(),
        Packet::Upgrade => "5".into(),
        Packet::Noop => "6".into(),
    }
}

/// Reads the body of a POST: one packet or more.
///
/// # Errors
/// [`Malformed`] when one of them is; an empty body has an empty packet.
pub fn decode_payload(body: &str) -> Result<Vec<Packet>, Malformed> {
    body.split(SEPARATOR).map(decode).collect()
}

/// Whether the body of a POST closes the session.
pub fn says_goodbye(body: &str) -> bool {
    body.split(SEPARATOR).any(|packet| packet.starts_with('1'))
}

/// Writes the answer to a poll from packets that are encoded already. None of them may hold the separator,
/// which JSON never does.
pub fn encode_payload(packets: &[String]) -> String {
    packets.join(SEPARATOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_packet_is_its_type_and_its_data() {
        for (text, packet) in [
            ("0{}", Packet::Open("{}".into())),
            ("1", Packet::Close),
            ("2", Packet::Ping(String::new())),
            ("2probe", Packet::Ping("probe".into())),
            ("3probe", Packet::Pong("probe".into())),
            ("4", Packet::Message(String::new())),
            ("4€", Packet::Message("€".into())),
            ("5", Packet::Upgrade),
            ("6", Packet::Noop),
            ("b", Packet::Binary(vec![])),
            ("bAQIDBA==", Packet::Binary(vec![1, 2, 3, 4])),
        ] {
            assert_eq!(decode(text), Ok(packet.clone()), "{text}");
            assert_eq!(encode(&packet), text);
        }
    }

    #[test]
    fn a_goodbye_is_a_packet_of_its_own() {
        for (body, is_one) in [
            ("1", true),
            ("4a\u{1e}1", true),
            ("1\u{1e}4a", true),
            ("", false),
            ("41", false),
            ("4a\u{1e}41", false),
        ] {
            assert_eq!(says_goodbye(body), is_one, "{body}");
        }
    }

    #[test]
    fn what_follows_a_packet_without_data_does_not_count() {
        for (text, packet) in [("1x", Packet::Close), ("5x", Packet::Upgrade), ("6x", Packet::Noop)] {
            assert_eq!(decode(text), Ok(packet), "{text}");
        }
    }

    #[test]
    fn an_unknown_type_is_malformed() {
        for text in ["", "7", "abc", " 4", "\u{1e}", "€4", "-1", "bAQIDBA", "b????", "bAQID BA=="] {
            assert_eq!(decode(text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn a_payload_is_packets_with_a_separator_between_them() {
        let packets = [Packet::Message("hello".into()), Packet::Ping(String::new()), Packet::Binary(vec![1])];
        let body = "4hello\u{1e}2\u{1e}bAQ==";
        assert_eq!(decode_payload(body), Ok(packets.to_vec()));
        assert_eq!(encode_payload(&packets.each_ref().map(encode)), body);
    }

    #[test]
    fn one_bad_packet_spoils_its_payload() {
        for body in ["", "\u{1e}", "4a\u{1e}", "\u{1e}4a", "4a\u{1e}\u{1e}4b", "4a\u{1e}x", "abc"] {
            assert_eq!(decode_payload(body), Err(Malformed), "{body}");
        }
    }

    fn any_packet() -> impl Strategy<Value = Packet> {
        let text = "[^\u{1e}]{0,20}";
        prop_oneof![
            text.prop_map(Packet::Open),
            Just(Packet::Close),
            text.prop_map(Packet::Ping),
            text.prop_map(Packet::Pong),
            text.prop_map(Packet::Message),
            prop::collection::vec(any::<u8>(), 0..20).prop_map(Packet::Binary),
            Just(Packet::Upgrade),
            Just(Packet::Noop),
        ]
    }

    proptest! {
        #[test]
        fn packets_encoded_and_decoded_are_the_same_packets(packets in prop::collection::vec(any_packet(), 1..8)) {
            let texts: Vec<String> = packets.iter().map(encode).collect();
            prop_assert_eq!(decode_payload(&encode_payload(&texts)), Ok(packets));
        }

        #[test]
        fn no_text_panics(text in "[0-7b\u{1e}€=A-D]{0,16}|.*") {
            if let Ok(packet) = decode(&text) {
                prop_assert_eq!(decode(&encode(&packet)), Ok(packet));
            }
            let _ = decode_payload(&text);
        }
    }
}
