// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What RoomRegistry is measured against: a room is seven values, each stored as it comes, and a change
/// hands in the room anew, as such contracts do. It asks nobody who they are, checks nothing, has no list
/// and its events only name the room; so it does less than RoomRegistry in every respect.
contract PlainRooms {
    struct Room {
        string sessionId;
        string ingestUrl;
        string streamKey;
        string host;
        string title;
        string status;
        uint256 createdAt;
    }

    mapping(bytes32 roomId => Room) public rooms;

    event RoomCreated(bytes32 indexed roomId);
    event RoomUpdated(bytes32 indexed roomId);

    function createRoom(bytes32 roomId, Room calldata room) external {
        rooms[roomId] = room;
        emit RoomCreated(roomId);
    }

    function updateRoom(bytes32 roomId, Room calldata room) external {
        rooms[roomId] = room;
        emit RoomUpdated(roomId);
    }
}
