// How many people are in a room, and what they hear of the stream itself.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DOORS, joinChat, joinSocketIo, roomUrl, upTo } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { upgrade } from "../lib/raw-websocket.mjs";
import { look } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];
const server = mediaServer(url);
const publish = ({ streamKey }) => expect(server.nginx("publish", streamKey, 1), 302);
const done = ({ streamKey }) => expect(server.nginx("done", streamKey, 1), 200);

/** Waits until the last that somebody heard is so many. */
const untilSees = (visitor, count) =>
  visitor.until(`presence ${count}`, () => {
    const told = visitor.frames.filter(({ type }) => type === "presence" || type === "welcome");
    return told.at(-1)?.viewers === count;
  });

describe("the number of people", { concurrency: true }, () => {
  test("counts somebody with three tabs once, until the last is closed", async () => {
    const room = await newRoom(url, owner);
    const watcher = await room.join(owner);
    const tabs = [await room.join(user), await room.joinSocketIo(user), await room.join(user)];
    await untilSees(watcher, 2);
    const guest = await room.join(await newGuest(url));
    await untilSees(watcher, 3);
    for (const tab of tabs.slice(0, 2)) await tab.leave();
    await guest.leave();
    await untilSees(watcher, 2);
    await tabs[2].leave();
    await untilSees(watcher, 1);
    assert.ok(watcher.frames.every(({ viewers }) => viewers === undefined || viewers <= 3));
  });

  test("is told to both doors", async () => {
    const room = await newRoom(url, owner);
    const inside = [];
    for (const [, join] of DOORS) inside.push(await join(url, room.stream, await newUser(url)));
    for (const visitor of inside) await untilSees(visitor, 2);
  });

  test("is told at most once a second, however many come and go", async () => {
    const room = await newRoom(url, owner);
    const watcher = await room.join(owner);
    const since = Date.now();
    const guests = await Promise.all(upTo(30).map(() => newGuest(url)));
    const crowd = await Promise.all(
      guests.map((guest, at) => (at % 2 ? joinChat : joinSocketIo)(url, room.stream, guest)),
    );
    await untilSees(watcher, 31);
    await Promise.all(crowd.map((visitor) => visitor.leave()));
    await untilSees(watcher, 1);
    const seconds = (Date.now() - since) / 1000;
    const told = watcher.frames.filter(({ type }) => type === "presence").length;
    assert.ok(told <= seconds + 2, `${told} in ${seconds} s`);
  });

  test("forgets a socket that was cut off", async () => {
    const room = await newRoom(url, owner);
    const watcher = await room.join(owner);
    const cut = await upgrade(roomUrl(url, room.stream, { token: user.token }));
    await untilSees(watcher, 2);
    cut.destroy();
    await untilSees(watcher, 1);
  });

  test("is the stream's number of viewers while it is live, and its peak stays", async () => {
    const room = await newRoom(url, owner);
    await publish(room.stream);
    const crowd = [await room.join(owner), await room.join(user), await room.visitor()];
    const figures = async () => {
      const { viewerCount, peakViewerCount } = await look(user, room.stream);
      return [viewerCount, peakViewerCount];
    };
    await eventually(async () => assert.deepEqual(await figures(), [3, 3]));
    await crowd[1].leave();
    await crowd[2].leave();
    await eventually(async () => assert.deepEqual(await figures(), [1, 3]));
    await done(room.stream);
    await eventually(async () => assert.equal((await look(user, room.stream)).status, "ended"));
    assert.equal((await figures())[1], 3);
  });
});

describe("a stream", { concurrency: true }, () => {
  for (const [how, join] of DOORS) {
    test(`that goes live and ends tells so to those who came ${how}`, async () => {
      const { stream } = await newRoom(url, owner);
      const visitor = await join(url, stream, user);
      assert.equal(visitor.welcome.status, "ended");
      await publish(stream);
      assert.equal((await visitor.next("stream")).status, "live");
      assert.equal((await join(url, stream, user)).welcome.status, "live");
      await done(stream);
      await visitor.next("stream", ({ status }) => status === "ended");
      assert.equal((await join(url, stream, user)).welcome.status, "ended");
    });

    test(`that its owner ends tells so to those who came ${how}`, async () => {
      const { stream } = await newRoom(url, owner);
      await publish(stream);
      const visitor = await join(url, stream, user);
      await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
      assert.equal((await visitor.next("stream")).status, "ended");
      assert.equal((await visitor.say("good night")).ok, true);
    });
  }

  test("that is deleted closes its room", async () => {
    const { stream, ...room } = await newRoom(url, owner);
    const [plain, stock] = [await room.join(user), await room.joinSocketIo(user, { reconnection: false })];
    await plain.say("last words");
    await expect(owner.delete(`/streams/${stream.id}`), 204);
    assert.equal((await plain.closed()).code, 4404);
    await eventually(async () => assert.ok(!stock.socket.connected));
    assert.equal((await upgrade(roomUrl(url, stream, { token: user.token }))).status, 404);
    for (const path of ["", "/settings", "/export"]) await expectProblem(owner.get(room.path + path), 404);
  });
});
