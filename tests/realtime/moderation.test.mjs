// Deleting, and who keeps order.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sayMany } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { everyItem } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe("a deleted message", { concurrency: true }, () => {
  test("is told to everybody inside, and its text is gone", async () => {
    const room = await newRoom(url, owner);
    const inside = [await room.join(user), await room.joinSocketIo(user), await room.join(owner)];
    await sayMany(inside[0], 3);
    await room.remove(2);
    for (const visitor of inside) {
      const { seq, by } = await visitor.next("message_deleted");
      assert.deepEqual([seq, by], [2, owner.id]);
    }
    const [, gone] = await room.history(user);
    assert.deepEqual([gone.seq, gone.userId, gone.message, gone.deleted], [2, user.id, "", true]);
    const { welcome } = await room.join(user);
    assert.deepEqual(welcome.history, await room.history());
    assert.ok(!JSON.stringify(welcome).includes("message 2"));
  });

  test("stays deleted when it is deleted, or sent, again", async () => {
    const room = await newRoom(url, owner);
    const visitor = await room.join(user);
    await visitor.say("regretted", "one");
    await room.remove(1);
    await room.remove(1);
    assert.equal((await visitor.say("regretted", "one")).seq, 1);
    const [{ deleted, message }] = await room.history();
    assert.deepEqual([deleted, message], [true, ""]);
    const { items } = await expect(owner.get(`${room.path}/audit`), 200);
    assert.equal(items.length, 1);
  });

  test("must be there", async () => {
    const room = await newRoom(url, owner);
    await sayMany(await room.join(user), 1);
    for (const seq of [0, 2, 99]) await expectProblem(owner.delete(`${room.path}/${seq}`), 404);
    await expectProblem(owner.delete("/streams/987654321/chat/1"), 404);
  });
});

describe("keeping order", { concurrency: true }, () => {
  /** Every call, as somebody makes it about somebody. */
  const calls = (path, { id }) => [
    ["DELETE", `${path}/1`],
    ["POST", `${path}/bans`, { userId: id, seconds: 1 }],
    ["GET", `${path}/bans`],
    ["DELETE", `${path}/bans/${id}`],
    ["GET", `${path}/settings`],
    ["PUT", `${path}/settings`, { linksAllowed: true }],
    ["GET", `${path}/audit`],
    ["GET", `${path}/moderators`],
    ["GET", `${path}/export`],
  ];
  const APPOINTING = (path, { id }) => [
    ["PUT", `${path}/moderators/${id}`],
    ["DELETE", `${path}/moderators/${id}`],
  ];

  test("is for owner, moderators and admins", async () => {
    const [moderator, victim] = [await newUser(url), await newUser(url)];
    for (const who of [owner, moderator, await newAdmin(url)]) {
      const room = await newRoom(url, owner);
      await room.makeModerator(moderator);
      await sayMany(await room.join(victim), 1);
      for (const [method, path, json] of calls(room.path, victim)) {
        const { status, text } = await who.call(method, path, { json });
        assert.ok(status >= 200 && status < 300, `${method} ${path} ${status} ${text}`);
      }
    }
  });

  test("is for nobody else", async () => {
    const room = await newRoom(url, owner);
    await sayMany(await room.join(user), 1);
    const elsewhere = await newUser(url);
    await (await newRoom(url, owner)).makeModerator(elsewhere);
    for (const [method, path, json] of [...calls(room.path, owner), ...APPOINTING(room.path, user)]) {
      for (const who of [user, elsewhere, await newGuest(url)]) {
        await expectProblem(who.call(method, path, { json }), 403);
      }
      await expectProblem(client(url).call(method, path, { json }), 401);
    }
    assert.equal((await room.history())[0].deleted, undefined);
  });

  test("does not let moderators appoint others, or turn on those above them", async () => {
    const room = await newRoom(url, owner);
    const [moderator, colleague] = [await newUser(url), await newUser(url)];
    for (const person of [moderator, colleague]) await room.makeModerator(person);
    for (const [method, path] of [...APPOINTING(room.path, user), ...APPOINTING(room.path, colleague)]) {
      await expectProblem(moderator.call(method, path), 403);
    }
    await expectProblem(moderator.post(`${room.path}/bans`, { userId: colleague.id }), 403);
    await expectProblem(moderator.post(`${room.path}/bans`, { userId: owner.id }), 409);
    await expectProblem(owner.post(`${room.path}/bans`, { userId: owner.id }), 409);
    await room.ban(colleague);
  });
});

