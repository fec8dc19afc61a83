// Stream is slow, busy, broken or says something else than it was asked: what is answered, and what is left behind.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { openRooms } from "./room-house.mjs";

const rooms = await openRooms();
const owner = await rooms.owner();
const { house } = rooms;
const CREATE = { method: "POST", path: "/stream/live_inputs$" };
const calls = async (method, path) =>
  (await house.log()).filter((each) => each.method === method && path.test(each.path ?? "")).length;

afterEach(async () => {
  await send(`${house.url}/__faults`, "DELETE");
  await send(`${house.url}/__log`, "DELETE");
  // Whatever was shut is open again.
  await eventually(() => expect(owner.get("/streams?limit=1"), 200));
});

/** Waits until Stream is asked again. */
const untilBack = () =>
  eventually(async () => assert.equal((await rooms.anyone.get("/healthz")).body.status, "ok"));

test("who is told to come back soon does so by itself, also to make something", async () => {
  await house.fault({ kind: "rate_limited", retryAfterS: 1, ...CREATE });
  // The circuit is shut for that second: the call waits it out, or is answered with the second.
  const reply = await owner.post("/api/create", {});
  assert.ok([201, 503].includes(reply.status), reply.text);
  await untilBack();
});

test("who is told to come back later is answered at once, with when", async () => {
  await house.fault({ kind: "rate_limited", retryAfterS: 4, ...CREATE });
  const reply = await owner.post("/api/create", {});
  await expectProblem(reply, 503);
  assert.equal(reply.headers.get("retry-after"), "4");
  const second = await owner.post("/api/create", {});
  await expectProblem(second, 503);
  assert.ok(Number(second.headers.get("retry-after")) >= 1, "before that time was over");
  assert.equal(await calls("POST", /live_inputs$/), 1, "nobody asks meanwhile");
  await untilBack();
});

test("a broken answer to a question is asked again; what would make a second one is not", async () => {
  const room = await rooms.create(owner);
  await send(`${house.url}/__log`, "DELETE");
  await house.fault({ kind: "error", status: 500, times: 2, method: "GET", path: "/outputs$" });
  await expect(owner.get(`/streams/${room.streamId}/outputs`), 200);
  assert.equal(await calls("GET", /outputs$/), 3);
  await house.fault({ kind: "error", status: 500, ...CREATE });
  await expectProblem(owner.post("/api/create", {}), 503);
  assert.equal(await calls("POST", /live_inputs$/), 1);
});

test("a connection that ends without an answer is made again for what can be done twice", async () => {
  const room = await rooms.create(owner);
  for (const kind of ["refused", "cut"]) {
    await house.fault({ kind, method: "GET", path: "/outputs$" });
    await expect(owner.get(`/streams/${room.streamId}/outputs`), 200);
  }
});

test("half an answer to the making of a room leaves no live input behind", async () => {
  const before = (await rooms.inputs()).length;
  await house.fault({ kind: "cut", ...CREATE });
  await expectProblem(owner.post("/api/create", {}), 503);
  assert.equal((await rooms.inputs()).length, before + 1, "it was made");
  // The clock leaves what is younger than two minutes to the request that may be at it.
  await rooms.sweep();
  assert.equal((await rooms.inputs()).length, before + 1);
});

test("settings that Stream did not take are told to the owner", async () => {
  await house.fault({ kind: "wrong_echo", ...CREATE, result: { deleteRecordingAfterDays: null } });
  const room = await rooms.create(owner);
  assert.match(room.warnings[0], /deleteRecordingAfterDays.*asked for 45.*null/);
  const stream = await expect(owner.get(`/streams/${room.streamId}`), 200);
  assert.deepEqual(stream.warnings, room.warnings);
});

test("a deletion that Stream does not hear of is a deletion all the same", async () => {
  const room = await rooms.create(owner);
  await house.fault({ kind: "error", status: 500, times: 3, method: "DELETE" });
  await expect(owner.delete(`/streams/${room.streamId}`), 204);
  await expectProblem(owner.get(`/streams/${room.streamId}`), 404);
});

test("a slow Stream holds a request up for a while, and no longer", { timeout: 60_000 }, async () => {
  await house.fault({ kind: "slow", ms: 8_000, ...CREATE });
  await expectProblem(owner.post("/api/create", {}), 503);
  const [asked] = (await house.log()).filter(({ path }) => /live_inputs$/.test(path ?? ""));
  assert.deepEqual([asked.method, asked.status], ["POST", undefined], "Stream has not answered yet");
});

test("a Stream that is down is not asked again and again", { timeout: 60_000 }, async () => {
  await house.fault({ kind: "error", status: 503, times: 100, path: "/stream" });
  for (let time = 0; time < 3; time += 1) await expectProblem(owner.post("/api/create", {}), 503);
  const room = await owner.get("/streams?limit=1");
  assert.equal(room.status, 200, "the rest goes on");
  await owner.get("/healthz");
  const asked = await calls("POST", /live_inputs$/);
  const reply = await owner.post("/api/create", {});
  await expectProblem(reply, 503);
  assert.ok(Number(reply.headers.get("retry-after")) >= 1);
  assert.equal(await calls("POST", /live_inputs$/), asked);
  const health = await expect(rooms.anyone.get("/healthz"), 200);
  assert.deepEqual([health.status, health.checks.stream.status], ["degraded", "failing"]);
  await send(`${house.url}/__faults`, "DELETE");
  await sleep(5_000);
  await untilBack();
  await rooms.create(owner);
});
