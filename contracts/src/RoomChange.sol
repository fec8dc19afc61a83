// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What a host signs: the EIP-712 struct of each change, hashed.
///
/// `version` is that of the room before the change, so that a signature counts once. `deadline` is in
/// seconds since 1970.
library RoomChange {
    bytes32 internal constant CREATE_TYPE = keccak256(
        "CreateRoom(bytes32 roomId,bytes16 sessionId,bytes32 keyCommitment,uint8 policy,string title,uint256 deadline)"
    );
    bytes32 internal constant UPDATE_TYPE =
        keccak256("UpdateRoom(bytes32 roomId,uint8 policy,string title,uint32 version,uint256 deadline)");
    bytes32 internal constant GO_LIVE_TYPE =
        keccak256("GoLive(bytes32 roomId,uint32 version,uint256 deadline)");
    bytes32 internal constant ROTATE_KEY_TYPE =
        keccak256("RotateKey(bytes32 roomId,bytes32 keyCommitment,uint32 version,uint256 deadline)");
    bytes32 internal constant END_TYPE = keccak256("EndRoom(bytes32 roomId,uint32 version,uint256 deadline)");

    /// A new room has no version yet: that its id cannot be created twice makes the signature count once.
    function create(
        bytes32 roomId,
        bytes16 sessionId,
        bytes32 keyCommitment,
        uint8 policy,
        string memory title,
        uint256 deadline
    ) internal pure returns (bytes32) {
        bytes32 titleHash = keccak256(bytes(title));
        return
            keccak256(abi.encode(CREATE_TYPE, roomId, sessionId, keyCommitment, policy, titleHash, deadline));
    }

    function update(bytes32 roomId, uint8 policy, string memory title, uint32 version, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(UPDATE_TYPE, roomId, policy, keccak256(bytes(title)), version, deadline));
    }

    function goLive(bytes32 roomId, uint32 version, uint256 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(GO_LIVE_TYPE, roomId, version, deadline));
    }

    function rotateKey(bytes32 roomId, bytes32 keyCommitment, uint32 version, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ROTATE_KEY_TYPE, roomId, keyCommitment, version, deadline));
    }

    function end(bytes32 roomId, uint32 version, uint256 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(END_TYPE, roomId, version, deadline));
    }
}
