//! A room's names: its id on the chain, the session that it is of, its title there.

use crate::time::Millis;
use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest title that the contract takes, in bytes of UTF-8.
const MAX_TITLE_BYTES: usize = 127;
/// Everyone may watch, and relayers may write: after a change of our account, the new one ends the rooms of the old.
pub const POLICY: u8 = 0x80;
/// The largest policy's audience, and the bit that lets relayers write.
const MAX_AUDIENCE: u8 = 2;

/// A room's id: its host's address (20 bytes), then 12 bytes that the host chose. In text `0x` and 64 hex digits in
/// small letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoomId(pub B256);

impl RoomId {
    /// The room of `host` that has this salt.
    pub fn new(host: Address, salt: [u8; 12]) -> Self {
        let mut id = [0; 32];
        for (byte, from) in id.iter_mut().zip(host.iter().chain(&salt)) {
            *byte = *from;
        }
        Self(B256::from(id))
    }

    /// Reads its text, in letters of either size; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("0x")?;
        let mut id = [0; 32];
        hex::decode_to_slice(digits, &mut id).ok()?;
        Some(Self(B256::from(id)))
    }

    /// Who may write to it.
    pub fn host(self) -> Address {
        let mut host = [0; 20];
        for (byte, from) in host.iter_mut().zip(self.0.iter()) {
            *byte = *from;
        }
        Address::from(host)
    }
}

impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

impl fmt::Debug for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for RoomId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a room's id")
    }
}

impl From<RoomId> for String {
    fn from(id: RoomId) -> Self {
        id.to_string()
    }
}

/// Which session a room is: the video platform's id of it, 16 bytes, in text 32 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionId(pub [u8; 16]);

impl SessionId {
    /// The session of a broadcast on a media server of our own: the name under which it is played (8 bytes), then
    /// when it began (Unix milliseconds, 8 bytes). `None` when the name has another form.
    pub fn of_broadcast(playback_name: &str, start: Millis) -> Option<Self> {
        let mut name = [0; 8];
        hex::decode_to_slice(playback_name, &mut name).ok()?;
        let mut id = [0; 16];
        for (byte, from) in id.iter_mut().zip(name.iter().chain(&start.0.to_be_bytes())) {
            *byte = *from;
        }
        Some(Self(id))
    }

    /// Reads its text; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut id = [0; 16];
        hex::decode_to_slice(text, &mut id).ok()?;
        Some(Self(id))
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// As much of a title as the contract takes, without half a character.
pub fn cut_title(title: &str) -> &str {
    let mut end = title.len().min(MAX_TITLE_BYTES);
    while !title.is_char_boundary(end) {
        end -= 1;
    }
    title.get(..end).unwrap_or_default()
}

/// Whether the contract takes this title.
pub fn is_title(title: &str) -> bool {
    title.len() <= MAX_TITLE_BYTES
}

/// Whether the contract knows this policy.
pub fn is_policy(policy: u8) -> bool {
    policy & !POLICY <= MAX_AUDIENCE
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOST: &str = "f39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    #[test]
    fn an_id_is_its_host_and_a_salt() {
        let host: Address = HOST.parse().unwrap();
        let id = RoomId::new(host, *b"abcdefghijkl");
        assert_eq!(id.to_string(), format!("0x{HOST}6162636465666768696a6b6c"));
        assert_eq!(id.host(), host);
        assert_eq!(RoomId::parse(&id.to_string().to_uppercase().replace("0X", "0x")), Some(id));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<RoomId>(&json).unwrap(), id);
    }

    #[test]
    fn what_is_no_id_is_told() {
        let long = format!("0x{}", "a".repeat(65));
        for text in ["", "0x", "abc", &long, &long[..65], &long[2..66], &format!("0x{}g", "a".repeat(63))] {
            assert_eq!(RoomId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_session_is_found_by_its_playback_name() {
        let session = SessionId::of_broadcast("00000000000000ff", Millis(1)).unwrap();
        assert_eq!(session.to_string(), "00000000000000ff0000000000000001");
        assert_eq!(SessionId::parse(&session.to_string()), Some(session));
        assert_eq!(SessionId::of_broadcast("name", Millis(1)), None);
        assert_eq!(SessionId::parse("00"), None);
    }

    #[test]
    fn policies_are_an_audience_and_a_bit() {
        for (policy, known) in [(0, true), (2, true), (3, false), (0x80, true), (0x82, true), (0x83, false)] {
            assert_eq!(is_policy(policy), known, "{policy}");
        }
        assert!(is_policy(POLICY));
    }

    proptest! {
        #[test]
        fn a_cut_title_is_one_and_begins_like_the_whole(title in any::<String>()) {
            let cut = cut_title(&title);
            prop_assert!(is_title(cut) && title.starts_with(cut));
            prop_assert!(cut.len() == title.len() || cut.len() > MAX_TITLE_BYTES - 4);
        }
    }
}
