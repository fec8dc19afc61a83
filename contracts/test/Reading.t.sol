// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRoomRegistry} from "../src/IRoomRegistry.sol";
import {Rooms} from "./Rooms.sol";

/// The older layout, as a client of it declares it.
interface OlderRooms {
    function rooms(bytes32 roomId)
        external
        view
        returns (
            string memory sessionId,
            string memory ingestUrl,
            string memory streamKey,
            string memory host,
            string memory title,
            string memory status,
            uint256 createdAt
        );
}

contract ReadingTest is Rooms {
    function test_OlderClientsReadTheSevenValues() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        (
            string memory sessionId,
            string memory ingestUrl,
            string memory streamKey,
            string memory host,
            string memory title,
            string memory status,
            uint256 createdAt
        ) = OlderRooms(address(registry)).rooms(roomId);
        vm.assertEq(sessionId, "f256e6ea9341d51eea64c9454659e576");
        vm.assertEq(ingestUrl, INGEST);
        vm.assertEq(streamKey, vm.toString(COMMITMENT));
        vm.assertEq(host, vm.toString(HOST));
        vm.assertEq(title, TITLE);
        vm.assertEq(status, "created");
        vm.assertEq(createdAt, START);
    }

    function test_OlderClientsReadEachStatusAsAWord() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        assertSeenAs(roomId, "created", true);
        vm.prank(HOST);
        registry.goLive(roomId);
        assertSeenAs(roomId, "live", true);
        vm.prank(HOST);
        registry.endRoom(roomId);
        assertSeenAs(roomId, "ended", false);
    }

    function testFuzz_WhereThereIsNoRoomAllSevenValuesAreEmpty(bytes32 roomId) external view {
        (
            string memory sessionId,
            string memory ingestUrl,
            string memory streamKey,
            string memory host,
            string memory title,
            string memory status,
            uint256 createdAt
        ) = registry.rooms(roomId);
        vm.assertEq(string.concat(sessionId, ingestUrl, streamKey, host, title, status), "");
        vm.assertEq(createdAt, 0);
        assertStatus(roomId, IRoomRegistry.Status.None);
        assertVersion(roomId, 0);
    }

    function testFuzz_ASessionIdIsReadBackDigitForDigit(bytes16 sessionId) external {
        bytes32 roomId = idOf(HOST, 1);
        vm.prank(HOST);
        registry.createRoom(roomId, sessionId, COMMITMENT, HOST_ONLY, TITLE);
        (string memory digits,,,,,,) = registry.rooms(roomId);
        vm.assertEq(digits, vm.replace(vm.toString(abi.encodePacked(sessionId)), "0x", ""));
        vm.assertEq(registry.getRoom(roomId).sessionId, sessionId);
    }

    function test_TheHostIsTheFirst20BytesOfTheId() external view {
        vm.assertEq(registry.hostOf(idOf(STRANGER, type(uint96).max)), STRANGER);
    }

    function testFuzz_PagesGoThroughAllIdsInTheOrderOfCreation(uint256 offset, uint256 limit) external {
        bytes32[] memory created = new bytes32[](12);
        for (uint256 i = 0; i < created.length; ++i) {
            created[i] = createdRoom(HOST_ONLY);
        }
        offset %= 15;
        limit %= 15;
        bytes32[] memory page = registry.roomIds(offset, limit);
        uint256 left = offset < 12 ? 12 - offset : 0;
        vm.assertEq(page.length, left < limit ? left : limit);
        for (uint256 i = 0; i < page.length; ++i) {
            vm.assertEq(page[i], created[offset + i]);
        }
        vm.assertEq(registry.roomCount(), 12);
    }

    function test_PastTheEndAPageIsEmpty() external view {
        vm.assertEq(registry.roomIds(0, 100).length, 0);
        vm.assertEq(registry.roomIds(type(uint256).max, 100).length, 0);
    }

    function test_APageHolds100Ids() external {
        vm.expectRevert(abi.encodeWithSelector(IRoomRegistry.PageTooLarge.selector, 101));
        registry.roomIds(0, 101);
    }

    function assertSeenAs(bytes32 roomId, string memory expected, bool hasKey) private view {
        (,, string memory streamKey,,, string memory status,) = registry.rooms(roomId);
        vm.assertEq(status, expected);
        vm.assertEq(bytes(streamKey).length, hasKey ? 66 : 0);
    }
}
