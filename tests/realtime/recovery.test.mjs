// The stock client's own recovery after a lost line: it notices nothing but the line.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { upTo } from "../lib/chat.mjs";
import { within } from "../lib/chat-inbox.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { newUser } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];

/** Loses the line, does something meanwhile, and connects again. */
async function awayWhile({ socket }, act) {
  const down = new Promise((done) => socket.once("disconnect", done));
  const up = new Promise((done) => socket.once("connect", done));
  socket.io.reconnection(false); // nobody is quicker than what happens meanwhile
  socket.io.engine.close();
  await within(down, "disconnection");
  await act();
  socket.connect();
  await within(up, "connection");
}

const TRANSPORTS = [
  ["default transports", {}],
  ["WebSocket only", { transports: ["websocket"] }],
  ["polling only", { transports: ["polling"] }],
];

describe("a recovery", { concurrency: true }, () => {
  for (const [what, options] of TRANSPORTS) {
    test(`with ${what} brings what was missed, nothing twice`, async () => {
      const room = await newRoom(url, owner);
      const talker = await room.join(owner);
      const stock = await room.joinSocketIo(user, options);
      let count = 0;
      const talk = async () => {
        for (const _ of upTo(5)) await talker.say(`message ${++count}`);
      };
      await talk();
      for (const _ of [1, 2, 3]) {
        await stock.untilSeq(count);
        await awayWhile(stock, talk);
        assert.equal(stock.socket.recovered, true);
      }
      await talk();
      await stock.untilSeq(count);
      assert.deepEqual(stock.messages, await room.history());
      assert.deepEqual(stock.seqs, upTo(count));
      assert.equal((await stock.say("and may speak")).seq, count + 1);
    });
  }

  test("works before a single message was heard", async () => {
    const room = await newRoom(url, owner);
    const [stock, talker] = [await room.joinSocketIo(user), await room.join(owner)];
    await awayWhile(stock, () => talker.say("missed"));
    assert.equal(stock.socket.recovered, true);
    await stock.untilSeq(1);
    assert.deepEqual(stock.seqs, [1]);
  });

  test("tells of what was deleted meanwhile", async () => {
    const room = await newRoom(url, owner);
    const [stock, talker] = [await room.joinSocketIo(user), await room.join(owner)];
    await talker.say("regretted");
    await stock.untilSeq(1);
    await awayWhile(stock, () => room.remove(1));
    assert.equal(stock.socket.recovered, true);
    assert.equal((await stock.next("message_deleted")).seq, 1);
  });

  test("keeps what was said while the line was down, once", async () => {
    const room = await newRoom(url, owner);
    const stock = await room.joinSocketIo(user);
    let answer;
    await awayWhile(stock, () => {
      answer = stock.say("from the tunnel", "one");
    });
    assert.equal((await answer).seq, 1);
    assert.equal((await stock.say("from the tunnel", "one")).seq, 1);
    await stock.untilSeq(1);
    assert.deepEqual(stock.seqs, [1]);
  });

  test("is none when more was missed than the room gives at once", async () => {
    const room = await newRoom(url, owner);
    const [stock, talker] = [await room.joinSocketIo(user), await room.join(owner)];
    await talker.say("heard");
    await stock.untilSeq(1);
    await awayWhile(stock, async () => {
      for (const _ of upTo(6)) await Promise.all(upTo(200).map((number) => talker.say(`missed ${number}`)));
    });
    assert.equal(stock.socket.recovered, false);
    const { gap } = await stock.next("welcome");
    assert.deepEqual(gap, { after: 1, before: 202 });
    await stock.untilSeq(1201);
    assert.equal(new Set(stock.seqs).size, stock.seqs.length);
  });

  test("is refused to a token that does not count any more", async () => {
    const room = await newRoom(url, owner);
    const stock = await room.joinSocketIo(user);
    const refused = new Promise((done) => stock.socket.once("connect_error", done));
    stock.socket.auth = { token: "garbage" };
    stock.socket.io.engine.close();
    assert.equal((await refused).data.code, "token_invalid");
  });

  test("of somebody else is none", async () => {
    const room = await newRoom(url, owner);
    const [stock, talker] = [await room.joinSocketIo(user), await room.join(owner)];
    await talker.say("heard");
    await stock.untilSeq(1);
    stock.socket.auth = { token: (await newUser(url)).token };
    await awayWhile(stock, () => talker.say("missed"));
    const { you } = await stock.next("welcome");
    assert.notEqual(you.userId, user.id);
  });
});
