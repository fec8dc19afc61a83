// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IRoomRegistry} from "../src/IRoomRegistry.sol";
import {RoomRegistry} from "../src/RoomRegistry.sol";
import {Rooms} from "./Rooms.sol";

contract OwnerTest is Rooms {
    function test_ANewRegistryHasItsOwnerAndItsIngest() external {
        vm.expectEmit();
        emit IRoomRegistry.IngestUrlSet("rtmp://other.example/live");
        RoomRegistry other = new RoomRegistry(STRANGER, "rtmp://other.example/live");
        vm.assertEq(other.owner(), STRANGER);
        vm.assertEq(other.ingestUrl(), "rtmp://other.example/live");
    }

    function test_ARegistryNeedsAnOwner() external {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableInvalidOwner.selector, address(0)));
        new RoomRegistry(address(0), INGEST);
    }

    function testFuzz_OnlyTheOwnerRulesTheContract(address sender) external {
        vm.assume(sender != OWNER);
        bytes memory reason = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender);
        bytes[6] memory acts = [
            abi.encodeCall(RoomRegistry.setRelayer, (sender, true)),
            abi.encodeCall(RoomRegistry.setIngestUrl, ("rtmp://evil.example/live")),
            abi.encodeCall(RoomRegistry.pause, ()),
            abi.encodeCall(RoomRegistry.unpause, ()),
            abi.encodeWithSignature("transferOwnership(address)", sender),
            abi.encodeCall(RoomRegistry.renounceOwnership, ())
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            sendRefused(sender, acts[i], reason);
        }
    }

    function test_RelayersAreNamedAndUnnamed() external {
        vm.expectEmit();
        emit IRoomRegistry.RelayerSet(STRANGER, true);
        vm.prank(OWNER);
        registry.setRelayer(STRANGER, true);
        vm.assertEq(registry.isRelayer(STRANGER), true, "was not named");
        vm.expectEmit();
        emit IRoomRegistry.RelayerSet(STRANGER, false);
        vm.prank(OWNER);
        registry.setRelayer(STRANGER, false);
        vm.assertEq(registry.isRelayer(STRANGER), false, "is still named");
    }

    function test_AnotherIngestIsThatOfAllRooms() external {
        bytes32 roomId = createdRoom(HOST_ONLY);
        vm.expectEmit();
        emit IRoomRegistry.IngestUrlSet("rtmp://other.example/live");
        vm.prank(OWNER);
        registry.setIngestUrl("rtmp://other.example/live");
        (, string memory ingestUrl,,,,,) = registry.rooms(roomId);
        vm.assertEq(ingestUrl, "rtmp://other.example/live");
    }

    function test_AfterAPauseWritesGoOn() external {
        pauseRegistry();
        vm.prank(OWNER);
        registry.unpause();
        assertVersion(createdRoom(HOST_ONLY), 1);
    }

    function test_ANewOwnerHasToAccept() external {
        vm.prank(OWNER);
        registry.transferOwnership(STRANGER);
        vm.assertEq(registry.owner(), OWNER);
        vm.prank(STRANGER);
        registry.acceptOwnership();
        vm.assertEq(registry.owner(), STRANGER);
    }

    function test_NobodyElseAcceptsTheOwnership() external {
        vm.prank(OWNER);
        registry.transferOwnership(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, HOST));
        vm.prank(HOST);
        registry.acceptOwnership();
    }

    function test_TheOwnerCanLeaveButNotAPausedContract() external {
        pauseRegistry();
        vm.expectRevert(abi.encodeWithSelector(Pausable.EnforcedPause.selector));
        vm.prank(OWNER);
        registry.renounceOwnership();
        vm.prank(OWNER);
        registry.unpause();
        vm.prank(OWNER);
        registry.renounceOwnership();
        vm.assertEq(registry.owner(), address(0));
    }
}
