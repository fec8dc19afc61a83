// Who was away gets what was missed: all of it, in order, once.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DOORS, sayMany, upTo } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { expect } from "../lib/client.mjs";
import { newUser } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];
const range = (from, to) => upTo(to).slice(from - 1);

/** A room in which so much was said. */
async function roomWith(count) {
  const room = await newRoom(url, owner);
  const talker = await room.join(owner);
  const numbers = upTo(count);
  while (numbers.length > 0) {
    await Promise.all(numbers.splice(0, 200).map((number) => talker.say(`message ${number}`)));
  }
  return { room, talker };
}

for (const [how, join] of DOORS) {
  describe(`coming back ${how}`, { concurrency: true }, () => {
    for (const [what, after, missed] of [
      ["having heard nothing", 0, [1, 2, 3, 4, 5]],
      ["having heard some", 3, [4, 5]],
      ["having heard all", 5, []],
      ["having heard of more than there is", 999, []],
    ]) {
      test(`${what} brings what was missed, and then what is new`, async () => {
        const { room, talker } = await roomWith(5);
        const visitor = await join(url, room.stream, user, { after });
        assert.deepEqual([visitor.welcome.seq, visitor.welcome.history], [5, []]);
        assert.equal(visitor.welcome.gap, undefined);
        await talker.say("new");
        await visitor.untilSeq(6);
        assert.deepEqual(visitor.seqs, [...missed, 6]);
        assert.deepEqual(visitor.messages, (await room.history()).slice(-missed.length - 1));
      });
    }

    test("to an empty room brings nothing", async () => {
      const room = await newRoom(url, owner);
      const visitor = await join(url, room.stream, user, { after: 0 });
      assert.deepEqual([visitor.welcome.seq, visitor.welcome.history], [0, []]);
      await visitor.say("first");
      await visitor.untilSeq(1);
      assert.deepEqual(visitor.seqs, [1]);
    });

    test("while others talk neither doubles nor loses anything", async () => {
      const { room, talker } = await roomWith(100);
      const talking = Promise.all(upTo(200).map((number) => talker.say(`more ${number}`)));
      const visitors = await Promise.all(
        [0, 10, 50, 90].map((after) => join(url, room.stream, user, { after })),
      );
      await talking;
      for (const [at, after] of [0, 10, 50, 90].entries()) {
        await visitors[at].untilSeq(300);
        assert.deepEqual(visitors[at].seqs, range(after + 1, 300));
      }
    });

    test("tells of what was deleted meanwhile", async () => {
      const { room } = await roomWith(4);
      await room.remove(2);
      await room.remove(4);
      const late = await join(url, room.stream, user, { after: 3 });
      await late.untilSeq(4);
      assert.deepEqual(
        late.messages.map(({ seq, message, deleted }) => [seq, message, deleted]),
        [[4, "", true]],
      );
      const { seq, by } = await late.next("message_deleted");
      assert.deepEqual([seq, by], [2, owner.id]);
    });

    test("after a gap that is too large gives the newest 1,000 and says where the rest is", async () => {
      const { room } = await roomWith(1050);
      const visitor = await join(url, room.stream, user, { after: 10 });
      const { gap } = visitor.welcome;
      assert.deepEqual(gap, { after: 10, before: 51 });
      await visitor.untilSeq(1050);
      assert.deepEqual(visitor.seqs, range(51, 1050));
      const rest = await expect(
        user.get(`${room.path}?after=${gap.after}&before=${gap.before}&limit=100`),
        200,
      );
      assert.deepEqual(
        rest.items.map((message) => message.seq),
        range(11, 50),
      );
    });
  });
}

test("somebody who is new gets the newest 50", async () => {
  const { room, talker } = await roomWith(0);
  await sayMany(talker, 60);
  for (const [, join] of DOORS) {
    const { welcome } = await join(url, room.stream, user);
    assert.equal(welcome.seq, 60);
    assert.deepEqual(welcome.history, (await room.history()).slice(-50));
  }
});
