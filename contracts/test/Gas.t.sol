// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PlainRooms} from "./PlainRooms.sol";
import {Rooms} from "./Rooms.sol";

/// What whole transactions cost, on a registry that is in use. contracts/snapshots/ keeps the numbers, and
/// `dev/contracts.sh test` compares. docs/contract.md says what is compared with what.
/// forge-config: default.isolate = true
contract GasTest is Rooms {
    string private constant SHORT_TITLE = "Lake evening";
    string private constant RAINY_TITLE = "An evening at the lake, in pouring rain!";

    PlainRooms private plain;
    bytes32 private roomId;
    bytes32 private unusedId;

    /// The first room pays for what all share, so it is not the one that is measured.
    function setUp() public override {
        super.setUp();
        plain = new PlainRooms();
        createdRoom(HOST_ONLY);
        unusedId = idOf(HOST, 0x0102030405060708090a0b0c);
        roomId = idOf(HOST, 0x1112131415161718191a1b1c);
        vm.prank(HOST);
        registry.createRoom(roomId, SESSION, COMMITMENT, WITH_RELAYERS | 1, TITLE);
        plain.createRoom(roomId, plainRoom("created", TITLE));
    }

    function test_CreatingCosts40PercentOfThePlainWayAtTheMost() external {
        plain.createRoom(unusedId, plainRoom("created", TITLE));
        uint256 plainGas = vm.snapshotGasLastCall("PlainRooms", "create");
        vm.prank(HOST);
        registry.createRoom(unusedId, SESSION, COMMITMENT, WITH_RELAYERS | 1, TITLE);
        assertCheaper(vm.snapshotGasLastCall("RoomRegistry", "create"), plainGas, 25);
    }

    function test_GoingLiveCosts40PercentOfThePlainWayAtTheMost() external {
        plain.updateRoom(roomId, plainRoom("live", TITLE));
        uint256 plainGas = vm.snapshotGasLastCall("PlainRooms", "update, status");
        vm.prank(HOST);
        registry.goLive(roomId);
        assertCheaper(vm.snapshotGasLastCall("RoomRegistry", "goLive"), plainGas, 25);
    }

    function test_EndingCosts40PercentOfThePlainWayAtTheMost() external {
        plain.updateRoom(roomId, plainRoom("ended", TITLE));
        uint256 plainGas = vm.snapshotGasLastCall("PlainRooms", "update, status ended");
        vm.prank(HOST);
        registry.endRoom(roomId);
        assertCheaper(vm.snapshotGasLastCall("RoomRegistry", "end"), plainGas, 25);
    }

    /// Two slots of text have to be written either way.
    function test_ANewTitleCosts63PercentOfThePlainWayAtTheMost() external {
        plain.updateRoom(roomId, plainRoom("created", RAINY_TITLE));
        uint256 plainGas = vm.snapshotGasLastCall("PlainRooms", "update, title");
        vm.prank(HOST);
        registry.updateRoom(roomId, WITH_RELAYERS | 1, RAINY_TITLE);
        assertCheaper(vm.snapshotGasLastCall("RoomRegistry", "update, title"), plainGas, 16);
    }

    function test_ANewKeyCosts() external {
        vm.prank(HOST);
        registry.rotateKey(roomId, OTHER_COMMITMENT);
        vm.snapshotGasLastCall("RoomRegistry", "rotateKey");
    }

    function test_AShortTitleCosts() external {
        vm.prank(HOST);
        registry.createRoom(unusedId, SESSION, COMMITMENT, HOST_ONLY, SHORT_TITLE);
        vm.snapshotGasLastCall("RoomRegistry", "create, title of 12 bytes");
    }

    function test_RelayersCost() external {
        vm.prank(RELAYER);
        registry.goLive(roomId);
        vm.snapshotGasLastCall("RoomRegistry", "goLive, relayer");
        vm.prank(RELAYER);
        registry.endRoom(roomId);
        vm.snapshotGasLastCall("RoomRegistry", "end, relayer");
    }

    function test_SignaturesCost() external {
        bytes memory seal =
            signed(creation(unusedId, SESSION, COMMITMENT, WITH_RELAYERS | 1, TITLE, DEADLINE));
        registry.createRoomBySig(unusedId, SESSION, COMMITMENT, WITH_RELAYERS | 1, TITLE, DEADLINE, seal);
        vm.snapshotGasLastCall("RoomRegistry", "create, by signature");
        seal = signed(goingLive(roomId, 1, DEADLINE));
        registry.goLiveBySig(roomId, DEADLINE, seal);
        vm.snapshotGasLastCall("RoomRegistry", "goLive, by signature");
        seal = signed(ending(roomId, 2, DEADLINE));
        registry.endRoomBySig(roomId, DEADLINE, seal);
        vm.snapshotGasLastCall("RoomRegistry", "end, by signature");
    }

    /// That the plain way costs at least so many tenths of ours.
    function assertCheaper(uint256 ours, uint256 plainGas, uint256 tenths) private pure {
        vm.assertGe(plainGas * 10, ours * tenths, "is not that much cheaper");
    }

    /// The same room in the older layout, with the commitment in the key's place.
    function plainRoom(string memory status, string memory title)
        private
        view
        returns (PlainRooms.Room memory)
    {
        return PlainRooms.Room({
            sessionId: "f256e6ea9341d51eea64c9454659e576",
            ingestUrl: INGEST,
            streamKey: vm.toString(COMMITMENT),
            host: vm.toString(HOST),
            title: title,
            status: status,
            createdAt: START
        });
    }
}
