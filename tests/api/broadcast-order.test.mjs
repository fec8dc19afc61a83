// Events that come doubled, replayed and in any order.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { random, seed, shuffled } from "../lib/random.mjs";
import { events, look, newStream, state } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const server = mediaServer(url);

const SESSIONS = 4;
const ROUNDS = 8;
const SESSION_MS = 5_000;

/**
 * What a media server has to tell of some publishing sessions of the last minute, one after the other.
 *
 * @param {boolean} isOver whether the last session ended too
 */
function story(isOver) {
  const began = Date.now() - 60_000;
  const at = (ms) => new Date(began + ms).toISOString();
  const told = [];
  for (let index = 0; index < SESSIONS; index++) {
    const clientId = `c${index}`;
    const [from, to] = [index * SESSION_MS, index * SESSION_MS + 3_000];
    told.push({ event: "on_publish", clientId, eventId: `${clientId}-begin`, timestamp: at(from) });
    told.push({ event: "on_done", clientId, eventId: `${clientId}-end`, timestamp: at(to) });
  }
  return isOver ? told : told.slice(0, -1);
}

/** Tells each event two or three times, in any order; answers the verdicts by event id. */
async function tell(stream, told, next) {
  const copies = told.flatMap((event) => Array(next() < 0.3 ? 3 : 2).fill(event));
  const verdicts = new Map();
  for (const { event, ...more } of shuffled(copies, next)) {
    const { verdict } = await expect(server.plain(event, stream.streamKey, more), 200);
    verdicts.set(more.eventId, [...(verdicts.get(more.eventId) ?? []), verdict]);
  }
  return verdicts;
}

describe("events in any order", { concurrency: true }, () => {
  for (const [what, isOver, status] of [
    ["a last session that ended leave the stream ended", true, "ended"],
    ["a last session that runs leave the stream live", false, "live"],
  ]) {
    test(`about ${what}`, async (t) => {
      const base = seed();
      for (let round = 0; round < ROUNDS; round++) {
        t.diagnostic(`TEST_SEED=${base + round}`);
        const stream = await newStream(owner);
        const told = story(isOver);
        const verdicts = await tell(stream, told, random(base + round));
        for (const [id, given] of verdicts) {
          assert.equal(new Set(given).size, 1, `${id}: ${given}: a repetition gets the first answer again`);
        }
        const seen = await eventually(async () => {
          const seen = await look(owner, stream);
          assert.equal(seen.status, status);
          return seen;
        });
        const times = told.map((event) => event.timestamp);
        assert.ok(seen.startTime === null || times.includes(seen.startTime), seen.startTime);
        if (isOver) {
          assert.ok(seen.endTime === null || times.includes(seen.endTime), seen.endTime);
        } else {
          assert.equal(seen.endTime, null);
          await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
        }
      }
    });
  }

  test("are all kept, repetitions as such", async () => {
    const stream = await newStream(owner);
    const told = story(true);
    for (const { event, ...more } of [...told, ...told]) {
      await expect(server.plain(event, stream.streamKey, more), 200);
    }
    await eventually(async () => {
      const log = await events(owner, stream);
      const repeated = log.filter((event) => event.verdict === "repeated");
      assert.deepEqual([log.length, repeated.length], [2 * told.length, told.length]);
    });
  });
});

describe("an event with an id", { concurrency: true }, () => {
  const plain = (event, name, more) => expect(server.plain(event, name, more), 200);

  test("counts once, however often it comes at the same time", async () => {
    const stream = await newStream(owner);
    await plain("on_publish", stream.streamKey, { eventId: "b" });
    const plays = Array.from({ length: 25 }, () => plain("on_play", stream.name, { eventId: "p" }));
    const verdicts = (await Promise.all(plays)).map((reply) => reply.verdict);
    assert.equal(new Set(verdicts).size, 1);
    assert.equal((await look(owner, stream)).viewerCount, 1);
    await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
  });

  test("is another stream's under the same id", async () => {
    const streams = [await newStream(owner), await newStream(owner)];
    for (const { streamKey } of streams) await plain("on_publish", streamKey, { eventId: "same" });
    for (const stream of streams) {
      assert.equal((await look(owner, stream)).status, "live");
      await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
    }
  });

  test("that is repeated after the end of the broadcast does not bring it back", async () => {
    const stream = await newStream(owner);
    await plain("on_publish", stream.streamKey, { eventId: "begin", clientId: "a" });
    await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
    const ended = await state(owner, stream);
    await plain("on_publish", stream.streamKey, { eventId: "begin", clientId: "a" });
    assert.deepEqual(await state(owner, stream), ended);
  });
});

describe("the end that overtook the beginning", () => {
  test("keeps an encoder out that is gone already, where connections have names of their own", async () => {
    const stream = await newStream(owner);
    await expect(server.srs("on_unpublish", stream.streamKey, "k1"), 200);
    assert.equal((await server.srs("on_publish", stream.streamKey, "k1")).status, 403);
    assert.equal((await look(owner, stream)).status, "ended");
    await expect(server.srs("on_publish", stream.streamKey, "k2"), 200);
    assert.equal((await look(owner, stream)).status, "live");
    await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
  });
});