describe("moderators", { concurrency: true }, () => {
  test("are appointed and dismissed by the owner and admins, and listed", async () => {
    const room = await newRoom(url, owner);
    const [first, second, admin] = [await newUser(url), await newUser(url), await newAdmin(url)];
    await room.makeModerator(first);
    await room.makeModerator(first);
    await expect(admin.put(`${room.path}/moderators/${second.id}`), 204);
    const listed = await everyItem(owner, `${room.path}/moderators`);
    const found = listed.map(({ createdAt, ...rest }) => rest).sort((a, b) => a.userId - b.userId);
    const entry = (person, by) => ({
      userId: person.id,
      username: person.username,
      by: by.id,
      byUsername: by.username,
    });
    assert.deepEqual(found, [entry(first, owner), entry(second, admin)]);
    for (const { createdAt } of listed) assert.match(createdAt, TIME);
    await expect(owner.delete(`${room.path}/moderators/${first.id}`), 204);
    assert.equal((await everyItem(owner, `${room.path}/moderators`)).length, 1);
    await expectProblem(first.delete(`${room.path}/1`), 403);
  });

  test("may act at once, on sockets that are there already", async () => {
    const room = await newRoom(url, owner);
    const person = await newUser(url);
    const visitor = await room.join(person);
    await room.set({ slowModeSeconds: 600 });
    assert.equal((await visitor.say("one")).ok, true);
    assert.equal((await visitor.say("two")).code, "slow_mode");
    await room.makeModerator(person);
    assert.equal((await visitor.say("two")).ok, true);
    assert.equal((await room.join(person)).welcome.you.isModerator, true);
    await room.remove(1, person);
  });
});

test("every act is kept, the newest first, and says whose it was", async () => {
  const room = await newRoom(url, owner);
  const [moderator, victim] = [await newUser(url), await newUser(url)];
  await sayMany(await room.join(victim), 1);
  await room.makeModerator(moderator);
  await room.remove(1, moderator);
  await expect(moderator.post(`${room.path}/bans`, { userId: victim.id, reason: "too loud" }), 201);
  await expect(owner.delete(`${room.path}/bans/${victim.id}`), 204);
  await room.set({ slowModeSeconds: 5 });
  await expect(owner.delete(`${room.path}/moderators/${moderator.id}`), 204);
  const acts = await everyItem(owner, `${room.path}/audit`, 2);
  assert.deepEqual(
    acts.map(({ by, byUsername, username }) => [by, byUsername, username]),
    [
      [owner, moderator],
      [owner, null],
      [owner, victim],
      [moderator, victim],
      [moderator, victim],
      [owner, moderator],
    ].map(([by, who]) => [by.id, by.username, who?.username ?? null]),
  );
  assert.deepEqual(acts.map((act) => act.act).reverse(), [
    "moderator_added",
    "message_deleted",
    "banned",
    "unbanned",
    "settings_changed",
    "moderator_removed",
  ]);
  assert.deepEqual(Object.keys(acts[3]).sort(), [
    "act",
    "by",
    "byUsername",
    "createdAt",
    "detail",
    "target",
    "username",
  ]);
  assert.equal(acts[3].target, victim.id);
  const times = acts.map((act) => act.createdAt);
  assert.deepEqual(times, times.toSorted().reverse());
  assert.ok(JSON.stringify(acts[3]).includes("too loud"));
  assert.ok(!JSON.stringify(acts).includes("message 1"));
});
