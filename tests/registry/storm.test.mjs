// Two hundred broadcasts begin at once, from one account: no nonce is left out and none is used twice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { roomStreams } from "../lib/room-streams.mjs";
import { startRegister } from "../lib/rooms.mjs";
import { newStream } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const ROOMS = 200;
const LIMIT_MS = 120_000;

const register = await startRegister();
const { url } = await ownWorker(register.settings());
const owner = await newUser(url);
const { publish } = roomStreams(
  () => url,
  () => owner,
);

test("two hundred broadcasts are two hundred live rooms, with as many transactions as it takes", async () => {
  const streams = [];
  for (let count = 0; count < ROOMS; count++) streams.push(await newStream(owner, { title: `No. ${count}` }));
  const began = Date.now();
  await Promise.all(streams.map((stream) => publish(stream)));
  const deadline = Date.now() + LIMIT_MS;
  while ((await register.events()).live !== ROOMS && Date.now() < deadline) {
    await new Promise((done) => setTimeout(done, 500));
  }
  console.log(`${ROOMS} rooms in ${Date.now() - began} ms`);
  await eventually(async () => {
    assert.deepEqual(await register.events(), { created: ROOMS, live: ROOMS });
    assert.equal(await register.count("latest"), 2 * ROOMS);
    assert.equal(await register.count("pending"), 2 * ROOMS);
  });
  assert.equal(await register.roomCount(), ROOMS);
});
