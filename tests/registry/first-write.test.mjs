// The first thing that a sender hears of its account is false: it begins too high, and fills what is missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, sleep } from "../lib/eventually.mjs";
import { MANNERS, startProxy } from "../lib/node-proxy.mjs";
import { newUser } from "../lib/people.mjs";
import { roomStreams } from "../lib/room-streams.mjs";
import { startRegister } from "../lib/rooms.mjs";
import { ownWorker } from "../lib/worker.mjs";

const register = await startRegister();
const node = await startProxy(register.chain.url);
const { url, logs } = await ownWorker(register.settings([node.url]));
const owner = await newUser(url);
const { onAir, confirmed } = roomStreams(
  () => url,
  () => owner,
);

test("nonces that were left out are filled with transfers of nothing, and what waits for them goes on", async () => {
  node.manner = MANNERS.boastful;
  const stream = await onAir();
  await eventually(async () => assert.match(logs(), /"nonce":3/));
  await sleep(500);
  assert.equal(await register.count(), 0);
  node.manner = MANNERS.honest;
  const { roomId } = await confirmed(stream);
  await register.eventuallyIs(roomId, "live");
  assert.deepEqual(await register.events(roomId), { created: 1, live: 1 });
  await eventually(async () => {
    assert.equal(await register.count("latest"), 5); // three that were missing, and two of the room
    assert.equal(await register.count("pending"), 5);
  });
});
