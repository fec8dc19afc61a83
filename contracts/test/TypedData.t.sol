// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rooms} from "./Rooms.sol";

/// contracts/typed-data.json is what wallets are given. forge hashes it as they do, and it must come out
/// as what the contract verifies.
contract TypedDataTest is Rooms {
    bytes32 private constant ROOM = 0x7fa9385be102ac3eac297483dd6233d62b3e14960102030405060708090a0b0c;
    bytes32 private constant KEY = 0x2fb3cb9f17e68a2568d6ebed8d5505eaf256e6ea9341d51eea64c9454659e576;
    string private constant ROOM_FIELD =
        '"roomId":"0x7fa9385be102ac3eac297483dd6233d62b3e14960102030405060708090a0b0c"';
    string private constant KEY_FIELD =
        '"keyCommitment":"0x2fb3cb9f17e68a2568d6ebed8d5505eaf256e6ea9341d51eea64c9454659e576"';
    string private constant TIMES = '"version":3,"deadline":1790000600';

    function test_CreateRoom() external view {
        string memory rest =
            '"sessionId":"0xf256e6ea9341d51eea64c9454659e576","policy":129,"title":"Hello","deadline":1790000600';
        check(
            "CreateRoom",
            string.concat(ROOM_FIELD, ",", KEY_FIELD, ",", rest),
            creation(ROOM, SESSION, KEY, 129, "Hello", DEADLINE)
        );
    }

    function test_UpdateRoom() external view {
        string memory fields = string.concat(ROOM_FIELD, ',"policy":1,"title":"Hello",', TIMES);
        check("UpdateRoom", fields, updating(ROOM, 1, "Hello", 3, DEADLINE));
    }

    function test_GoLive() external view {
        check("GoLive", string.concat(ROOM_FIELD, ",", TIMES), goingLive(ROOM, 3, DEADLINE));
    }

    function test_RotateKey() external view {
        string memory fields = string.concat(ROOM_FIELD, ",", KEY_FIELD, ",", TIMES);
        check("RotateKey", fields, rotation(ROOM, KEY, 3, DEADLINE));
    }

    function test_EndRoom() external view {
        check("EndRoom", string.concat(ROOM_FIELD, ",", TIMES), ending(ROOM, 3, DEADLINE));
    }

    function test_TheContractTellsItsDomain() external view {
        (, string memory name, string memory version, uint256 chain, address verifier,,) =
            registry.eip712Domain();
        vm.assertEq(name, "RoomRegistry");
        vm.assertEq(version, "1");
        vm.assertEq(chain, block.chainid);
        vm.assertEq(verifier, address(registry));
    }

    function check(string memory primaryType, string memory fields, bytes32 change) private view {
        string memory domainFields = string.concat(
            '"name":"RoomRegistry","version":"1","chainId":',
            vm.toString(block.chainid),
            ',"verifyingContract":"',
            vm.toString(address(registry)),
            '"'
        );
        string memory head = string.concat(
            '{"types":',
            vm.readFile("contracts/typed-data.json"),
            ',"primaryType":"',
            primaryType,
            '","domain":{'
        );
        string memory json = string.concat(head, domainFields, '},"message":{', fields, "}}");
        bytes32 expected = digestOf(domain(address(registry), block.chainid), change);
        vm.assertEq(vm.eip712HashTypedData(json), expected);
    }
}
