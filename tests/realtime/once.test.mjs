// A message that is sent again is the same message; and all see the same ones in the same order.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DOORS, joinChat, joinSocketIo, upTo } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { logIn, newUser } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];

const same = (answer, other) =>
  assert.deepEqual([answer.ok, answer.seq, answer.timestamp], [true, other.seq, other.timestamp]);

describe("the same id from the same person", { concurrency: true }, () => {
  for (const [how, join] of DOORS) {
    test(`is stored once and acknowledged with the same number ${how}`, async () => {
      const room = await newRoom(url, owner);
      const talker = await join(url, room.stream, user);
      const first = await talker.say("once", "one");
      same(await talker.say("once", "one"), first);
      same(await talker.say("changed", "one"), first);
      assert.equal((await talker.say("next")).seq, 2);
      await talker.untilSeq(2);
      assert.deepEqual(talker.seqs, [1, 2]);
      assert.deepEqual(
        (await room.history()).map((message) => message.message),
        ["once", "next"],
      );
    });
  }

  test("counts across reconnections, doors, tabs and sessions", async () => {
    const room = await newRoom(url, owner);
    const before = await room.join(user);
    const first = await before.say("once", "one");
    await before.leave();
    const [again, tab] = [await room.join(user), await room.joinSocketIo(user)];
    const elsewhere = await room.join(await logIn(url, user));
    for (const visitor of [again, tab, elsewhere]) same(await visitor.say("once", "one"), first);
    assert.equal((await room.history()).length, 1);
  });

  test("at once, from several sockets, is stored once", async () => {
    const room = await newRoom(url, owner);
    const visitors = await Promise.all([1, 2, 3].map(() => room.join(user)));
    visitors.push(await room.joinSocketIo(user));
    const answers = await Promise.all(visitors.map((visitor) => visitor.say("once", "one")));
    for (const answer of answers) same(answer, answers[0]);
    assert.equal((await room.history()).length, 1);
  });
});

describe("the same id", { concurrency: true }, () => {
  test("from somebody else is another message", async () => {
    const room = await newRoom(url, owner);
    const [a, b] = [await room.join(user), await room.join(owner)];
    assert.equal((await a.say("mine", "one")).seq, 1);
    assert.equal((await b.say("mine too", "one")).seq, 2);
  });

  test("in another room is another message", async () => {
    for (const room of [await newRoom(url, owner), await newRoom(url, owner)]) {
      assert.equal((await (await room.join(user)).say("here", "one")).seq, 1);
    }
  });

  test("after a refusal is a message", async () => {
    const visitor = await (await newRoom(url, owner)).join(user);
    assert.equal((await visitor.say("", "one")).ok, false);
    assert.equal((await visitor.say("better", "one")).seq, 1);
  });
});

describe("the order", { concurrency: true }, () => {
  test("is the same for everybody, without a gap, while all talk at once", async () => {
    const room = await newRoom(url, owner);
    const people = await Promise.all(upTo(6).map(() => newUser(url)));
    const doors = [
      joinChat,
      joinSocketIo,
      (...all) => joinSocketIo(...all, { transports: ["websocket"] }),
      (...all) => joinSocketIo(...all, { transports: ["polling"] }),
      (...all) => joinSocketIo(...all, { batch: true }),
      joinChat,
    ];
    const visitors = await Promise.all(people.map((person, at) => doors[at](url, room.stream, person)));
    const answers = await Promise.all(
      visitors.flatMap((visitor) => upTo(25).map((number) => visitor.say(`message ${number}`))),
    );
    const numbers = answers.map((answer) => answer.seq).sort((a, b) => a - b);
    assert.deepEqual(numbers, upTo(150));
    const history = await room.history();
    for (const visitor of visitors) {
      await visitor.untilSeq(150);
      assert.deepEqual(visitor.messages, history);
    }
  });

  test("of one person's messages is the one in which they were sent", async () => {
    const room = await newRoom(url, owner);
    for (const [, join] of DOORS) {
      const visitor = await join(url, room.stream, user);
      const answers = await Promise.all(upTo(50).map((number) => visitor.say(`${number}`)));
      const seqs = answers.map((answer) => answer.seq);
      assert.deepEqual(
        seqs,
        seqs.toSorted((a, b) => a - b),
      );
    }
  });

  test("has times that never go back", async () => {
    const room = await newRoom(url, owner);
    const visitor = await room.join(user);
    await Promise.all(upTo(30).map((number) => visitor.say(`${number}`)));
    const times = (await room.history()).map((message) => message.timestamp);
    assert.deepEqual(times, times.toSorted());
  });
});
