// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRoomRegistry} from "../src/IRoomRegistry.sol";
import {RoomRegistry} from "../src/RoomRegistry.sol";
import {Base} from "./Base.sol";
import {RoomHandler} from "./RoomHandler.sol";

/// What holds after anything that people may do. That every call succeeded or failed as the rules say, the
/// handler asserts itself.
contract InvariantTest is Base {
    RoomHandler private handler;
    RoomRegistry private registry;

    function setUp() external {
        vm.warp(1_790_000_000);
        handler = new RoomHandler();
        registry = handler.REGISTRY();
    }

    /// forge calls these contracts.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// So an ended room is as it was, only its host or an allowed relayer changed any, and its version
    /// counts its writes.
    function invariant_RoomsAreWhatTheAllowedWritesMadeThem() external view {
        for (uint256 i = 0; i < handler.roomCount(); ++i) {
            (bytes32 roomId, RoomHandler.Model memory model) = handler.roomAt(i);
            IRoomRegistry.RoomView memory room = registry.getRoom(roomId);
            vm.assertEq(uint256(room.status), uint256(model.status));
            vm.assertEq(room.version, model.writes);
            vm.assertEq(room.policy, model.policy);
            vm.assertEq(room.keyCommitment, model.keyCommitment);
            vm.assertEq(room.title, model.title);
        }
    }

    function invariant_IndexAndRoomsAgree() external view {
        bytes32[] memory ids = registry.roomIds(0, 100);
        vm.assertEq(ids.length, handler.roomCount());
        vm.assertEq(registry.roomCount(), handler.roomCount());
        for (uint256 i = 0; i < ids.length; ++i) {
            (bytes32 roomId,) = handler.roomAt(i);
            vm.assertEq(ids[i], roomId);
            vm.assertTrue(registry.getRoom(ids[i]).version > 0, "an id without a room");
        }
    }

    function invariant_ARoomHasACommitmentExactlyUntilItEnds() external view {
        bytes32[] memory ids = registry.roomIds(0, 100);
        for (uint256 i = 0; i < ids.length; ++i) {
            IRoomRegistry.RoomView memory room = registry.getRoom(ids[i]);
            bool hasEnded = room.status == IRoomRegistry.Status.Ended;
            vm.assertEq(room.keyCommitment == 0, hasEnded, "open without, or ended with a commitment");
        }
    }

    function invariant_TimesAreInOrder() external view {
        bytes32[] memory ids = registry.roomIds(0, 100);
        for (uint256 i = 0; i < ids.length; ++i) {
            IRoomRegistry.RoomView memory room = registry.getRoom(ids[i]);
            vm.assertTrue(room.createdAt <= room.updatedAt, "changed before it was created");
            vm.assertTrue(room.updatedAt <= block.timestamp, "changed in the future");
        }
    }
}
