// What a request left half-made at Stream, and what Stream could not be told to remove, goes when the clock comes by.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { d1File, withDatabase } from "../lib/state.mjs";
import { openRooms } from "./room-house.mjs";

const rooms = await openRooms();
const { house } = rooms;
const owner = await rooms.owner();
const CREATE = { method: "POST", path: "/stream/live_inputs$" };
let kept;
let removed;

before(async () => {
  kept = await rooms.create(owner);
  removed = await rooms.create(owner);
  await house.fault({ kind: "cut", ...CREATE });
  await expectProblem(owner.post("/api/create", {}), 503);
  await house.fault({ kind: "error", status: 500, times: 3, method: "DELETE" });
  await expect(owner.delete(`/streams/${removed.streamId}`), 204);
  await house.newInput({ meta: { name: "somebody else's" } });
  assert.equal((await rooms.inputs()).length, 4);
  // What is young may be a request's that still runs.
  await rooms.meanwhile((folder) =>
    withDatabase(d1File(folder), (d1) =>
      d1.exec("update stream_debris set since = '2026-01-01T00:00:00.000Z'"),
    ),
  );
});

test("only what nobody has is removed", async () => {
  await eventually(async () => {
    await rooms.sweep();
    const left = (await rooms.inputs()).map(({ uid, meta }) => (meta.liveroom ? uid : meta.name));
    assert.deepEqual(left.sort(), [kept.SessionID, "somebody else's"].sort());
  });
  assert.equal((await expect(rooms.livestream(kept.SessionID), 200)).status, "waiting");
});
