// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRoomRegistry} from "../src/IRoomRegistry.sol";
import {RoomRegistry} from "../src/RoomRegistry.sol";
import {Signing} from "./Signing.sol";

/// A registry with the people that tests need, and one room to try things on.
abstract contract Rooms is Signing {
    uint256 internal constant HOST_KEY = 0xA11CE;
    address internal immutable HOST = vm.addr(HOST_KEY);
    address internal constant OWNER = address(0x0777e7);
    address internal constant RELAYER = address(0x7e1a7e7);
    address internal constant STRANGER = address(0x57a4e7);

    bytes16 internal constant SESSION = 0xf256e6ea9341d51eea64c9454659e576;
    bytes32 internal constant COMMITMENT = keccak256("a key and what blinds it");
    bytes32 internal constant OTHER_COMMITMENT = keccak256("another key and what blinds it");
    string internal constant INGEST = "rtmps://live.cloudflare.com:443/live/";
    string internal constant TITLE = "An evening at the lake, with two cameras";
    string internal constant OTHER_TITLE = "A morning in the hills";
    uint8 internal constant HOST_ONLY = 0;
    uint8 internal constant WITH_RELAYERS = 0x80;
    uint256 internal constant START = 1_790_000_000;
    uint256 internal constant DEADLINE = START + 600;

    RoomRegistry internal registry;

    function setUp() public virtual {
        vm.warp(START);
        registry = new RoomRegistry(OWNER, INGEST);
        vm.prank(OWNER);
        registry.setRelayer(RELAYER, true);
    }

    function idOf(address host, uint96 salt) internal pure returns (bytes32) {
        return bytes32(abi.encodePacked(host, salt));
    }

    /// A room of the host, at version 1.
    function createdRoom(uint8 policy) internal returns (bytes32 roomId) {
        roomId = idOf(HOST, uint96(registry.roomCount()));
        vm.prank(HOST);
        registry.createRoom(roomId, SESSION, COMMITMENT, policy, TITLE);
    }

    /// A room of the host that has ended, at version 2.
    function endedRoom() internal returns (bytes32 roomId) {
        roomId = createdRoom(WITH_RELAYERS);
        vm.prank(HOST);
        registry.endRoom(roomId);
    }

    function pauseRegistry() internal {
        vm.prank(OWNER);
        registry.pause();
    }

    /// The host's signature for this registry on this chain.
    function signed(bytes32 change) internal view returns (bytes memory) {
        return signature(HOST_KEY, domain(address(registry), block.chainid), change);
    }

    function statusOf(bytes32 roomId) internal view returns (IRoomRegistry.Status) {
        return registry.getRoom(roomId).status;
    }

    function assertStatus(bytes32 roomId, IRoomRegistry.Status expected) internal view {
        vm.assertEq(uint256(statusOf(roomId)), uint256(expected));
    }

    function assertVersion(bytes32 roomId, uint32 expected) internal view {
        vm.assertEq(registry.getRoom(roomId).version, expected);
    }

    function expectNotAllowed(bytes32 roomId, address sender) internal {
        vm.expectRevert(abi.encodeWithSelector(IRoomRegistry.NotAllowed.selector, roomId, sender));
    }

    /// Expects an error whose only argument is the room.
    function expectRoomError(bytes4 selector, bytes32 roomId) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, roomId));
    }

    /// The four changes of a room, as its host or a relayer sends them.
    function changes(bytes32 roomId) internal pure returns (bytes[4] memory) {
        return [
            abi.encodeCall(RoomRegistry.updateRoom, (roomId, WITH_RELAYERS, OTHER_TITLE)),
            abi.encodeCall(RoomRegistry.goLive, (roomId)),
            abi.encodeCall(RoomRegistry.rotateKey, (roomId, OTHER_COMMITMENT)),
            abi.encodeCall(RoomRegistry.endRoom, (roomId))
        ];
    }

    /// The same, with the host's signature for a version of the room.
    function signedChanges(bytes32 roomId, uint32 version) internal view returns (bytes[4] memory) {
        bytes memory update = signed(updating(roomId, WITH_RELAYERS, OTHER_TITLE, version, DEADLINE));
        bytes memory live = signed(goingLive(roomId, version, DEADLINE));
        bytes memory rotate = signed(rotation(roomId, OTHER_COMMITMENT, version, DEADLINE));
        bytes memory end = signed(ending(roomId, version, DEADLINE));
        return [
            abi.encodeCall(
                RoomRegistry.updateRoomBySig, (roomId, WITH_RELAYERS, OTHER_TITLE, DEADLINE, update)
            ),
            abi.encodeCall(RoomRegistry.goLiveBySig, (roomId, DEADLINE, live)),
            abi.encodeCall(RoomRegistry.rotateKeyBySig, (roomId, OTHER_COMMITMENT, DEADLINE, rotate)),
            abi.encodeCall(RoomRegistry.endRoomBySig, (roomId, DEADLINE, end))
        ];
    }

    /// Sends what must succeed.
    function send(address sender, bytes memory call) internal {
        vm.prank(sender);
        (bool done,) = address(registry).call(call);
        vm.assertTrue(done, "was refused");
    }

    /// Sends what must be refused for exactly this reason.
    function sendRefused(address sender, bytes memory call, bytes memory reason) internal {
        vm.prank(sender);
        (bool done, bytes memory answer) = address(registry).call(call);
        vm.assertTrue(!done, "was not refused");
        vm.assertEq(keccak256(answer), keccak256(reason));
    }
}
