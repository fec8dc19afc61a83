// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Signing} from "./Signing.sol";

/// The examples of docs/contract.md, so that others can hold their own code against them.
contract ExamplesTest is Signing {
    uint256 private constant CHAIN = 31337;
    address private constant REGISTRY = 0x5FbDB2315678afecb367f032d93F642f64180aa3;
    /// The first account of anvil.
    uint256 private constant KEY = 0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80;
    bytes32 private constant ROOM = 0xf39fd6e51aad88f6f4ce6ab8827279cfffb922660102030405060708090a0b0c;

    function test_ACommitment() external pure {
        bytes memory streamKey = "2fb3cb9f17e68a2568d6ebed8d5505eakf256e6ea9341d51eea64c9454659e576";
        bytes32 blind = 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f;
        bytes32 commitment =
            keccak256(abi.encodePacked("RoomRegistry/key/v1", CHAIN, REGISTRY, ROOM, streamKey, blind));
        vm.assertEq(commitment, 0x36c29bb0dfdea82a67045b70463bb0abf631d4f5b5d9c73a6faeec768218f2ca);
    }

    function test_AnEnding() external pure {
        bytes32 separator = domain(REGISTRY, CHAIN);
        bytes32 change = ending(ROOM, 3, 1_790_000_600);
        vm.assertEq(
            vm.toString(separator), "0xeb52604bd021a2f45bf682f1f5c5340439ba3218f1a17ae23a85e6236806c327"
        );
        vm.assertEq(vm.toString(change), "0x763c5b5944d84426a9f26af443800aaf0519be42a51b822d8466de3f9c0232b7");
        vm.assertEq(
            digestOf(separator, change), 0x5c59f5f82cedf035f4adbe454723e8dd50b341db17bd6aff28adb9fb7eeabcb4
        );
        vm.assertEq(
            vm.toString(signature(KEY, separator, change)),
            "0x7ad4c081bba47baa354486ad40c19116936217f8958077df0b5fa7c7667d1d1f263c2fb26ca3978bd78f0c391a1d108d04a2c7142bf51f7144dd6382837b5a511b"
        );
    }
}
