// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

/// A text of at most 127 bytes in storage. Its first 31 bytes share a slot with the length, so one of
/// up to 63 bytes takes two slots; a `string` would take three.
/// @dev `head` is the first 31 bytes, then the length; `tail` is the rest, filled up with zeros.
struct Title {
    bytes32 head;
    bytes32[3] tail;
}

/// Writes and reads titles.
library TitleStorage {
    using Bytes for bytes;

    uint256 internal constant MAX_BYTES = 127;
    uint256 private constant HEAD_BYTES = 31;
    uint256 private constant TAIL_WORDS = 3;

    /// The text has more than `MAX_BYTES`.
    error TitleTooLong(uint256 lengthBytes);

    /// Replaces what was there; of a longer text nothing stays.
    function write(Title storage self, string calldata text) internal {
        bytes calldata raw = bytes(text);
        if (raw.length > MAX_BYTES) revert TitleTooLong(raw.length);
        uint256 longest = raw.length > _length(self) ? raw.length : _length(self);
        self.head = bytes32(bytes31(_word(raw, 0))) | bytes32(raw.length);
        for (uint256 i = 0; i < TAIL_WORDS; ++i) {
            uint256 start = HEAD_BYTES + 32 * i;
            if (start < longest) self.tail[i] = _word(raw, start);
        }
    }

    /// The text as it was written.
    function read(Title storage self) internal view returns (string memory) {
        bytes memory padded = abi.encodePacked(bytes31(self.head), self.tail[0], self.tail[1], self.tail[2]);
        return string(padded.slice(0, _length(self)));
    }

    function _length(Title storage self) private view returns (uint256) {
        return uint8(uint256(self.head));
    }

    /// 32 bytes of `raw` from `start` on, with zeros where it has no more.
    function _word(bytes calldata raw, uint256 start) private pure returns (bytes32) {
        return start < raw.length ? bytes32(raw[start:]) : bytes32(0);
    }
}
