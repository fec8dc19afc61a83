// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IRoomRegistry} from "../src/IRoomRegistry.sol";
import {TitleStorage} from "../src/Title.sol";
import {Rooms} from "./Rooms.sol";

contract CreateTest is Rooms {
    function test_ACreatedRoomIsReadBackAsItWasGiven() external {
        bytes32 roomId = createdRoom(WITH_RELAYERS | 2);
        IRoomRegistry.RoomView memory room = registry.getRoom(roomId);
        vm.assertEq(room.host, HOST);
        vm.assertEq(room.sessionId, SESSION);
        vm.assertEq(room.keyCommitment, COMMITMENT);
        vm.assertEq(room.policy, WITH_RELAYERS | 2);
        vm.assertEq(room.title, TITLE);
        vm.assertEq(room.version, 1);
        vm.assertEq(room.createdAt, START);
        vm.assertEq(room.updatedAt, START);
        assertStatus(roomId, IRoomRegistry.Status.Created);
    }

    function test_ACreationIsAnEvent() external {
        bytes32 roomId = idOf(HOST, 7);
        vm.expectEmit();
        emit IRoomRegistry.RoomCreated(roomId, HOST, SESSION, COMMITMENT, HOST_ONLY, TITLE);
        vm.prank(HOST);
        registry.createRoom(roomId, SESSION, COMMITMENT, HOST_ONLY, TITLE);
    }

    function testFuzz_NobodyCreatesARoomOfAnother(address sender, bytes32 roomId) external {
        vm.assume(sender != registry.hostOf(roomId));
        expectNotAllowed(roomId, sender);
        vm.prank(sender);
        registry.createRoom(roomId, SESSION, COMMITMENT, HOST_ONLY, TITLE);
    }

    function test_EvenARelayerCreatesNoRoomOfAnother() external {
        bytes32 roomId = idOf(HOST, 1);
        expectNotAllowed(roomId, RELAYER);
        vm.prank(RELAYER);
        registry.createRoom(roomId, SESSION, COMMITMENT, WITH_RELAYERS, TITLE);
    }

    function test_AnIdIsCreatedOnceEvenAfterItsEnd() external {
        bytes32[2] memory taken = [createdRoom(HOST_ONLY), endedRoom()];
        for (uint256 i = 0; i < taken.length; ++i) {
            expectRoomError(IRoomRegistry.RoomExists.selector, taken[i]);
            vm.prank(HOST);
            registry.createRoom(taken[i], SESSION, COMMITMENT, HOST_ONLY, TITLE);
        }
    }

    function test_ARoomNeedsACommitment() external {
        vm.expectRevert(abi.encodeWithSelector(IRoomRegistry.CommitmentMissing.selector));
        vm.prank(HOST);
        registry.createRoom(idOf(HOST, 1), SESSION, 0, HOST_ONLY, TITLE);
    }

    function testFuzz_OnlyPoliciesWithAMeaningAreTaken(uint8 policy) external {
        bool isKnown = policy <= 2 || (policy >= 0x80 && policy <= 0x82);
        if (!isKnown) vm.expectRevert(abi.encodeWithSelector(IRoomRegistry.PolicyInvalid.selector, policy));
        vm.prank(HOST);
        registry.createRoom(idOf(HOST, 1), SESSION, COMMITMENT, policy, TITLE);
    }

    function testFuzz_AnyTitleOfUpTo127BytesIsKept(string calldata title) external {
        vm.assume(bytes(title).length <= 127);
        vm.prank(HOST);
        registry.createRoom(idOf(HOST, 1), SESSION, COMMITMENT, HOST_ONLY, title);
        vm.assertEq(registry.getRoom(idOf(HOST, 1)).title, title);
    }

    function test_TitlesAreKeptAtEveryLengthAndNoLongerOnesTaken() external {
        for (uint96 length = 0; length <= 127; ++length) {
            vm.prank(HOST);
            registry.createRoom(idOf(HOST, length), SESSION, COMMITMENT, HOST_ONLY, text(length));
            vm.assertEq(registry.getRoom(idOf(HOST, length)).title, text(length));
        }
        vm.expectRevert(abi.encodeWithSelector(TitleStorage.TitleTooLong.selector, 128));
        vm.prank(HOST);
        registry.createRoom(idOf(HOST, 128), SESSION, COMMITMENT, HOST_ONLY, text(128));
    }

    function test_WhilePausedNothingIsCreated() external {
        pauseRegistry();
        vm.expectRevert(abi.encodeWithSelector(Pausable.EnforcedPause.selector));
        vm.prank(HOST);
        registry.createRoom(idOf(HOST, 1), SESSION, COMMITMENT, HOST_ONLY, TITLE);
    }

    /// A text of that many bytes, no two neighbours of which are alike.
    function text(uint256 length) private pure returns (string memory) {
        bytes memory raw = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            raw[i] = bytes1(uint8(33 + i % 90));
        }
        return string(raw);
    }
}
