//! What of a room is derived from a secret of ours: the salt in its id, and the blind of its commitment.

use super::Place;
use super::room::{RoomId, SessionId};
use crate::auth::derive;
use crate::secret::Secret;
use crate::time::Millis;
use alloy_primitives::{Address, B256, keccak256};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// Where a commitment begins; docs/contract.md.
const COMMITMENT_TAG: &[u8] = b"RoomRegistry/key/v1";

/// Names rooms and commits to keys. The same room always gets the same name and the same commitment, so that a write
/// that is repeated is the same write.
#[derive(Clone)]
pub struct RoomSecrets {
    salts: Hmac<Sha256>,
    blinds: Hmac<Sha256>,
}

impl fmt::Debug for RoomSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RoomSecrets")
    }
}

impl RoomSecrets {
    /// Derives both from `secret`, the one that seals stream keys: who can open the keys can open the commitments.
    ///
    /// # Errors
    /// What is wrong with the secret, in words for the operator.
    pub fn new(secret: &str) -> Result<Self, &'static str> {
        let mac = |purpose| derive::mac(secret.as_bytes(), purpose);
        Ok(Self { salts: mac("liveroom room salt v1")?, blinds: mac("liveroom commitment blind v1")? })
    }

    /// The room of a broadcast of a stream.
    pub fn room_of_broadcast(&self, host: Address, stream_id: i64, start: Millis) -> RoomId {
        self.room(host, format!("broadcast:{stream_id}:{}", start.0))
    }

    /// The room of a session that is announced before it is on air.
    pub fn room_of_session(&self, host: Address, session: SessionId) -> RoomId {
        self.room(host, format!("session:{session}"))
    }

    fn room(&self, host: Address, name: String) -> RoomId {
        let digest = self.salts.clone().chain_update(name).finalize().into_bytes();
        let mut salt = [0; 12];
        for (byte, from) in salt.iter_mut().zip(digest) {
            *byte = from;
        }
        RoomId::new(host, salt)
    }

    /// The random part of a room's commitment: with the stream key it proves what the room committed to.
    pub fn blind(&self, room: RoomId) -> [u8; 32] {
        self.blinds.clone().chain_update(room.0).finalize().into_bytes().into()
    }

    /// What a room says of its stream key.
    pub fn commitment(&self, place: Place, room: RoomId, key: &Secret) -> B256 {
        commitment(place, room, key, self.blind(room))
    }
}

fn commitment(place: Place, room: RoomId, key: &Secret, blind: [u8; 32]) -> B256 {
    let chain_id = B256::left_padding_from(&place.chain_id.to_be_bytes());
    let key = key.expose().as_bytes();
    let parts: [&[u8]; 6] =
        [COMMITMENT_TAG, chain_id.as_ref(), place.contract.as_ref(), room.0.as_ref(), key, &blind];
    keccak256(parts.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{address, b256};

    const SECRET: &str = "test-only-stream-key-secret-01234";
    const PLACE: Place =
        Place { chain_id: 31337, contract: address!("5FbDB2315678afecb367f032d93F642f64180aa3") };
    const HOST: Address = address!("f39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    /// docs/contract.md has this example, and the contract's own tests check it.
    #[test]
    fn a_commitment_is_the_documents() {
        let room = RoomId(b256!("f39fd6e51aad88f6f4ce6ab8827279cfffb922660102030405060708090a0b0c"));
        let key = Secret::new("2fb3cb9f17e68a2568d6ebed8d5505eakf256e6ea9341d51eea64c9454659e576");
        let blind = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let want = b256!("36c29bb0dfdea82a67045b70463bb0abf631d4f5b5d9c73a6faeec768218f2ca");
        assert_eq!(commitment(PLACE, room, &key, blind), want);
    }

    /// Rooms like these are on chains: a change here would announce broadcasts a second time.
    #[test]
    fn names_and_blinds_are_frozen() {
        let secrets = RoomSecrets::new(SECRET).unwrap();
        let room = secrets.room_of_broadcast(HOST, 7, Millis(1_795_286_160_000));
        assert_eq!(room.to_string(), ROOM);
        assert_eq!(hex::encode(secrets.blind(room)), BLIND);
        assert_ne!(secrets.room_of_broadcast(HOST, 7, Millis(1_795_286_160_001)), room);
        assert_ne!(secrets.room_of_broadcast(HOST, 8, Millis(1_795_286_160_000)), room);
        assert_eq!(secrets.room_of_session(HOST, SessionId([7; 16])).host(), HOST);
    }

    const ROOM: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb922666e2a7bf0d298d08dccdb7546";
    const BLIND: &str = "db6966926e44387d73c7e53a6001154a0455571d9c59ee3fc8a204236d34fda4";

    #[test]
    fn another_secret_gives_other_names_and_none_is_shown() {
        let [one, other] =
            [SECRET, "test-only-stream-key-secret-01235"].map(|it| RoomSecrets::new(it).unwrap());
        let room = |secrets: &RoomSecrets| secrets.room_of_broadcast(HOST, 7, Millis(0));
        assert_ne!(room(&one), room(&other));
        assert_ne!(one.blind(room(&one)), other.blind(room(&one)));
        assert_eq!(format!("{one:?}"), "RoomSecrets");
    }
}
