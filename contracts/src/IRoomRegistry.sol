// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What the register of rooms tells: a room as it is read, the events of its changes, and refusals.
interface IRoomRegistry {
    /// What a room is at, in the order of its life. `None`: there is no such room.
    enum Status {
        None,
        Created,
        Live,
        Ended
    }

    /// A room as it is read. Times are in seconds since 1970.
    struct RoomView {
        address host;
        bytes16 sessionId;
        uint40 createdAt;
        uint40 updatedAt;
        uint32 version;
        Status status;
        uint8 policy;
        bytes32 keyCommitment;
        string title;
    }

    event RoomCreated(
        bytes32 indexed roomId,
        address indexed host,
        bytes16 sessionId,
        bytes32 keyCommitment,
        uint8 policy,
        string title
    );
    event RoomUpdated(bytes32 indexed roomId, uint32 version, uint8 policy, string title);
    event RoomLive(bytes32 indexed roomId, uint32 version);
    event KeyRotated(bytes32 indexed roomId, uint32 version, bytes32 keyCommitment);
    event RoomEnded(bytes32 indexed roomId, uint32 version);
    event RelayerSet(address indexed account, bool allowed);
    event IngestUrlSet(string ingestUrl);

    /// The id was created before; perhaps it has ended since.
    error RoomExists(bytes32 roomId);
    /// Nobody created this id.
    error RoomUnknown(bytes32 roomId);
    /// An ended room never changes again.
    error RoomHasEnded(bytes32 roomId);
    /// The room is on air already.
    error RoomIsLive(bytes32 roomId);
    /// The sender is neither the host nor a relayer that may do this to the room.
    error NotAllowed(bytes32 roomId, address sender);
    /// Not the host's signature over this very change, at this version, on this chain and contract.
    error SignatureInvalid(bytes32 roomId);
    /// The signature counted up to `deadline`, in seconds since 1970.
    error SignatureExpired(uint256 deadline);
    /// An audience that is not known, or a bit without a meaning.
    error PolicyInvalid(uint8 policy);
    /// A room that has not ended commits to a key.
    error CommitmentMissing();
    /// More ids asked for than a page holds.
    error PageTooLarge(uint256 limit);
}
