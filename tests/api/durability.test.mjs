// What was answered is true, whatever happens to the Worker right afterwards: it is killed, and starts again on the
// same state.

import assert from "node:assert/strict";
import { after, before as beforeAll, describe, test } from "node:test";
import { client, expect } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { events, everyItem, newStream, state } from "../lib/streams.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const WINDOW_MS = 3_000;
const AWAY_MS = WINDOW_MS + 6_000; // longer than any alarm is late by itself

const { folder, remove } = temporaryFolder();
let worker;
const startAgain = async () => {
  worker = await start({ RECONNECT_WINDOW_MS: String(WINDOW_MS) }, { stateDir: folder });
};
await startAgain();
after(() => worker.stop().finally(remove));

// Everybody keeps their token; only the address changes.
const { token, id: userId } = await newUser(worker.url);
const owner = {
  get: (path) => client(worker.url, token).get(path),
  post: (path, json) => client(worker.url, token).post(path, json),
  put: (path, json) => client(worker.url, token).put(path, json),
};
const says = (call, name, id, status = 200) => expect(mediaServer(worker.url).nginx(call, name, id), status);
const publish = ({ streamKey }, id = 1) => says("publish", streamKey, id, 302);
const done = ({ streamKey }, id = 1) => says("done", streamKey, id);
const endByOwner = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);

const newBroadcast = async () => {
  const stream = await newStream(owner);
  await publish(stream);
  return stream;
};
/** By the index alone: nobody asks the rooms. */
const listedLive = async () =>
  (await everyItem(owner, `/streams?status=live&userId=${userId}`)).map((stream) => stream.id).sort();
const ids = (...streams) => streams.map((stream) => stream.id).sort();

describe("a crash right after some answers", () => {
  let running, gone, ended, fresh, before;
  const repeated = () =>
    expect(mediaServer(worker.url).plain("on_play", running.name, { eventId: "e1" }), 200);

  beforeAll(async () => {
    [running, gone, ended] = [await newBroadcast(), await newBroadcast(), await newBroadcast()];
    fresh = await newStream(owner);
    before = await state(owner, running);
    await Promise.all([publish(fresh), done(gone), repeated(), endByOwner(ended)]);
    await worker.kill();
    await startAgain();
  });

  test("leaves what they said true in the lists, though nobody asks the rooms", async () => {
    await eventually(async () => assert.deepEqual(await listedLive(), ids(running, fresh)));
  });

  test("leaves it true in the rooms", async () => {
    for (const [stream, status] of [
      [fresh, "live"],
      [ended, "ended"],
      [gone, "ended"],
    ]) {
      assert.equal((await state(owner, stream)).status, status);
    }
    assert.deepEqual(await state(owner, running), { ...before, viewerCount: 1, peakViewerCount: 1 });
  });

  test("loses no event, and knows a repeated one", async () => {
    await repeated();
    assert.equal((await state(owner, running)).viewerCount, 1);
    await eventually(async () => {
      const verdicts = (await events(owner, running)).map((event) => event.verdict);
      assert.deepEqual(verdicts, ["started", "viewer_joined", "repeated"]);
      assert.equal((await events(owner, fresh)).length, 1);
    });
  });

  test("leaves accounts, sessions and keys", async () => {
    assert.equal((await expect(owner.get("/auth/me"), 200)).id, userId);
    assert.equal((await expect(owner.get(`/streams/${fresh.id}/key`), 200)).streamKey, fresh.streamKey);
    for (const stream of [running, fresh]) await endByOwner(stream);
  });
});

describe("an outage longer than the reconnect window", () => {
  let back, away, running, live, still, left;

  beforeAll(async () => {
    [back, away, running] = [await newBroadcast(), await newBroadcast(), await newBroadcast()];
    [live, still] = [await state(owner, back), await state(owner, running)];
    await Promise.all([done(back), done(away)]);
    left = new Date().toISOString();
    await worker.kill();
    await sleep(AWAY_MS);
    await startAgain();
  });

  test("lets an encoder come back that left before it", async () => {
    await publish(back, 2);
    assert.deepEqual(await state(owner, back), live);
  });

  test("ends a broadcast whose encoder does not come back, at the time it left", async () => {
    await eventually(async () => assert.deepEqual(await listedLive(), ids(back, running)));
    const { status, startTime, endTime } = await state(owner, away);
    assert.equal(status, "ended");
    assert.ok(endTime >= startTime && endTime <= left, endTime);
  });

  test("changes nothing for an encoder that never left", async () => {
    assert.deepEqual(await state(owner, running), still);
  });
});
