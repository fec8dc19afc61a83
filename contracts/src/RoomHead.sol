// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRoomRegistry} from "./IRoomRegistry.sol";

/// What every write to a room touches, in one word that is read once and written once. For the fields of a
/// struct, Solidity would go to storage one by one, which costs a thousand gas more.
///
/// From the highest bits: sessionId 128, createdAt 40, updatedAt 40, version 32, status 8, policy 8.
/// Times are in seconds since 1970. Where there is no room, it is zero.
type RoomHead is uint256;

/// Takes heads apart and makes new ones.
library RoomHeads {
    uint256 private constant SESSION_AT = 128;
    uint256 private constant CREATED_AT = 88;
    uint256 private constant UPDATED_AT = 48;
    uint256 private constant VERSION_AT = 16;
    uint256 private constant STATUS_AT = 8;

    uint256 private constant BYTE = 0xff;
    uint256 private constant UPDATED_AND_VERSION = 0xffffffffff << UPDATED_AT | 0xffffffff << VERSION_AT;

    /// The head of a new room, at version 1.
    function create(bytes16 session, uint40 time, uint8 policy_) internal pure returns (RoomHead) {
        uint256 times = uint256(time) << CREATED_AT | uint256(time) << UPDATED_AT;
        uint256 state = 1 << VERSION_AT | uint256(IRoomRegistry.Status.Created) << STATUS_AT | policy_;
        return RoomHead.wrap(uint256(uint128(session)) << SESSION_AT | times | state);
    }

    /// The head after a write.
    function next(RoomHead self, uint40 time) internal pure returns (RoomHead) {
        uint256 rest = RoomHead.unwrap(self) & ~UPDATED_AND_VERSION;
        uint32 following = version(self) + 1;
        return RoomHead.wrap(rest | uint256(time) << UPDATED_AT | uint256(following) << VERSION_AT);
    }

    function withStatus(RoomHead self, IRoomRegistry.Status value) internal pure returns (RoomHead) {
        uint256 rest = RoomHead.unwrap(self) & ~(BYTE << STATUS_AT);
        return RoomHead.wrap(rest | uint256(value) << STATUS_AT);
    }

    function withPolicy(RoomHead self, uint8 value) internal pure returns (RoomHead) {
        return RoomHead.wrap(RoomHead.unwrap(self) & ~BYTE | value);
    }

    function sessionId(RoomHead self) internal pure returns (bytes16) {
        return bytes16(bytes32(RoomHead.unwrap(self)));
    }

    function createdAt(RoomHead self) internal pure returns (uint40) {
        return uint40(RoomHead.unwrap(self) >> CREATED_AT);
    }

    function updatedAt(RoomHead self) internal pure returns (uint40) {
        return uint40(RoomHead.unwrap(self) >> UPDATED_AT);
    }

    function version(RoomHead self) internal pure returns (uint32) {
        return uint32(RoomHead.unwrap(self) >> VERSION_AT);
    }

    function status(RoomHead self) internal pure returns (IRoomRegistry.Status) {
        return IRoomRegistry.Status(uint8(RoomHead.unwrap(self) >> STATUS_AT));
    }

    function policy(RoomHead self) internal pure returns (uint8) {
        return uint8(RoomHead.unwrap(self));
    }
}
