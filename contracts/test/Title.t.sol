// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Title, TitleStorage} from "../src/Title.sol";
import {Base} from "./Base.sol";

/// A title in the first four slots.
contract OneTitle {
    using TitleStorage for Title;

    Title private _title;

    function write(string calldata text) external {
        _title.write(text);
    }

    function read() external view returns (string memory) {
        return _title.read();
    }
}

contract TitleTest is Base {
    OneTitle private one = new OneTitle();

    function test_31BytesTakeOneSlotAnd63Two() external {
        one.write("0123456789012345678901234567890");
        assertSlots(1);
        one.write("012345678901234567890123456789012345678901234567890123456789012");
        assertSlots(2);
    }

    function testFuzz_OfALongerTextNothingStays(string calldata text) external {
        vm.assume(bytes(text).length <= 31);
        string memory quarter = "an old text that was longer, 32";
        one.write(string.concat(quarter, quarter, quarter, quarter));
        assertSlots(4);
        one.write(text);
        assertSlots(bytes(text).length == 0 ? 0 : 1);
        vm.assertEq(one.read(), text);
    }

    /// That the first `used` slots hold something and the others nothing.
    function assertSlots(uint256 used) private view {
        for (uint256 slot = 0; slot < 4; ++slot) {
            bool isUsed = vm.load(address(one), bytes32(slot)) != 0;
            vm.assertEq(isUsed, slot < used, "another number of slots");
        }
    }
}
