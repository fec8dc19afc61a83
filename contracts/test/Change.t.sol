// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IRoomRegistry} from "../src/IRoomRegistry.sol";
import {RoomRegistry} from "../src/RoomRegistry.sol";
import {Rooms} from "./Rooms.sol";

contract ChangeTest is Rooms {
    function test_AnUpdateChangesPolicyAndTitleAndNothingElse() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        vm.warp(START + 60);
        vm.expectEmit();
        emit IRoomRegistry.RoomUpdated(roomId, 2, 1, OTHER_TITLE);
        vm.prank(HOST);
        registry.updateRoom(roomId, 1, OTHER_TITLE);
        IRoomRegistry.RoomView memory room = registry.getRoom(roomId);
        vm.assertEq(room.policy, 1);
        vm.assertEq(room.title, OTHER_TITLE);
        vm.assertEq(room.updatedAt, START + 60);
        vm.assertEq(room.createdAt, START);
        vm.assertEq(room.sessionId, SESSION);
        vm.assertEq(room.keyCommitment, COMMITMENT);
        assertStatus(roomId, IRoomRegistry.Status.Created);
    }

    function testFuzz_ATitleReplacesAnyOther(string calldata before, string calldata then) external {
        vm.assume(bytes(before).length <= 127 && bytes(then).length <= 127);
        bytes32 roomId = createdRoom(HOST_ONLY);
        vm.prank(HOST);
        registry.updateRoom(roomId, HOST_ONLY, before);
        vm.prank(HOST);
        registry.updateRoom(roomId, HOST_ONLY, then);
        vm.assertEq(registry.getRoom(roomId).title, then);
    }

    function testFuzz_AnUpdateTakesOnlyPoliciesWithAMeaning(uint8 policy) external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        bool isKnown = policy & 0x7f <= 2;
        if (!isKnown) vm.expectRevert(abi.encodeWithSelector(IRoomRegistry.PolicyInvalid.selector, policy));
        vm.prank(HOST);
        registry.updateRoom(roomId, policy, TITLE);
    }

    function test_ARoomGoesLiveOnce() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        vm.expectEmit();
        emit IRoomRegistry.RoomLive(roomId, 2);
        vm.prank(HOST);
        registry.goLive(roomId);
        assertStatus(roomId, IRoomRegistry.Status.Live);
        expectRoomError(IRoomRegistry.RoomIsLive.selector, roomId);
        vm.prank(HOST);
        registry.goLive(roomId);
    }

    function test_ALiveRoomIsUpdatedAndStaysLive() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        vm.prank(HOST);
        registry.goLive(roomId);
        vm.prank(HOST);
        registry.updateRoom(roomId, HOST_ONLY, OTHER_TITLE);
        assertStatus(roomId, IRoomRegistry.Status.Live);
        assertVersion(roomId, 3);
    }

    function test_ARotationReplacesTheCommitment() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        vm.expectEmit();
        emit IRoomRegistry.KeyRotated(roomId, 2, OTHER_COMMITMENT);
        vm.prank(HOST);
        registry.rotateKey(roomId, OTHER_COMMITMENT);
        vm.assertEq(registry.getRoom(roomId).keyCommitment, OTHER_COMMITMENT);
        assertVersion(roomId, 2);
    }

    function test_ARotationNeedsACommitment() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        vm.expectRevert(abi.encodeWithSelector(IRoomRegistry.CommitmentMissing.selector));
        vm.prank(HOST);
        registry.rotateKey(roomId, 0);
    }

    function test_AnEndedRoomHasNoCommitmentAndKeepsTheRest() external {
        bytes32 roomId = createdRoom(1);
        vm.expectEmit();
        emit IRoomRegistry.RoomEnded(roomId, 2);
        vm.prank(HOST);
        registry.endRoom(roomId);
        IRoomRegistry.RoomView memory room = registry.getRoom(roomId);
        vm.assertEq(room.keyCommitment, bytes32(0));
        vm.assertEq(room.title, TITLE);
        vm.assertEq(room.policy, 1);
        assertStatus(roomId, IRoomRegistry.Status.Ended);
    }

    function test_AnEndIsFinalForEveryone() external {
        bytes32 roomId = endedRoom();
        bytes memory reason = abi.encodeWithSelector(IRoomRegistry.RoomHasEnded.selector, roomId);
        for (uint256 i = 0; i < 4; ++i) {
            sendRefused(HOST, changes(roomId)[i], reason);
            sendRefused(RELAYER, changes(roomId)[i], reason);
            sendRefused(STRANGER, signedChanges(roomId, 2)[i], reason);
        }
    }

    function test_WhatWasNeverCreatedCannotBeChanged() external {
        bytes32 roomId = idOf(HOST, 99);
        bytes memory unknown = abi.encodeWithSelector(IRoomRegistry.RoomUnknown.selector, roomId);
        bytes memory refused = abi.encodeWithSelector(IRoomRegistry.NotAllowed.selector, roomId, RELAYER);
        for (uint256 i = 0; i < 4; ++i) {
            sendRefused(HOST, changes(roomId)[i], unknown);
            sendRefused(STRANGER, signedChanges(roomId, 0)[i], unknown);
            sendRefused(RELAYER, changes(roomId)[i], refused);
        }
    }

    function testFuzz_AStrangerChangesNothing(address sender) external {
        vm.assume(sender != HOST && sender != RELAYER);
        bytes32 roomId = createdRoom(WITH_RELAYERS);
        bytes memory reason = abi.encodeWithSelector(IRoomRegistry.NotAllowed.selector, roomId, sender);
        for (uint256 i = 0; i < 4; ++i) {
            sendRefused(sender, changes(roomId)[i], reason);
        }
        assertVersion(roomId, 1);
    }

    function test_ARelayerChangesOnlyRoomsWhosePolicyLetsIt() external {
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 own = createdRoom(HOST_ONLY);
            bytes memory reason = abi.encodeWithSelector(IRoomRegistry.NotAllowed.selector, own, RELAYER);
            sendRefused(RELAYER, changes(own)[i], reason);
            bytes32 shared = createdRoom(WITH_RELAYERS);
            send(RELAYER, changes(shared)[i]);
            assertVersion(shared, 2);
        }
    }

    function test_ARelayerCannotShutRelayersOut() external {
        bytes32 roomId = createdRoom(WITH_RELAYERS);
        expectNotAllowed(roomId, RELAYER);
        vm.prank(RELAYER);
        registry.updateRoom(roomId, HOST_ONLY, OTHER_TITLE);
    }

    function test_TheHostShutsRelayersOutAndLetsThemInAgain() external {
        bytes32 roomId = createdRoom(WITH_RELAYERS);
        vm.prank(HOST);
        registry.updateRoom(roomId, HOST_ONLY, TITLE);
        expectNotAllowed(roomId, RELAYER);
        vm.prank(RELAYER);
        registry.goLive(roomId);
        vm.prank(HOST);
        registry.updateRoom(roomId, WITH_RELAYERS, TITLE);
        vm.prank(RELAYER);
        registry.goLive(roomId);
        assertVersion(roomId, 4);
    }

    function test_ARelayerThatIsNoneAnyMoreChangesNothing() external {
        bytes32 roomId = createdRoom(WITH_RELAYERS);
        vm.prank(OWNER);
        registry.setRelayer(RELAYER, false);
        expectNotAllowed(roomId, RELAYER);
        vm.prank(RELAYER);
        registry.endRoom(roomId);
    }

    function test_TheOwnerOfTheContractChangesNoRoom() external {
        bytes32 roomId = createdRoom(WITH_RELAYERS);
        bytes memory reason = abi.encodeWithSelector(IRoomRegistry.NotAllowed.selector, roomId, OWNER);
        for (uint256 i = 0; i < 4; ++i) {
            sendRefused(OWNER, changes(roomId)[i], reason);
        }
    }

    function test_WhilePausedTextsAndKeysStayAndRoomsStillGoLiveAndEnd() external {
        bytes32 roomId = createdRoom(WITH_RELAYERS);
        pauseRegistry();
        bytes memory reason = abi.encodeWithSelector(Pausable.EnforcedPause.selector);
        sendRefused(HOST, abi.encodeCall(RoomRegistry.updateRoom, (roomId, 1, OTHER_TITLE)), reason);
        sendRefused(HOST, abi.encodeCall(RoomRegistry.rotateKey, (roomId, OTHER_COMMITMENT)), reason);
        vm.prank(HOST);
        registry.goLive(roomId);
        vm.prank(RELAYER);
        registry.endRoom(roomId);
        assertStatus(roomId, IRoomRegistry.Status.Ended);
        assertVersion(roomId, 3);
    }
}
