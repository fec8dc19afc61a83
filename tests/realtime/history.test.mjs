// What was said, over HTTP.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { sayMany, upTo } from "../lib/chat.mjs";
import { linesOf } from "../lib/chat-log.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { everyItem } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user, guest] = [await newUser(url), await newUser(url), await newGuest(url)];
const range = (from, to) => upTo(to).slice(from - 1);
const seqsOf = (items) => items.map((message) => message.seq);

let room;
before(async () => {
  room = await newRoom(url, owner);
  await sayMany(await room.join(user), 25);
});
const page = (query) => expect(guest.get(`${room.path}?${query}`), 200);

/** The numbers on each page, one after the other. */
async function pages(query) {
  const found = [];
  let { items, nextCursor } = await page(query);
  found.push(seqsOf(items));
  while (nextCursor !== null) {
    ({ items, nextCursor } = await page(`${query}&cursor=${encodeURIComponent(nextCursor)}`));
    found.push(seqsOf(items));
  }
  return found;
}

describe("the history", { concurrency: true }, () => {
  for (const [query, expected] of [
    ["limit=10", [range(16, 25), range(6, 15), range(1, 5)]],
    ["limit=100", [range(1, 25)]],
    ["limit=10&before=12", [range(2, 11), [1]]],
    ["limit=10&after=0", [range(1, 10), range(11, 20), range(21, 25)]],
    ["limit=10&after=14", [range(15, 24), [25]]],
    ["limit=2&after=5&before=9", [[6, 7], [8]]],
    ["limit=10&after=5&before=6", [[]]],
    ["limit=10&after=25", [[]]],
    ["limit=10&after=999", [[]]],
    ["limit=10&before=1", [[]]],
    ["limit=10&before=999", [range(16, 25), range(6, 15), range(1, 5)]],
  ]) {
    test(`with ${query} comes in these pages, each in order`, async () => {
      assert.deepEqual(await pages(query), expected);
    });
  }

  test("has 20 on a page when nothing else is said", async () => {
    assert.deepEqual(seqsOf((await page("")).items), range(6, 25));
  });

  test("of a room where nothing was said is empty", async () => {
    const empty = await newRoom(url, owner);
    for (const query of ["", "?after=0", "?before=5"]) {
      assert.deepEqual(await expect(guest.get(empty.path + query), 200), { items: [], nextCursor: null });
    }
  });

  test("is stable, both ways, while more is said", async () => {
    const growing = await newRoom(url, owner);
    const talker = await growing.join(user);
    await sayMany(talker, 10);
    const get = (query) => expect(guest.get(`${growing.path}?limit=4&${query}`), 200);
    const [newest, oldest] = [await get(""), await get("after=0")];
    await sayMany(talker, 3);
    const down = await get(`cursor=${encodeURIComponent(newest.nextCursor)}`);
    const up = await get(`after=0&cursor=${encodeURIComponent(oldest.nextCursor)}`);
    assert.deepEqual(
      [newest, oldest, down, up].map(({ items }) => seqsOf(items)),
      [range(7, 10), range(1, 4), range(3, 6), range(5, 8)],
    );
    assert.deepEqual(seqsOf(await everyItem(guest, `${growing.path}?after=0`, 5)), range(1, 13));
  });

  for (const [query, fields] of [
    ["before=x", ["before"]],
    ["before=-1", ["before"]],
    ["after=-1", ["after"]],
    ["after=1.5", ["after"]],
    ["after=", ["after"]],
    ["limit=0", ["limit"]],
    ["limit=101", ["limit"]],
    ["cursor=x", ["cursor"]],
    ["limit=x&cursor=x", ["limit", "cursor"]],
  ]) {
    test(`is refused with ${query}`, async () => {
      await expectProblem(guest.get(`${room.path}?${query}`), 422, fields);
    });
  }

  test("needs a token, and a stream", async () => {
    await expectProblem(client(url).get(room.path), 401);
    await expectProblem(guest.get("/streams/987654321/chat"), 404);
  });
});

describe("the export", { concurrency: true }, () => {
  test("is every message, one a line, for those who keep order", async () => {
    const moderator = await newUser(url);
    await room.makeModerator(moderator);
    for (const who of [owner, moderator, await newAdmin(url)]) {
      const reply = await who.get(`${room.path}/export`);
      assert.equal(reply.status, 200);
      assert.match(reply.headers.get("content-type"), /^application\/x-ndjson/);
      assert.deepEqual(linesOf(reply.text), await room.history());
    }
    for (const who of [user, guest]) await expectProblem(who.get(`${room.path}/export`), 403);
  });

  test("of a long log is all of it, without deleted text", async () => {
    const long = await newRoom(url, owner);
    const talker = await long.join(user);
    for (const _ of upTo(12)) await Promise.all(upTo(200).map((number) => talker.say(`message ${number}`)));
    await talker.say("regretted");
    await long.remove(2401);
    const { text } = await owner.get(`${long.path}/export`);
    const lines = linesOf(text);
    assert.deepEqual(seqsOf(lines), upTo(2401));
    assert.deepEqual([lines.at(-1).message, lines.at(-1).deleted], ["", true]);
  });

  test("of an empty room has no lines", async () => {
    const empty = await newRoom(url, owner);
    const { status, text } = await owner.get(`${empty.path}/export`);
    assert.deepEqual([status, text], [200, ""]);
  });
});
