// The settings of a room, over HTTP and as those inside hear of them.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newRoom } from "../lib/chat-room.mjs";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];

const ALL = {
  slowModeSeconds: 7,
  guestsMayChat: true,
  linksAllowed: false,
  blockedWords: ["one", "Zwei"],
  minAccountAgeSeconds: 60,
};
const NAMES = Object.keys(ALL).sort();

describe("the settings", { concurrency: true }, () => {
  test("have all their members from the beginning, and keep what is written", async () => {
    const room = await newRoom(url, owner);
    const path = `${room.path}/settings`;
    assert.deepEqual(Object.keys(await expect(owner.get(path), 200)).sort(), NAMES);
    assert.deepEqual(await room.set(ALL), ALL);
    assert.deepEqual(await expect(owner.get(path), 200), ALL);
  });

  test("change where something is given and stay elsewhere", async () => {
    const room = await newRoom(url, owner);
    await room.set(ALL);
    assert.deepEqual(await room.set({ slowModeSeconds: 0 }), { ...ALL, slowModeSeconds: 0 });
    assert.deepEqual(await room.set({ unknown: 5 }), { ...ALL, slowModeSeconds: 0 });
  });

  test("are told to everybody inside, without the words", async () => {
    const room = await newRoom(url, owner);
    const inside = [await room.join(user), await room.joinSocketIo(user), await room.join(owner)];
    await room.set(ALL);
    const { blockedWords, ...shown } = ALL;
    for (const visitor of inside) {
      const { type, offset, ...told } = await visitor.next("settings");
      assert.deepEqual(told, shown);
      assert.ok(!JSON.stringify(visitor.frames).includes(blockedWords[1]));
    }
    assert.deepEqual((await room.join(user)).welcome.settings, shown);
  });

  for (const [fields, bad] of [
    [{ slowModeSeconds: -1 }, ["slowModeSeconds"]],
    [{ slowModeSeconds: "5" }, ["slowModeSeconds"]],
    [{ slowModeSeconds: 1.5 }, ["slowModeSeconds"]],
    [{ slowModeSeconds: 1e12 }, ["slowModeSeconds"]],
    [{ guestsMayChat: "yes" }, ["guestsMayChat"]],
    [{ linksAllowed: 1 }, ["linksAllowed"]],
    [{ blockedWords: "spam" }, ["blockedWords"]],
    [{ blockedWords: [5] }, ["blockedWords"]],
    [{ blockedWords: [""] }, ["blockedWords"]],
    [{ blockedWords: Array.from({ length: 1_000 }, (_, at) => `word${at}`) }, ["blockedWords"]],
    [{ minAccountAgeSeconds: -5 }, ["minAccountAgeSeconds"]],
  ]) {
    test(`are refused with ${JSON.stringify(fields).slice(0, 60)}`, async () => {
      const room = await newRoom(url, owner);
      await room.set(ALL);
      await expectProblem(owner.put(`${room.path}/settings`, { linksAllowed: true, ...fields }), 422, bad);
      assert.deepEqual(await expect(owner.get(`${room.path}/settings`), 200), ALL);
    });
  }

  test("that are bad are named all at once", async () => {
    const room = await newRoom(url, owner);
    const fields = { minAccountAgeSeconds: true, slowModeSeconds: -1 };
    const reply = await owner.put(`${room.path}/settings`, fields);
    const body = await expect(reply, 422);
    assert.deepEqual(body.errors.map((error) => error.field).sort(), [
      "minAccountAgeSeconds",
      "slowModeSeconds",
    ]);
  });

  test("belong to those who keep order", async () => {
    const room = await newRoom(url, owner);
    const moderator = await newUser(url);
    await room.makeModerator(moderator);
    for (const who of [moderator, await newAdmin(url)]) {
      await expect(who.put(`${room.path}/settings`, { slowModeSeconds: 3 }), 200);
      await expect(who.get(`${room.path}/settings`), 200);
    }
    for (const who of [user, await newGuest(url)]) {
      await expectProblem(who.put(`${room.path}/settings`, { slowModeSeconds: 0 }), 403);
      await expectProblem(who.get(`${room.path}/settings`), 403);
    }
    await expectProblem(client(url).put(`${room.path}/settings`, {}), 401);
    await expectProblem(owner.put("/streams/987654321/chat/settings", {}), 404);
  });
});
