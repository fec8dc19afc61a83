// What went on over time: noted each minute by the clock, and by the rooms.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sayMany } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker(TALKATIVE);
const admin = await newAdmin(url);
const clock = () => expect(send(`${url}/cdn-cgi/local/scheduled`, "GET"), 200);
const activity = async (query = "") => (await expect(admin.get(`/ops/activity${query}`), 200)).items;
const sum = (items, name) => items.reduce((sum, item) => sum + item[name], 0);
const most = (items, name) => Math.max(...items.map((item) => item[name]));

describe("activity", () => {
  test("is for admins", async () => {
    for (const who of [await newUser(url), await newGuest(url)]) {
      await expectProblem(who.get("/ops/activity"), 403);
    }
    await expectProblem(send(`${url}/ops/activity`, "GET"), 401);
  });

  test("has a point a minute: who was live, how many watched, how much was said", async () => {
    const owner = await newUser(url);
    const room = await newRoom(url, owner);
    await expect(mediaServer(url).nginx("publish", room.stream.streamKey, 1), 302);
    const visitor = await room.join(owner);
    await sayMany(visitor, 30);
    await visitor.say("twice", "one");
    await visitor.say("twice", "one");
    await eventually(async () => {
      await clock();
      const items = await activity();
      assert.deepEqual([most(items, "liveStreams"), most(items, "viewers")], [1, 1]);
      assert.equal(sum(items, "messages"), 31);
    });
    await expect(owner.put(`/streams/${room.stream.id}`, { status: "ended" }), 200);
    await room.remove(1);
    await eventually(async () => {
      await clock();
      assert.deepEqual((await activity()).at(-1).liveStreams, 0);
    });
    const items = await activity();
    assert.equal(sum(items, "messages"), 31);
    for (const { at } of items) assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);
    assert.deepEqual(
      items.map(({ at }) => at),
      items.map(({ at }) => at).sort(),
    );
    const hours = await activity("?step=hour");
    assert.equal(sum(hours, "messages"), 31);
    assert.ok(hours.every(({ at }) => at.endsWith(":00:00.000Z")));
  });

  test("is asked for by a span of at most 1500 steps", async () => {
    for (const [query, fields] of [
      ["step=second", ["step"]],
      ["from=yesterday", ["from"]],
      ["from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", ["to"]],
      ["from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z", ["from"]],
    ]) {
      await expectProblem(admin.get(`/ops/activity?${query}`), 422, fields);
    }
    assert.deepEqual(await activity("?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"), []);
  });
});
