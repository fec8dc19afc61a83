// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IRoomRegistry} from "./IRoomRegistry.sol";
import {RoomChange} from "./RoomChange.sol";
import {RoomHead, RoomHeads} from "./RoomHead.sol";
import {Title, TitleStorage} from "./Title.sol";

/// A public register of livestream rooms.
///
/// A room's id begins with the address of its host (20 bytes); the other 12 the host chose. So the id says
/// who may write, nobody can take another's id, and it is known before anything is sent.
///
/// The host writes, or anyone who carries the host's EIP-712 signature, or, where the room's policy lets
/// them, the relayers of this contract. Every write counts the room's version up by one; a signature
/// names the version that it was made for, and so counts once. An ended room never changes again.
///
/// No stream key is ever here: `keyCommitment` is a hash that only the key's holder can open.
/// docs/contract.md has it all.
contract RoomRegistry is IRoomRegistry, EIP712, Ownable2Step, Pausable {
    using Bytes for bytes;
    using Strings for address;
    using Strings for uint256;
    using RoomHeads for RoomHead;
    using TitleStorage for Title;

    struct Room {
        RoomHead head;
        bytes32 keyCommitment;
        Title title;
    }

    /// The audience is a policy's low bits: 0 everyone, 1 who has a token, 2 whom the host lets in.
    uint8 public constant MAX_AUDIENCE = 2;
    /// The bit of a policy that lets relayers write in the host's place.
    uint8 public constant RELAYERS_MAY_WRITE = 0x80;
    /// The most ids in a page of `roomIds`.
    uint256 public constant MAX_PAGE = 100;

    /// Where all rooms are published to, without the key.
    string public ingestUrl;
    /// Who may write to the rooms whose policy lets relayers.
    mapping(address account => bool) public isRelayer;

    mapping(bytes32 roomId => Room) private _rooms;
    /// Every id that was ever created, in that order.
    bytes32[] private _roomIds;

    constructor(address owner_, string memory ingestUrl_) EIP712("RoomRegistry", "1") Ownable(owner_) {
        _setIngestUrl(ingestUrl_);
    }

    // --- By the host, or a relayer that the room's policy lets ---

    /// Creates a room of the sender.
    /// @param roomId the sender's address, then 12 bytes of its choice
    /// @param sessionId the video platform's id of the broadcast, public
    /// @param keyCommitment hash of the stream key, not zero
    /// @param policy the audience, and whether relayers may write
    /// @param title at most 127 bytes of UTF-8, public
    function createRoom(
        bytes32 roomId,
        bytes16 sessionId,
        bytes32 keyCommitment,
        uint8 policy,
        string calldata title
    ) external {
        if (msg.sender != hostOf(roomId)) revert NotAllowed(roomId, msg.sender);
        _create(roomId, sessionId, keyCommitment, policy, title);
    }

    /// Changes policy and title. That relayers may write, only the host changes.
    function updateRoom(bytes32 roomId, uint8 policy, string calldata title) external {
        _requireWriter(roomId);
        if (msg.sender != hostOf(roomId) && !_letsRelayers(policy)) revert NotAllowed(roomId, msg.sender);
        _update(roomId, policy, title);
    }

    /// Says that the room is on air, which it stays until it ends.
    function goLive(bytes32 roomId) external {
        _requireWriter(roomId);
        _goLive(roomId);
    }

    /// Commits to another key, after the stream key was replaced.
    function rotateKey(bytes32 roomId, bytes32 keyCommitment) external {
        _requireWriter(roomId);
        _rotateKey(roomId, keyCommitment);
    }

    /// Ends the room for good.
    function endRoom(bytes32 roomId) external {
        _requireWriter(roomId);
        _end(roomId);
    }

    // --- By anyone who carries the host's signature ---

    /// `createRoom`, signed by the host.
    function createRoomBySig(
        bytes32 roomId,
        bytes16 sessionId,
        bytes32 keyCommitment,
        uint8 policy,
        string calldata title,
        uint256 deadline,
        bytes calldata signature
    ) external {
        bytes32 change = RoomChange.create(roomId, sessionId, keyCommitment, policy, title, deadline);
        _requireSigned(roomId, change, deadline, signature);
        _create(roomId, sessionId, keyCommitment, policy, title);
    }

    /// `updateRoom`, signed by the host for the room's present version.
    function updateRoomBySig(
        bytes32 roomId,
        uint8 policy,
        string calldata title,
        uint256 deadline,
        bytes calldata signature
    ) external {
        bytes32 change = RoomChange.update(roomId, policy, title, _version(roomId), deadline);
        _requireSigned(roomId, change, deadline, signature);
        _update(roomId, policy, title);
    }

    /// `goLive`, signed by the host for the room's present version.
    function goLiveBySig(bytes32 roomId, uint256 deadline, bytes calldata signature) external {
        _requireSigned(roomId, RoomChange.goLive(roomId, _version(roomId), deadline), deadline, signature);
        _goLive(roomId);
    }

    /// `rotateKey`, signed by the host for the room's present version.
    function rotateKeyBySig(bytes32 roomId, bytes32 keyCommitment, uint256 deadline, bytes calldata signature)
        external
    {
        bytes32 change = RoomChange.rotateKey(roomId, keyCommitment, _version(roomId), deadline);
        _requireSigned(roomId, change, deadline, signature);
        _rotateKey(roomId, keyCommitment);
    }

    /// `endRoom`, signed by the host for the room's present version.
    function endRoomBySig(bytes32 roomId, uint256 deadline, bytes calldata signature) external {
        _requireSigned(roomId, RoomChange.end(roomId, _version(roomId), deadline), deadline, signature);
        _end(roomId);
    }

    // --- By the owner of the contract ---

    /// Names a relayer, or takes the name away.
    function setRelayer(address account, bool allowed) external onlyOwner {
        isRelayer[account] = allowed;
        emit RelayerSet(account, allowed);
    }

    /// Says that all rooms are published to elsewhere.
    function setIngestUrl(string calldata ingestUrl_) external onlyOwner {
        _setIngestUrl(ingestUrl_);
    }

    /// Stops new rooms, texts and keys. The rooms that are there still go live and end.
    function pause() external onlyOwner {
        _pause();
    }

    /// Undoes `pause`.
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @inheritdoc Ownable
    /// @dev Not while paused: nobody could ever undo it.
    function renounceOwnership() public override whenNotPaused {
        super.renounceOwnership();
    }

    // --- Reading ---

    /// A room in the layout that older clients know: seven values, all empty where there is no such room.
    /// @return sessionId 32 hex digits
    /// @return ingestUrl_ where all rooms are published to
    /// @return streamKey the commitment in its place, 0x and 64 hex digits; empty once ended
    /// @return host address with checksum
    /// @return title as the host gave it
    /// @return status `created`, `live` or `ended`
    /// @return createdAt in seconds since 1970
    function rooms(bytes32 roomId)
        external
        view
        returns (
            string memory sessionId,
            string memory ingestUrl_,
            string memory streamKey,
            string memory host,
            string memory title,
            string memory status,
            uint256 createdAt
        )
    {
        Room storage room = _rooms[roomId];
        if (room.head.status() == Status.None) return ("", "", "", "", "", "", 0);
        sessionId = _hex(room.head.sessionId());
        ingestUrl_ = ingestUrl;
        streamKey = room.keyCommitment == 0 ? "" : uint256(room.keyCommitment).toHexString(32);
        host = hostOf(roomId).toChecksumHexString();
        title = room.title.read();
        status = _statusName(room.head.status());
        createdAt = room.head.createdAt();
    }

    /// A room with all that is stored of it. Its status is `None` where there is no such room.
    function getRoom(bytes32 roomId) external view returns (RoomView memory) {
        Room storage room = _rooms[roomId];
        RoomHead head = room.head;
        return RoomView({
            host: hostOf(roomId),
            sessionId: head.sessionId(),
            createdAt: head.createdAt(),
            updatedAt: head.updatedAt(),
            version: head.version(),
            status: head.status(),
            policy: head.policy(),
            keyCommitment: room.keyCommitment,
            title: room.title.read()
        });
    }

    /// How many rooms were ever created.
    function roomCount() external view returns (uint256) {
        return _roomIds.length;
    }

    /// A page of all ids in the order of creation: what was read stays where it was while rooms are added.
    /// @param offset how many to pass over; past the end the page is empty
    /// @param limit how many at the most, up to `MAX_PAGE`
    function roomIds(uint256 offset, uint256 limit) external view returns (bytes32[] memory page) {
        if (limit > MAX_PAGE) revert PageTooLarge(limit);
        uint256 count = _roomIds.length;
        uint256 left = offset < count ? count - offset : 0;
        page = new bytes32[](left < limit ? left : limit);
        for (uint256 i = 0; i < page.length; ++i) {
            page[i] = _roomIds[offset + i];
        }
    }

    /// The host of a room, whether it was created or not.
    function hostOf(bytes32 roomId) public pure returns (address) {
        return address(bytes20(roomId));
    }

    // --- The changes themselves, once it is clear who asks ---

    function _create(
        bytes32 roomId,
        bytes16 sessionId,
        bytes32 keyCommitment,
        uint8 policy,
        string calldata title
    ) private whenNotPaused {
        Room storage room = _rooms[roomId];
        if (room.head.status() != Status.None) revert RoomExists(roomId);
        _requireCommitment(keyCommitment);
        _requirePolicy(policy);
        room.head = RoomHeads.create(sessionId, _now(), policy);
        room.keyCommitment = keyCommitment;
        room.title.write(title);
        _roomIds.push(roomId);
        emit RoomCreated(roomId, hostOf(roomId), sessionId, keyCommitment, policy, title);
    }

    function _update(bytes32 roomId, uint8 policy, string calldata title) private whenNotPaused {
        _requirePolicy(policy);
        Room storage room = _rooms[roomId];
        RoomHead head = _nextHead(roomId, room);
        room.head = head.withPolicy(policy);
        room.title.write(title);
        emit RoomUpdated(roomId, head.version(), policy, title);
    }

    function _goLive(bytes32 roomId) private {
        Room storage room = _rooms[roomId];
        RoomHead head = _nextHead(roomId, room);
        if (head.status() == Status.Live) revert RoomIsLive(roomId);
        room.head = head.withStatus(Status.Live);
        emit RoomLive(roomId, head.version());
    }

    function _rotateKey(bytes32 roomId, bytes32 keyCommitment) private whenNotPaused {
        _requireCommitment(keyCommitment);
        Room storage room = _rooms[roomId];
        RoomHead head = _nextHead(roomId, room);
        room.head = head;
        room.keyCommitment = keyCommitment;
        emit KeyRotated(roomId, head.version(), keyCommitment);
    }

    function _end(bytes32 roomId) private {
        Room storage room = _rooms[roomId];
        RoomHead head = _nextHead(roomId, room);
        room.head = head.withStatus(Status.Ended);
        room.keyCommitment = 0;
        emit RoomEnded(roomId, head.version());
    }

    /// The head of an open room after one more write.
    function _nextHead(bytes32 roomId, Room storage room) private view returns (RoomHead) {
        RoomHead head = room.head;
        Status status = head.status();
        if (status == Status.None) revert RoomUnknown(roomId);
        if (status == Status.Ended) revert RoomHasEnded(roomId);
        return head.next(_now());
    }

    function _setIngestUrl(string memory ingestUrl_) private {
        ingestUrl = ingestUrl_;
        emit IngestUrlSet(ingestUrl_);
    }

    // --- What has to hold ---

    function _requireWriter(bytes32 roomId) private view {
        if (msg.sender == hostOf(roomId)) return;
        if (_letsRelayers(_rooms[roomId].head.policy()) && isRelayer[msg.sender]) return;
        revert NotAllowed(roomId, msg.sender);
    }

    function _requireSigned(bytes32 roomId, bytes32 change, uint256 deadline, bytes calldata signature)
        private
        view
    {
        // A block's time is true to some seconds, which is enough here.
        // forge-lint: disable-next-line(block-timestamp)
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        bytes32 digest = _hashTypedDataV4(change);
        if (!SignatureChecker.isValidSignatureNowCalldata(hostOf(roomId), digest, signature)) {
            revert SignatureInvalid(roomId);
        }
    }

    function _requireCommitment(bytes32 keyCommitment) private pure {
        if (keyCommitment == 0) revert CommitmentMissing();
    }

    function _requirePolicy(uint8 policy) private pure {
        if (policy & ~RELAYERS_MAY_WRITE > MAX_AUDIENCE) revert PolicyInvalid(policy);
    }

    function _letsRelayers(uint8 policy) private pure returns (bool) {
        return policy & RELAYERS_MAY_WRITE != 0;
    }

    function _version(bytes32 roomId) private view returns (uint32) {
        return _rooms[roomId].head.version();
    }

    function _now() private view returns (uint40) {
        return uint40(block.timestamp);
    }

    // --- Words for older clients ---

    function _statusName(Status status) private pure returns (string memory) {
        if (status == Status.Created) return "created";
        if (status == Status.Live) return "live";
        return "ended";
    }

    /// Lower-case digits without a prefix, as video platforms write their ids.
    function _hex(bytes16 value) private pure returns (string memory) {
        return string(bytes(uint256(uint128(value)).toHexString(16)).slice(2));
    }
}
