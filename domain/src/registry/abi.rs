//! The contract's calls, errors and signed changes, as its interface has them.

use super::kind::Stage;
use super::room::{RoomId, SessionId};
use alloy_primitives::B256;
use alloy_sol_types::{SolCall, sol};

sol! {
    function createRoom(bytes32 roomId, bytes16 sessionId, bytes32 keyCommitment, uint8 policy, string title);
    function goLive(bytes32 roomId);
    function endRoom(bytes32 roomId);

    function createRoomBySig(bytes32 roomId, bytes16 sessionId, bytes32 keyCommitment, uint8 policy, string title, uint256 deadline, bytes signature);
    function updateRoomBySig(bytes32 roomId, uint8 policy, string title, uint256 deadline, bytes signature);
    function goLiveBySig(bytes32 roomId, uint256 deadline, bytes signature);
    function rotateKeyBySig(bytes32 roomId, bytes32 keyCommitment, uint256 deadline, bytes signature);
    function endRoomBySig(bytes32 roomId, uint256 deadline, bytes signature);

    function rooms(bytes32 roomId) returns (string sessionId, string ingestUrl, string streamKey, string host, string title, string status, uint256 createdAt);
    function getRoom(bytes32 roomId) returns (RoomView room);

    struct RoomView {
        address host;
        bytes16 sessionId;
        uint40 createdAt;
        uint40 updatedAt;
        uint32 version;
        uint8 status;
        uint8 policy;
        bytes32 keyCommitment;
        string title;
    }

    struct CreateRoom { bytes32 roomId; bytes16 sessionId; bytes32 keyCommitment; uint8 policy; string title; uint256 deadline; }
    struct UpdateRoom { bytes32 roomId; uint8 policy; string title; uint32 version; uint256 deadline; }
    struct GoLive { bytes32 roomId; uint32 version; uint256 deadline; }
    struct RotateKey { bytes32 roomId; bytes32 keyCommitment; uint32 version; uint256 deadline; }
    struct EndRoom { bytes32 roomId; uint32 version; uint256 deadline; }

    error RoomExists(bytes32 roomId);
    error RoomUnknown(bytes32 roomId);
    error RoomHasEnded(bytes32 roomId);
    error RoomIsLive(bytes32 roomId);
    error NotAllowed(bytes32 roomId, address sender);
    error SignatureInvalid(bytes32 roomId);
    error SignatureExpired(uint256 deadline);
    error PolicyInvalid(uint8 policy);
    error CommitmentMissing();
    error TitleTooLong(uint256 lengthBytes);
    error EnforcedPause();
}

/// The call that creates a room of the sender's.
pub fn create_room(room: RoomId, session: SessionId, commitment: B256, policy: u8, title: &str) -> Vec<u8> {
    let (session, title) = (session.0.into(), title.to_owned());
    createRoomCall { roomId: room.0, sessionId: session, keyCommitment: commitment, policy, title }
        .abi_encode()
}

/// The call that says that a room is on air.
pub fn go_live(room: RoomId) -> Vec<u8> {
    goLiveCall { roomId: room.0 }.abi_encode()
}

/// The call that ends a room.
pub fn end_room(room: RoomId) -> Vec<u8> {
    endRoomCall { roomId: room.0 }.abi_encode()
}

/// A room as anyone reads it; every text is empty where there is no such room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// 32 hex digits.
    pub session: String,
    /// Where all rooms are published to.
    pub ingest_url: String,
    /// The commitment, which stands in the stream key's place.
    pub stream_key: String,
    /// The host's address.
    pub host: String,
    /// Bytes that the host gave, read leniently.
    pub title: String,
    /// `created`, `live` or `ended`.
    pub status: String,
    /// In seconds since 1970.
    pub created_at_s: u64,
}

/// The call that reads a room.
pub fn read_room(room: RoomId) -> Vec<u8> {
    roomsCall { roomId: room.0 }.abi_encode()
}

/// What that call brings; `None` when it is not what the contract answers, as where there is no contract.
pub fn room(answer: &[u8]) -> Option<Room> {
    let read = roomsCall::abi_decode_returns(answer).ok()?;
    Some(Room {
        session: read.sessionId,
        ingest_url: read.ingestUrl,
        stream_key: read.streamKey,
        host: read.host,
        title: read.title,
        status: read.status,
        created_at_s: u64::try_from(read.createdAt).ok()?,
    })
}

/// The call that reads how far a room is.
pub fn read_standing(room: RoomId) -> Vec<u8> {
    getRoomCall { roomId: room.0 }.abi_encode()
}

/// How far a room is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its stage.
    pub stage: Stage,
    /// How often it was written; 0 where there is none.
    pub version: u32,
    /// Its session.
    pub session: SessionId,
}

/// What that call brings; `None` when it is not what the contract answers.
pub fn standing(answer: &[u8]) -> Option<Standing> {
    let read = getRoomCall::abi_decode_returns(answer).ok()?;
    Some(Standing {
        stage: Stage::of_number(read.status)?,
        version: read.version,
        session: SessionId(read.sessionId.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_answer_of_the_contract_is_none() {
        for answer in [vec![], vec![0; 31], vec![0xff; 320]] {
            assert_eq!((room(&answer), standing(&answer)), (None, None));
        }
    }

    #[test]
    fn a_room_is_read_as_the_contract_writes_it() {
        let written = roomsReturn {
            sessionId: "00".repeat(16),
            ingestUrl: "rtmps://x/".into(),
            streamKey: String::new(),
            host: "0x".into(),
            title: "Xin chào".into(),
            status: "live".into(),
            createdAt: alloy_primitives::U256::from(7),
        };
        let read = room(&roomsCall::abi_encode_returns(&written)).unwrap();
        assert_eq!((read.title.as_str(), read.status.as_str(), read.created_at_s), ("Xin chào", "live", 7));
    }

    proptest! {
        #[test]
        fn no_answer_panics(answer in any::<Vec<u8>>()) {
            let _ = (room(&answer), standing(&answer));
        }
    }
}
