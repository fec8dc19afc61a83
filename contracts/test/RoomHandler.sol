// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRoomRegistry} from "../src/IRoomRegistry.sol";
import {RoomRegistry} from "../src/RoomRegistry.sol";
import {RoomCalls} from "./RoomCalls.sol";
import {Wallet} from "./Wallet.sol";

/// People who do to a registry whatever they can think of, allowed or not. The handler keeps a model of
/// each room that follows from the rules alone, and knows of each call whether it has to succeed.
contract RoomHandler is RoomCalls {
    /// A room as it has to be.
    struct Model {
        IRoomRegistry.Status status;
        uint32 writes;
        uint8 policy;
        bytes32 keyCommitment;
        string title;
    }

    address private constant OWNER = address(0x0777e7);
    uint256 private constant PEOPLE = 3;

    /// Two hosts with a key each, and a wallet that the third key signs for.
    address[] private _hosts;
    address[2] private _relayers = [address(0x7e1a7e7), address(0x7e1a7e8)];
    mapping(address account => bool) private _isRelayer;
    bool private _isPaused;

    bytes32[] private _ids;
    mapping(bytes32 roomId => Model) private _models;
    /// Signed calls that succeeded: none ever may again.
    bytes[] private _spent;

    constructor() RoomCalls(OWNER) {
        _hosts = [vm.addr(1), vm.addr(2), address(new Wallet(vm.addr(3)))];
    }

    // --- What happens ---

    function create(uint256 host, uint96 salt, uint256 sender, uint8 dice, bytes32 keyCommitment) external {
        uint8 policy = _policy(dice);
        bytes32 roomId = _newId(host, salt);
        bytes memory call =
            abi.encodeCall(RoomRegistry.createRoom, (roomId, SESSION, keyCommitment, policy, _title(policy)));
        address by = _someone(sender, roomId);
        bool isAllowed = by == REGISTRY.hostOf(roomId) && _canBeCreated(roomId, policy, keyCommitment);
        if (_send(by, call, isAllowed)) _modelCreation(roomId, policy, keyCommitment);
    }

    function createBySig(uint256 host, uint96 salt, uint256 seed, uint8 dice, bytes32 keyCommitment)
        external
    {
        bytes32 roomId = _newId(host, salt);
        uint256 signer = _signer(seed, roomId);
        uint8 policy = _policy(dice);
        uint256 deadline = block.timestamp + 60;
        bytes32 change = creation(roomId, SESSION, keyCommitment, policy, _title(policy), deadline);
        bytes memory call = abi.encodeCall(
            RoomRegistry.createRoomBySig,
            (roomId, SESSION, keyCommitment, policy, _title(policy), deadline, _sign(signer, change))
        );
        bool isAllowed =
            _hosts[signer] == REGISTRY.hostOf(roomId) && _canBeCreated(roomId, policy, keyCommitment);
        if (!_send(_someone(seed, roomId), call, isAllowed)) return;
        _spent.push(call);
        _modelCreation(roomId, policy, keyCommitment);
    }

    function write(uint256 room, uint8 kind, uint256 sender, uint8 dice, bytes32 keyCommitment) external {
        uint8 policy = _policy(dice);
        bytes32 roomId = _someRoom(room);
        Change change = Change(kind % 4);
        address by = _someone(sender, roomId);
        bool isAllowed =
            _mayWrite(by, roomId, change, policy) && _isPossible(roomId, change, policy, keyCommitment);
        bytes memory call = _call(roomId, change, policy, keyCommitment);
        if (_send(by, call, isAllowed)) _modelChange(roomId, change, policy, keyCommitment);
    }

    /// A quarter of the signatures is for the version before.
    function writeBySig(uint256 room, uint8 kind, uint256 seed, uint8 dice, bytes32 keyCommitment) external {
        bytes32 roomId = _someRoom(room);
        Change change = Change(kind % 4);
        uint32 version = _models[roomId].writes;
        if (dice >= 192 && version > 0) version -= 1;
        uint256 signer = _signer(seed, roomId);
        bool isAllowed = version == _models[roomId].writes && _hosts[signer] == REGISTRY.hostOf(roomId)
            && _isPossible(roomId, change, _policy(dice), keyCommitment);
        bytes memory call = _callBySig(roomId, change, _policy(dice), keyCommitment, version, signer);
        if (!_send(_someone(seed, roomId), call, isAllowed)) return;
        _spent.push(call);
        _modelChange(roomId, change, _policy(dice), keyCommitment);
    }

    function replay(uint256 which, uint256 sender) external {
        if (_spent.length > 0) _send(_someone(sender, 0), _spent[which % _spent.length], false);
    }

    function setRelayer(uint256 which, bool allowed) external {
        address relayer = _relayers[which % _relayers.length];
        vm.prank(OWNER);
        REGISTRY.setRelayer(relayer, allowed);
        _isRelayer[relayer] = allowed;
    }

    /// Once in four times it is paused, else too little would happen.
    function setPaused(uint8 dice) external {
        bool isPaused = dice % 4 == 0;
        if (isPaused == _isPaused) return;
        vm.prank(OWNER);
        if (isPaused) REGISTRY.pause();
        else REGISTRY.unpause();
        _isPaused = isPaused;
    }

    function wait(uint16 seconds_) external {
        vm.warp(block.timestamp + seconds_);
    }

    // --- What the invariants ask ---

    function roomCount() external view returns (uint256) {
        return _ids.length;
    }

    function roomAt(uint256 index) external view returns (bytes32 roomId, Model memory model) {
        return (_ids[index], _models[_ids[index]]);
    }

    // --- The rules ---

    function _canBeCreated(bytes32 roomId, uint8 policy, bytes32 keyCommitment) private view returns (bool) {
        bool isNew = _models[roomId].status == IRoomRegistry.Status.None;
        return isNew && !_isPaused && keyCommitment != 0 && policy & 0x7f <= 2;
    }

    function _mayWrite(address by, bytes32 roomId, Change change, uint8 policy) private view returns (bool) {
        if (by == REGISTRY.hostOf(roomId)) return true;
        bool staysOpen = change != Change.Update || policy >= 0x80;
        return _isRelayer[by] && _models[roomId].policy >= 0x80 && staysOpen;
    }

    function _isPossible(bytes32 roomId, Change change, uint8 policy, bytes32 keyCommitment)
        private
        view
        returns (bool)
    {
        IRoomRegistry.Status status = _models[roomId].status;
        if (status != IRoomRegistry.Status.Created && status != IRoomRegistry.Status.Live) return false;
        if (change == Change.Update) return !_isPaused && policy & 0x7f <= 2;
        if (change == Change.RotateKey) return !_isPaused && keyCommitment != 0;
        return change == Change.End || status == IRoomRegistry.Status.Created;
    }

    function _modelCreation(bytes32 roomId, uint8 policy, bytes32 keyCommitment) private {
        _ids.push(roomId);
        _models[roomId] = Model(IRoomRegistry.Status.Created, 1, policy, keyCommitment, _title(policy));
    }

    function _modelChange(bytes32 roomId, Change change, uint8 policy, bytes32 keyCommitment) private {
        Model storage model = _models[roomId];
        model.writes += 1;
        if (change == Change.Update) (model.policy, model.title) = (policy, _title(policy));
        if (change == Change.GoLive) model.status = IRoomRegistry.Status.Live;
        if (change == Change.RotateKey) model.keyCommitment = keyCommitment;
        if (change == Change.End) (model.status, model.keyCommitment) = (IRoomRegistry.Status.Ended, 0);
    }

    // --- Who and what ---

    function _send(address by, bytes memory call, bool isAllowed) private returns (bool done) {
        vm.prank(by);
        (done,) = address(REGISTRY).call(call);
        vm.assertEq(done, isAllowed, "the rules say otherwise");
    }

    /// Often the host itself, else hosts, relayers, the owner, or somebody from the street.
    function _someone(uint256 seed, bytes32 roomId) private view returns (address) {
        if (seed % 2 == 0) return REGISTRY.hostOf(roomId);
        address[7] memory people =
            [_hosts[0], _hosts[1], _hosts[2], _relayers[0], _relayers[1], OWNER, address(0x57a4e7)];
        return people[seed % people.length];
    }

    /// Whose key signs: half the time the host's.
    function _signer(uint256 seed, bytes32 roomId) private view returns (uint256 index) {
        index = seed % PEOPLE;
        if (seed % 2 == 0) while (_hosts[index] != REGISTRY.hostOf(roomId)) index = (index + 1) % PEOPLE;
    }

    /// Mostly one with a meaning.
    function _policy(uint8 dice) private pure returns (uint8) {
        uint8[8] memory policies = [0, 1, 2, 0x80, 0x81, 0x82, 0x80, 0x83];
        return policies[dice % 8];
    }

    /// Few enough that some are tried twice.
    function _newId(uint256 host, uint96 salt) private view returns (bytes32) {
        return bytes32(abi.encodePacked(_hosts[host % PEOPLE], salt % 16));
    }

    /// One of those there are, or one that nobody created.
    function _someRoom(uint256 seed) private view returns (bytes32) {
        uint256 index = seed % (_ids.length + 1);
        return
            index < _ids.length ? _ids[index] : bytes32(abi.encodePacked(_hosts[seed % PEOPLE], uint96(99)));
    }
}
