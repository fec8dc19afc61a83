// What was answered is true, whatever happens to the Worker right afterwards: it is killed, and starts again on the
// same state.

import assert from "node:assert/strict";
import { after, test } from "node:test";
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

/** Tells several streams' hooks at once, and kills the Worker when the last is answered. */
async function killAfter(...hooks) {
  await Promise.all(hooks.map((hook) => hook()));
  await worker.kill();
}

test("what was accepted the moment before a crash is true after it, and reaches the lists", async () => {
  const [running, gone, ended] = [await newBroadcast(), await newBroadcast(), await newBroadcast()];
  const fresh = await newStream(owner);
  const before = await state(owner, running);
  await killAfter(
    () => publish(fresh),
    () => done(gone),
    () => says("play", running.name, 5),
    () => endByOwner(ended),
  );
  await startAgain();
  await eventually(async () => assert.deepEqual(await listedLive(), ids(running, fresh)));

  assert.deepEqual(await state(owner, running), { ...before, viewerCount: 1, peakViewerCount: 1 });
  for (const [stream, status] of [[fresh, "live"], [ended, "ended"], [gone, "ended"]]) {
    assert.equal((await state(owner, stream)).status, status);
  }
  const kept = await eventually(async () => {
    const kept = await events(owner, fresh);
    assert.equal(kept.length, 1);
    return kept;
  });
  assert.deepEqual([kept[0].event, kept[0].verdict], ["on_publish", "started"]);
  for (const stream of [running, fresh]) await endByOwner(stream);
});

test("an encoder that left before an outage may come back after it; one that does not has ended when it left", async () => {
  const [back, away, running] = [await newBroadcast(), await newBroadcast(), await newBroadcast()];
  const [live, still] = [await state(owner, back), await state(owner, running)];
  await killAfter(
    () => done(back),
    () => done(away),
  );
  const left = new Date().toISOString();
  await sleep(AWAY_MS);
  await startAgain();
  await publish(back, 2);
  assert.deepEqual(await state(owner, back), live);
  await eventually(async () => assert.deepEqual(await listedLive(), ids(back, running)));

  const { status, startTime, endTime } = await state(owner, away);
  assert.equal(status, "ended");
  assert.ok(endTime >= startTime && endTime <= left, endTime);
  assert.deepEqual(await state(owner, running), still);
});

test("a repeated event is known after a crash", async () => {
  const stream = await newStream(owner);
  const tell = () => expect(mediaServer(worker.url).plain("on_play", stream.name, { eventId: "e1" }), 200);
  await publish(stream);
  await killAfter(tell);
  await startAgain();
  await tell();
  assert.equal((await state(owner, stream)).viewerCount, 1);
});

test("accounts, sessions and keys outlive crashes", async () => {
  const stream = await newStream(owner);
  await worker.kill();
  await startAgain();
  assert.equal((await expect(owner.get("/auth/me"), 200)).id, userId);
  assert.equal((await expect(owner.get(`/streams/${stream.id}/key`), 200)).streamKey, stream.streamKey);
});
