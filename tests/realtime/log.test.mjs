// The log: rows in the database, filled from the rooms, and an archive when a broadcast is over.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sayMany, upTo } from "../lib/chat.mjs";
import { archiveOf, loggedIn } from "../lib/chat-log.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { look } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url, stateDir } = await ownWorker({ ...TALKATIVE, RECONNECT_WINDOW_MS: "500" });
const [owner, user] = [await newUser(url), await newUser(url)];
const server = mediaServer(url);
const publish = ({ streamKey }) => expect(server.nginx("publish", streamKey, 1), 302);
const end = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);

/** A row as the history has it. */
const asMessage = ({ streamId, seq, userId, username, role, message, timestamp, clientId, deleted }) => ({
  streamId,
  seq,
  userId: String(userId),
  username,
  role,
  message,
  at: typeof timestamp === "number" ? timestamp : Date.parse(timestamp),
  clientId: clientId ?? undefined,
  deleted: Boolean(deleted),
});
const sameAs = async (room) => {
  const [rows, history] = [await loggedIn(stateDir, room.stream), await room.history()];
  assert.deepEqual(rows.map(asMessage), history.map(asMessage));
};

describe("the table", { concurrency: true }, () => {
  test("has every message once, whoever said it and by whichever door", async () => {
    const room = await newRoom(url, owner);
    await room.set({ guestsMayChat: true });
    const visitors = [
      await room.join(owner),
      await room.joinSocketIo(user),
      await room.join(await newGuest(url)),
    ];
    await Promise.all(
      visitors.flatMap((visitor) => upTo(60).map((number) => visitor.say(`message ${number}`))),
    );
    await eventually(async () => assert.equal((await loggedIn(stateDir, room.stream)).length, 180));
    await sameAs(room);
  });

  test("has a message once that was sent twice", async () => {
    const room = await newRoom(url, owner);
    const visitor = await room.join(user);
    for (const _ of [1, 2, 3]) await visitor.say("once", "one");
    await visitor.say("last");
    await eventually(() => sameAs(room));
    assert.equal((await loggedIn(stateDir, room.stream)).length, 2);
  });

  test("loses the text of a deleted message, and keeps that there was one", async () => {
    const room = await newRoom(url, owner);
    const visitor = await room.join(user);
    await sayMany(visitor, 3);
    await eventually(() => sameAs(room));
    await room.remove(2);
    await eventually(() => sameAs(room));
    const row = (await loggedIn(stateDir, room.stream))[1];
    assert.deepEqual([row.message, Boolean(row.deleted)], ["", true]);
    await visitor.say("gone before it was written");
    await room.remove(4);
    await eventually(() => sameAs(room));
  });
});

describe("the archive", { concurrency: true }, () => {
  test("has what was said during the broadcast, and loses what is deleted later", async () => {
    const room = await newRoom(url, owner);
    const visitor = await room.join(user);
    await sayMany(visitor, 2);
    await publish(room.stream);
    const { startTime } = await look(owner, room.stream);
    await sayMany(visitor, 5);
    await room.remove(4);
    await end(room.stream);
    const archived = async () => {
      const lines = await archiveOf(stateDir, room.stream, startTime);
      const during = lines.filter((line) => line.seq > 2);
      assert.deepEqual(during, (await room.history()).slice(2));
    };
    await eventually(archived);
    await room.remove(6);
    await eventually(archived);
  });

  test("is one of each broadcast", async () => {
    const room = await newRoom(url, owner);
    const visitor = await room.join(user);
    const broadcast = async () => {
      await publish(room.stream);
      const { startTime } = await look(owner, room.stream);
      const { seq } = await visitor.say(`since ${startTime}`);
      await end(room.stream);
      return { startTime, seq };
    };
    const broadcasts = [await broadcast(), await broadcast()];
    for (const { startTime, seq } of broadcasts) {
      await eventually(async () => {
        const lines = await archiveOf(stateDir, room.stream, startTime);
        assert.ok(lines.some((line) => line.seq === seq && line.message === `since ${startTime}`));
      });
    }
  });
});
