// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IRoomRegistry} from "../src/IRoomRegistry.sol";
import {RoomRegistry} from "../src/RoomRegistry.sol";
import {Rooms} from "./Rooms.sol";
import {Wallet} from "./Wallet.sol";

contract SignatureTest is Rooms {
    uint256 private constant CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function test_AnyoneCarriesACreationThatTheHostSigned() external {
        bytes32 roomId = idOf(HOST, 1);
        vm.expectEmit();
        emit IRoomRegistry.RoomCreated(roomId, HOST, SESSION, COMMITMENT, WITH_RELAYERS, TITLE);
        send(STRANGER, signedCreation(roomId, HOST_KEY));
        assertVersion(roomId, 1);
    }

    function test_AnyoneCarriesAChangeThatTheHostSigned() external {
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 roomId = createdRoom(HOST_ONLY);
            send(STRANGER, signedChanges(roomId, 1)[i]);
            assertVersion(roomId, 2);
        }
    }

    function test_WhatWasSignedIsWhatIsWritten() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        send(STRANGER, signedChanges(roomId, 1)[0]);
        send(STRANGER, signedChanges(roomId, 2)[2]);
        IRoomRegistry.RoomView memory room = registry.getRoom(roomId);
        vm.assertEq(room.title, OTHER_TITLE);
        vm.assertEq(room.policy, WITH_RELAYERS);
        vm.assertEq(room.keyCommitment, OTHER_COMMITMENT);
        send(STRANGER, signedChanges(roomId, 3)[1]);
        assertStatus(roomId, IRoomRegistry.Status.Live);
        send(STRANGER, signedChanges(roomId, 4)[3]);
        assertStatus(roomId, IRoomRegistry.Status.Ended);
    }

    function testFuzz_NobodyElsesSignatureCounts(uint256 key) external {
        key = 1 + key % (CURVE_ORDER - 1);
        vm.assume(key != HOST_KEY);
        bytes32 roomId = idOf(HOST, 1);
        sendRefused(STRANGER, signedCreation(roomId, key), invalid(roomId));
    }

    function test_ASignatureCountsOnce() external {
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 roomId = createdRoom(HOST_ONLY);
            bytes memory change = signedChanges(roomId, 1)[i];
            send(STRANGER, change);
            sendRefused(STRANGER, change, invalid(roomId));
        }
    }

    function test_ASignedCreationCountsOnceEvenAfterTheEnd() external {
        bytes32 roomId = idOf(HOST, 1);
        bytes memory creationCall = signedCreation(roomId, HOST_KEY);
        bytes memory exists = abi.encodeWithSelector(IRoomRegistry.RoomExists.selector, roomId);
        send(STRANGER, creationCall);
        sendRefused(STRANGER, creationCall, exists);
        vm.prank(HOST);
        registry.endRoom(roomId);
        sendRefused(STRANGER, creationCall, exists);
    }

    function test_FrontRunningOnlyDoesWhatTheHostSigned() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        bytes memory pending = signedChanges(roomId, 1)[0];
        send(STRANGER, pending);
        sendRefused(RELAYER, pending, invalid(roomId));
        vm.assertEq(registry.getRoom(roomId).title, OTHER_TITLE);
        assertVersion(roomId, 2);
    }

    function testFuzz_ASignatureForAnotherVersionDoesNotCount(uint32 version) external {
        vm.assume(version != 1);
        bytes32 roomId = createdRoom(HOST_ONLY);
        for (uint256 i = 0; i < 4; ++i) {
            sendRefused(STRANGER, signedChanges(roomId, version)[i], invalid(roomId));
        }
    }

    function test_AnyWriteVoidsTheSignaturesMadeBefore() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        bytes[4] memory before = signedChanges(roomId, 1);
        vm.prank(HOST);
        registry.updateRoom(roomId, HOST_ONLY, TITLE);
        for (uint256 i = 0; i < 4; ++i) {
            sendRefused(STRANGER, before[i], invalid(roomId));
        }
    }

    function test_ASignatureCountsForOneRoom() external {
        bytes32 other = createdRoom(HOST_ONLY);
        bytes32 roomId = createdRoom(HOST_ONLY);
        bytes memory seal = signed(ending(other, 1, DEADLINE));
        sendRefused(STRANGER, endCall(roomId, DEADLINE, seal), invalid(roomId));
    }

    function test_ASignatureCountsForOneKindOfChange() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        bytes memory seal = signed(goingLive(roomId, 1, DEADLINE));
        sendRefused(STRANGER, endCall(roomId, DEADLINE, seal), invalid(roomId));
    }

    function test_NothingOfASignedCreationCanBeExchanged() external {
        bytes32 roomId = idOf(HOST, 1);
        bytes memory seal = signed(creation(roomId, SESSION, COMMITMENT, WITH_RELAYERS, TITLE, DEADLINE));
        bytes[6] memory forged = [
            createCall(idOf(HOST, 2), SESSION, COMMITMENT, WITH_RELAYERS, TITLE, DEADLINE, seal),
            createCall(roomId, bytes16(uint128(1)), COMMITMENT, WITH_RELAYERS, TITLE, DEADLINE, seal),
            createCall(roomId, SESSION, OTHER_COMMITMENT, WITH_RELAYERS, TITLE, DEADLINE, seal),
            createCall(roomId, SESSION, COMMITMENT, HOST_ONLY, TITLE, DEADLINE, seal),
            createCall(roomId, SESSION, COMMITMENT, WITH_RELAYERS, OTHER_TITLE, DEADLINE, seal),
            createCall(roomId, SESSION, COMMITMENT, WITH_RELAYERS, TITLE, DEADLINE + 1, seal)
        ];
        sendRefused(STRANGER, forged[0], invalid(idOf(HOST, 2)));
        for (uint256 i = 1; i < forged.length; ++i) {
            sendRefused(STRANGER, forged[i], invalid(roomId));
        }
    }

    function test_NothingOfASignedChangeCanBeExchanged() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        bytes memory update = signed(updating(roomId, WITH_RELAYERS, OTHER_TITLE, 1, DEADLINE));
        bytes memory rotate = signed(rotation(roomId, OTHER_COMMITMENT, 1, DEADLINE));
        bytes[4] memory forged = [
            abi.encodeCall(RoomRegistry.updateRoomBySig, (roomId, HOST_ONLY, OTHER_TITLE, DEADLINE, update)),
            abi.encodeCall(RoomRegistry.updateRoomBySig, (roomId, WITH_RELAYERS, TITLE, DEADLINE, update)),
            abi.encodeCall(RoomRegistry.rotateKeyBySig, (roomId, COMMITMENT, DEADLINE, rotate)),
            abi.encodeCall(RoomRegistry.rotateKeyBySig, (roomId, OTHER_COMMITMENT, DEADLINE + 1, rotate))
        ];
        for (uint256 i = 0; i < forged.length; ++i) {
            sendRefused(STRANGER, forged[i], invalid(roomId));
        }
    }

    function test_ASignatureCountsUpToItsDeadline() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        vm.warp(DEADLINE);
        send(STRANGER, signedChanges(roomId, 1)[0]);
        vm.warp(DEADLINE + 1);
        bytes memory expired = abi.encodeWithSelector(IRoomRegistry.SignatureExpired.selector, DEADLINE);
        for (uint256 i = 0; i < 4; ++i) {
            sendRefused(STRANGER, signedChanges(roomId, 2)[i], expired);
        }
        sendRefused(STRANGER, signedCreation(idOf(HOST, 9), HOST_KEY), expired);
    }

    function test_ASignatureCountsOnOneChainAndForOneContract() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        bytes32 change = ending(roomId, 1, DEADLINE);
        bytes32[2] memory domains =
            [domain(address(registry), block.chainid + 1), domain(address(this), block.chainid)];
        for (uint256 i = 0; i < domains.length; ++i) {
            bytes memory seal = signature(HOST_KEY, domains[i], change);
            sendRefused(STRANGER, endCall(roomId, DEADLINE, seal), invalid(roomId));
        }
    }

    function test_OnAForkOfTheChainTheSignaturesOfTheOldOneDoNotCount() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        bytes memory old = signedChanges(roomId, 1)[3];
        vm.chainId(block.chainid + 1);
        sendRefused(STRANGER, old, invalid(roomId));
        send(STRANGER, signedChanges(roomId, 1)[3]);
    }

    function test_TheTwinOfASignatureDoesNotCount() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        bytes32 digest = digestOf(domain(address(registry), block.chainid), ending(roomId, 1, DEADLINE));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(HOST_KEY, digest);
        bytes memory twin = abi.encodePacked(r, CURVE_ORDER - uint256(s), v == 27 ? uint8(28) : uint8(27));
        sendRefused(STRANGER, endCall(roomId, DEADLINE, twin), invalid(roomId));
    }

    function testFuzz_NoiseIsNoSignature(bytes calldata noise) external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        sendRefused(STRANGER, endCall(roomId, DEADLINE, noise), invalid(roomId));
    }

    function test_NobodySignsForTheZeroAddress() external {
        bytes32 roomId = idOf(address(0), 1);
        bytes memory call = createCall(roomId, SESSION, COMMITMENT, 0, TITLE, DEADLINE, new bytes(65));
        sendRefused(STRANGER, call, invalid(roomId));
    }

    function test_AContractThatIsHostSignsInItsOwnWay() external {
        bytes32 roomId = idOf(address(new Wallet(HOST)), 1);
        send(STRANGER, signedCreation(roomId, HOST_KEY));
        send(STRANGER, signedChanges(roomId, 1)[3]);
        assertStatus(roomId, IRoomRegistry.Status.Ended);
        bytes32 other = idOf(address(new Wallet(STRANGER)), 1);
        sendRefused(STRANGER, signedCreation(other, HOST_KEY), invalid(other));
    }

    function test_AContractThatKnowsNoSignaturesIsSignedForByNobody() external {
        bytes32 roomId = idOf(address(registry), 1);
        sendRefused(STRANGER, signedCreation(roomId, HOST_KEY), invalid(roomId));
    }

    function test_WhilePausedSignaturesDoWhatTheHostCould() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        pauseRegistry();
        bytes memory paused = abi.encodeWithSelector(Pausable.EnforcedPause.selector);
        sendRefused(STRANGER, signedCreation(idOf(HOST, 9), HOST_KEY), paused);
        sendRefused(STRANGER, signedChanges(roomId, 1)[0], paused);
        sendRefused(STRANGER, signedChanges(roomId, 1)[2], paused);
        send(STRANGER, signedChanges(roomId, 1)[1]);
        send(STRANGER, signedChanges(roomId, 2)[3]);
    }

    function invalid(bytes32 roomId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoomRegistry.SignatureInvalid.selector, roomId);
    }

    function signedCreation(bytes32 roomId, uint256 key) private view returns (bytes memory) {
        bytes32 change = creation(roomId, SESSION, COMMITMENT, WITH_RELAYERS, TITLE, DEADLINE);
        bytes memory seal = signature(key, domain(address(registry), block.chainid), change);
        return createCall(roomId, SESSION, COMMITMENT, WITH_RELAYERS, TITLE, DEADLINE, seal);
    }

    function createCall(
        bytes32 roomId,
        bytes16 sessionId,
        bytes32 keyCommitment,
        uint8 policy,
        string memory title,
        uint256 deadline,
        bytes memory seal
    ) private pure returns (bytes memory) {
        return abi.encodeCall(
            RoomRegistry.createRoomBySig, (roomId, sessionId, keyCommitment, policy, title, deadline, seal)
        );
    }

    function endCall(bytes32 roomId, uint256 deadline, bytes memory seal)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeCall(RoomRegistry.endRoomBySig, (roomId, deadline, seal));
    }
}
