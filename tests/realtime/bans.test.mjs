// Bans: with an end and without, of people who are inside and of people who come later.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DOORS, upTo } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { everyItem } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const listed = async (room) => (await everyItem(owner, `${room.path}/bans`)).map((ban) => ban.userId);

for (const [how, join] of DOORS) {
  describe(`somebody who is banned, ${how}`, { concurrency: true }, () => {
    test("says no more by any socket, hears the others, and may speak again afterwards", async () => {
      const room = await newRoom(url, owner);
      const user = await newUser(url);
      const [visitor, tab] = [await join(url, room.stream, user), await room.joinSocketIo(user)];
      assert.equal((await visitor.say("hello")).ok, true);
      await room.ban(user);
      const later = await join(url, room.stream, user);
      for (const socket of [visitor, tab, later]) assert.equal((await socket.say("hey")).code, "banned");
      await (await room.join(owner)).say("for everybody");
      for (const socket of [visitor, tab, later]) await socket.untilSeq(2);
      await expect(owner.delete(`${room.path}/bans/${user.id}`), 204);
      for (const socket of [visitor, tab, later]) assert.equal((await socket.say("thanks")).ok, true);
    });

    test("for some time may speak when it is over", async () => {
      const room = await newRoom(url, owner);
      const user = await newUser(url);
      const visitor = await join(url, room.stream, user);
      await room.ban(user, { seconds: 2 });
      const { code, retryAfter } = await visitor.say("hey");
      assert.equal(code, "banned");
      assert.ok(Number.isInteger(retryAfter) && retryAfter >= 1 && retryAfter <= 2, `${retryAfter}`);
      await eventually(async () => assert.equal((await visitor.say("over")).ok, true));
      await eventually(async () => assert.deepEqual(await listed(room), []));
    });
  });
}

describe("a ban", { concurrency: true }, () => {
  test("says who, why, until when, by whom and since when", async () => {
    const room = await newRoom(url, owner);
    const [user, admin] = [await newUser(url), await newAdmin(url)];
    const { createdAt, ...forever } = await room.ban(user, { reason: "too loud" });
    assert.ok(Date.parse(createdAt));
    assert.deepEqual(forever, {
      userId: user.id,
      username: user.username,
      reason: "too loud",
      until: null,
      by: owner.id,
      byUsername: owner.username,
    });
    const short = await expect(admin.post(`${room.path}/bans`, { userId: user.id, seconds: 60 }), 201);
    assert.deepEqual([short.by, short.byUsername], [admin.id, admin.username]);
    const length = Date.parse(short.until) - Date.parse(short.createdAt);
    assert.ok(Math.abs(length - 60_000) < 1000, `${length}`);
    assert.deepEqual((await expect(owner.get(`${room.path}/bans`), 200)).items, [short]);
  });

  test("counts in its own room only", async () => {
    const [here, there] = [await newRoom(url, owner), await newRoom(url, owner)];
    const user = await newUser(url);
    await here.ban(user);
    assert.equal((await (await there.join(user)).say("hello")).ok, true);
  });

  test("reaches guests, who have an id too", async () => {
    const room = await newRoom(url, owner);
    await room.set({ guestsMayChat: true });
    const visitor = await room.join(await newGuest(url));
    const { username } = await room.ban({ id: visitor.welcome.you.userId });
    assert.equal(username, null);
    assert.equal((await visitor.say("hello")).code, "banned");
  });

  test("is lifted once", async () => {
    const room = await newRoom(url, owner);
    const user = await newUser(url);
    await room.ban(user);
    await expect(owner.delete(`${room.path}/bans/${user.id}`), 204);
    await expectProblem(owner.delete(`${room.path}/bans/${user.id}`), 404);
  });

  test("leaves a moderator no rights", async () => {
    const room = await newRoom(url, owner);
    const moderator = await newUser(url);
    await room.makeModerator(moderator);
    const visitor = await room.join(moderator);
    await room.ban(moderator);
    assert.equal((await visitor.say("hey")).code, "banned");
  });

  test("is one of a list that comes in pages", async () => {
    const room = await newRoom(url, owner);
    const people = upTo(7).map((number) => ({ id: 1_000_000 + number }));
    for (const person of people) await room.ban(person);
    const bans = await everyItem(owner, `${room.path}/bans`, 3);
    const ids = bans.map((ban) => ban.userId);
    assert.deepEqual(
      ids.toSorted((a, b) => a - b),
      people.map((person) => person.id),
    );
    // None of them has an account; whoever banned them has.
    for (const ban of bans) assert.deepEqual([ban.username, ban.byUsername], [null, owner.username]);
  });

  for (const [json, fields] of [
    [{}, ["userId"]],
    [{ userId: "x" }, ["userId"]],
    [{ userId: null }, ["userId"]],
    [{ userId: 5, seconds: 0 }, ["seconds"]],
    [{ userId: 5, seconds: -1 }, ["seconds"]],
    [{ userId: 5, seconds: "60" }, ["seconds"]],
    [{ userId: 5, reason: 5 }, ["reason"]],
    [{ userId: 5, reason: "x".repeat(5001) }, ["reason"]],
  ]) {
    test(`is refused with ${JSON.stringify(json).slice(0, 60)}`, async () => {
      const room = await newRoom(url, owner);
      await expectProblem(owner.post(`${room.path}/bans`, json), 422, fields);
      assert.deepEqual(await listed(room), []);
    });
  }
});
