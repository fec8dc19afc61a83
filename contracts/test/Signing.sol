// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Base} from "./Base.sol";

/// Signs changes as a wallet does that knows nothing of the contract but docs/contract.md: the types are
/// written out once more, on purpose.
abstract contract Signing is Base {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant CREATE_ROOM = keccak256(
        "CreateRoom(bytes32 roomId,bytes16 sessionId,bytes32 keyCommitment,uint8 policy,string title,uint256 deadline)"
    );
    bytes32 private constant UPDATE_ROOM =
        keccak256("UpdateRoom(bytes32 roomId,uint8 policy,string title,uint32 version,uint256 deadline)");
    bytes32 private constant GO_LIVE = keccak256("GoLive(bytes32 roomId,uint32 version,uint256 deadline)");
    bytes32 private constant ROTATE_KEY =
        keccak256("RotateKey(bytes32 roomId,bytes32 keyCommitment,uint32 version,uint256 deadline)");
    bytes32 private constant END_ROOM = keccak256("EndRoom(bytes32 roomId,uint32 version,uint256 deadline)");

    function domain(address verifyingContract, uint256 chain) internal pure returns (bytes32) {
        bytes32 name = keccak256("RoomRegistry");
        return keccak256(abi.encode(DOMAIN_TYPE, name, keccak256("1"), chain, verifyingContract));
    }

    function digestOf(bytes32 separator, bytes32 change) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, change));
    }

    function signature(uint256 key, bytes32 separator, bytes32 change) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digestOf(separator, change));
        return abi.encodePacked(r, s, v);
    }

    function creation(
        bytes32 roomId,
        bytes16 sessionId,
        bytes32 keyCommitment,
        uint8 policy,
        string memory title,
        uint256 deadline
    ) internal pure returns (bytes32) {
        bytes32 text = keccak256(bytes(title));
        return keccak256(abi.encode(CREATE_ROOM, roomId, sessionId, keyCommitment, policy, text, deadline));
    }

    function updating(bytes32 roomId, uint8 policy, string memory title, uint32 version, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(UPDATE_ROOM, roomId, policy, keccak256(bytes(title)), version, deadline));
    }

    function goingLive(bytes32 roomId, uint32 version, uint256 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(GO_LIVE, roomId, version, deadline));
    }

    function rotation(bytes32 roomId, bytes32 keyCommitment, uint32 version, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ROTATE_KEY, roomId, keyCommitment, version, deadline));
    }

    function ending(bytes32 roomId, uint32 version, uint256 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(END_ROOM, roomId, version, deadline));
    }
}
