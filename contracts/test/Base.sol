// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What forge offers to tests, as far as these use it.
interface Vm {
    function addr(uint256 privateKey) external pure returns (address);
    function assertEq(uint256 left, uint256 right) external pure;
    function assertEq(bytes32 left, bytes32 right) external pure;
    function assertEq(address left, address right) external pure;
    function assertEq(bool left, bool right, string calldata otherwise) external pure;
    function assertEq(string calldata left, string calldata right) external pure;
    function assertGe(uint256 left, uint256 right, string calldata otherwise) external pure;
    function assertTrue(bool condition, string calldata otherwise) external pure;
    function assume(bool condition) external pure;
    function chainId(uint256 id) external;
    function eip712HashTypedData(string calldata json) external pure returns (bytes32 digest);
    function expectEmit() external;
    function expectRevert(bytes calldata reason) external;
    function load(address target, bytes32 slot) external view returns (bytes32 word);
    function prank(address sender) external;
    function readFile(string calldata path) external view returns (string memory text);
    function replace(string calldata text, string calldata from, string calldata to)
        external
        pure
        returns (string memory replaced);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function snapshotGasLastCall(string calldata group, string calldata name)
        external
        returns (uint256 gasUsed);
    function toString(address value) external pure returns (string memory text);
    function toString(bytes calldata value) external pure returns (string memory text);
    function toString(bytes32 value) external pure returns (string memory text);
    function toString(uint256 value) external pure returns (string memory text);
    function warp(uint256 timestamp) external;
}

/// forge runs the contracts that say that they are tests.
abstract contract Base {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    bool public constant IS_TEST = true;
}
