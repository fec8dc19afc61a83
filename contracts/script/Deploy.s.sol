// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RoomRegistry} from "../src/RoomRegistry.sol";

/// What forge offers to scripts, as far as this one uses it.
interface Vm {
    function addr(uint256 privateKey) external pure returns (address);
    function envAddress(string calldata name) external view returns (address);
    function envString(string calldata name) external view returns (string memory);
    function envUint(string calldata name) external view returns (uint256);
    function startBroadcast(uint256 privateKey) external;
    function stopBroadcast() external;
}

/// Puts a registry on a chain. `dev/deploy-contract.mjs` runs it. The key comes from the environment,
/// because what stands on a command line is seen by everyone on the machine.
contract Deploy {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    bool public constant IS_SCRIPT = true;

    /// The chain is not the one that CHAIN_ID names.
    error WrongChain(uint256 wanted, uint256 found);

    function run() external returns (address deployer, RoomRegistry registry) {
        uint256 wanted = vm.envUint("CHAIN_ID");
        if (block.chainid != wanted) revert WrongChain(wanted, block.chainid);
        uint256 key = vm.envUint("DEPLOYER_PRIVATE_KEY");
        deployer = vm.addr(key);
        vm.startBroadcast(key);
        registry = new RoomRegistry(vm.envAddress("REGISTRY_OWNER"), vm.envString("INGEST_URL"));
        vm.stopBroadcast();
    }
}
