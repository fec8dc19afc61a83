// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoomRegistry} from "../src/RoomRegistry.sol";
import {Signing} from "./Signing.sol";

/// The calls that RoomHandler sends to a registry of its own.
abstract contract RoomCalls is Signing {
    enum Change {
        Update,
        GoLive,
        RotateKey,
        End
    }

    RoomRegistry public immutable REGISTRY;
    bytes16 internal constant SESSION = 0xf256e6ea9341d51eea64c9454659e576;

    constructor(address owner) {
        REGISTRY = new RoomRegistry(owner, "rtmps://live.cloudflare.com:443/live/");
    }

    function _call(bytes32 roomId, Change change, uint8 policy, bytes32 keyCommitment)
        internal
        pure
        returns (bytes memory)
    {
        if (change == Change.Update) {
            return abi.encodeCall(RoomRegistry.updateRoom, (roomId, policy, _title(policy)));
        }
        if (change == Change.GoLive) return abi.encodeCall(RoomRegistry.goLive, (roomId));
        if (change == Change.RotateKey) {
            return abi.encodeCall(RoomRegistry.rotateKey, (roomId, keyCommitment));
        }
        return abi.encodeCall(RoomRegistry.endRoom, (roomId));
    }

    function _callBySig(
        bytes32 roomId,
        Change change,
        uint8 policy,
        bytes32 keyCommitment,
        uint32 version,
        uint256 signer
    ) internal view returns (bytes memory) {
        uint256 deadline = block.timestamp + 60;
        if (change == Change.Update) {
            bytes memory update = _sign(signer, updating(roomId, policy, _title(policy), version, deadline));
            return
                abi.encodeCall(
                    RoomRegistry.updateRoomBySig, (roomId, policy, _title(policy), deadline, update)
                );
        }
        if (change == Change.GoLive) {
            bytes memory live = _sign(signer, goingLive(roomId, version, deadline));
            return abi.encodeCall(RoomRegistry.goLiveBySig, (roomId, deadline, live));
        }
        if (change == Change.RotateKey) {
            bytes memory rotate = _sign(signer, rotation(roomId, keyCommitment, version, deadline));
            return abi.encodeCall(RoomRegistry.rotateKeyBySig, (roomId, keyCommitment, deadline, rotate));
        }
        bytes memory end = _sign(signer, ending(roomId, version, deadline));
        return abi.encodeCall(RoomRegistry.endRoomBySig, (roomId, deadline, end));
    }

    /// By one of the keys 1, 2, 3.
    function _sign(uint256 signer, bytes32 change) internal view returns (bytes memory) {
        return signature(1 + signer, domain(address(REGISTRY), block.chainid), change);
    }

    /// Titles of very different lengths.
    function _title(uint8 seed) internal pure returns (string memory) {
        bytes memory raw = new bytes(seed % 128);
        for (uint256 i = 0; i < raw.length; ++i) {
            raw[i] = bytes1(97 + seed % 26);
        }
        return string(raw);
    }
}
