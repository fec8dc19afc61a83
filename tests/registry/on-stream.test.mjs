// A room on Cloudflare Stream is a room on the chain, from its making on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { ROOM_ID, startRegister } from "../lib/rooms.mjs";
import { openRooms } from "../stream/room-house.mjs";

const register = await startRegister();
const rooms = await openRooms({ vars: register.settings() });
const owner = await rooms.owner();

/** The room as the chain has it, once it stands so. */
const standing = (roomId, status) =>
  eventually(async () => {
    const room = await register.room(roomId);
    assert.equal(room.status, status);
    return room;
  });

test("a room is registered when it is made, goes live with its broadcast and ends with it", async () => {
  const { roomId, SessionID, StreamKey, streamId } = await rooms.create(owner, { title: "On the chain" });
  assert.match(roomId, ROOM_ID);
  const created = await standing(roomId, "created");
  assert.deepEqual([created.sessionId, created.title], [SessionID, "On the chain"]);
  assert.ok(!JSON.stringify(created).includes(StreamKey));

  await rooms.act({ SessionID }, "connect");
  await standing(roomId, "live");
  const seen = await eventually(async () => {
    const room = await expect(rooms.anyone.get(`/api/rooms/${roomId}`), 200);
    assert.equal(room.status, "live");
    return room;
  });
  assert.equal(seen.streamId, streamId);

  await expect(owner.post("/api/end", { sessionId: SessionID }), 200);
  await standing(roomId, "ended");
});

test("a room that never was on air ends with its session, too", async () => {
  const { roomId, SessionID } = await rooms.create(owner);
  await standing(roomId, "created");
  await expect(owner.post("/api/end", { sessionId: SessionID }), 200);
  await standing(roomId, "ended");
});
