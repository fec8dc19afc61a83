// Two doors, one room: plain JSON, and whatever the stock Socket.IO client does.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newRoom } from "../lib/chat-room.mjs";
import { expect } from "../lib/client.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];
const textsOf = (visitor) => visitor.messages.map((message) => message.message);
const transportOf = ({ socket }) => socket.io.engine.transport.name;

const WAYS = [
  ["with its default options", {}],
  ["with WebSocket only", { transports: ["websocket"] }],
  ["with polling only", { transports: ["polling"] }],
  ["with the stream in the query", { style: "query" }],
  ["with the stream in the query and WebSocket only", { style: "query", transports: ["websocket"] }],
  ["with the token in the query", { auth: {}, query: { token: user.token } }],
];

describe("the stock client", { concurrency: true }, () => {
  for (const [how, options] of WAYS) {
    test(`talks with the JSON door ${how}`, async () => {
      const room = await newRoom(url, owner);
      const [plain, stock] = [await room.join(owner), await room.joinSocketIo(user, options)];
      const said = [await stock.say("by Socket.IO"), await plain.say("by JSON")];
      assert.deepEqual(
        said.map(({ ok, seq }) => [ok, seq]),
        [
          [true, 1],
          [true, 2],
        ],
      );
      for (const visitor of [plain, stock]) {
        await visitor.untilSeq(2);
        assert.deepEqual(textsOf(visitor), ["by Socket.IO", "by JSON"]);
      }
      assert.deepEqual(plain.messages, stock.messages);
    });
  }

  test("begins with polling and goes over to a WebSocket, losing nothing on the way", async () => {
    const room = await newRoom(url, owner);
    const plain = await room.join(owner);
    const stock = await room.joinSocketIo(user);
    let count = 0;
    do {
      await plain.say(`message ${++count}`);
      await stock.say(`message ${++count}`);
    } while (transportOf(stock) !== "websocket" && count < 200);
    assert.equal(transportOf(stock), "websocket");
    await stock.untilSeq(count);
    assert.deepEqual(stock.seqs, plain.seqs);
    assert.deepEqual(new Set(stock.seqs).size, count);
  });

  test("stays with polling when told so", async () => {
    const room = await newRoom(url, owner);
    const stock = await room.joinSocketIo(user, { transports: ["polling"] });
    await stock.say("one");
    assert.equal(transportOf(stock), "polling");
  });

  test("that leaves is gone, by either transport", async () => {
    const room = await newRoom(url, owner);
    const watcher = await room.join(owner);
    for (const transports of [["polling"], ["websocket"]]) {
      const stock = await room.joinSocketIo(user, { transports });
      await watcher.next("presence", ({ viewers }) => viewers === 2);
      await stock.leave();
      await watcher.next("presence", ({ viewers }) => viewers === 1);
    }
  });
});

describe("an acknowledgement", { concurrency: true }, () => {
  const enter = async () => (await newRoom(url, owner)).joinSocketIo(user);

  test("comes to a callback, a promise or nobody, as was asked", async () => {
    const stock = await enter();
    const byCallback = new Promise((done) => stock.socket.emit("chat_message", { message: "a" }, done));
    const { ok, seq, timestamp } = await byCallback;
    assert.deepEqual([ok, seq], [true, 1]);
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal((await stock.socket.emitWithAck("chat_message", { message: "b" })).seq, 2);
    stock.socket.emit("chat_message", { message: "c" });
    await stock.untilSeq(3);
    assert.deepEqual(textsOf(stock), ["a", "b", "c"]);
  });

  test("answers a message that is a mere string", async () => {
    const stock = await enter();
    const { ok, seq } = await stock.socket.emitWithAck("chat_message", "only text");
    assert.deepEqual([ok, seq], [true, 1]);
    await stock.untilSeq(1);
    assert.deepEqual(textsOf(stock), ["only text"]);
  });

  test("says why a message is refused; without one an error says it", async () => {
    const stock = await enter();
    const { ok, code, detail } = await stock.say(" ");
    assert.deepEqual([ok, code, typeof detail], [false, "empty_message", "string"]);
    stock.socket.emit("chat_message", { message: "" });
    assert.equal((await stock.next("error")).code, "empty_message");
  });

  test("refuses an event that nobody knows", async () => {
    const stock = await enter();
    const { ok, code } = await stock.socket.emitWithAck("shout", { message: "x" });
    assert.deepEqual([ok, code], [false, "malformed"]);
    assert.equal((await stock.say("still here")).ok, true);
  });
});

describe("a welcome", { concurrency: true }, () => {
  test("says who one is, what is allowed and what was said, the same at both doors", async () => {
    const room = await newRoom(url, owner);
    await (await room.join(owner)).say("first");
    const settings = await expect(owner.get(`${room.path}/settings`), 200);
    const { blockedWords, ...shown } = settings;
    assert.deepEqual(blockedWords, []);
    for (const join of [room.join, room.joinSocketIo]) {
      const { welcome } = await join(user);
      const you = { userId: user.id, username: user.username, role: "user" };
      assert.deepEqual(welcome.you, { ...you, isModerator: false, isOwner: false });
      assert.deepEqual([welcome.streamId, welcome.seq, welcome.status], [room.stream.id, 1, "ended"]);
      assert.deepEqual(welcome.settings, shown);
      assert.deepEqual(welcome.history, await room.history());
      assert.equal(typeof welcome.viewers, "number");
      assert.equal(welcome.gap, undefined);
    }
  });

  test("knows the owner, and guests", async () => {
    const room = await newRoom(url, owner);
    const guest = await newGuest(url);
    assert.equal((await room.join(owner)).welcome.you.isOwner, true);
    const { you } = (await room.join(guest, { byHeader: true })).welcome;
    assert.equal(you.role, "guest");
    assert.match(you.userId, /^guest:/);
  });
});

describe("one door", { concurrency: true }, () => {
  test("answers a ping", async () => {
    const visitor = await (await newRoom(url, owner)).join(user);
    for (const _ of [1, 2]) {
      visitor.send({ type: "ping" });
      await visitor.next("pong");
    }
  });

  test("gives messages in batches to clients that ask for it, and singly to the others", async () => {
    const room = await newRoom(url, owner);
    const transports = ["websocket"];
    const [batch, single] = [
      await room.joinSocketIo(user, { batch: true, transports }),
      await room.joinSocketIo(user, { transports }),
    ];
    const talker = await room.join(owner);
    await Promise.all(Array.from({ length: 300 }, (_, at) => talker.say(`message ${at}`)));
    for (const visitor of [batch, single]) await visitor.untilSeq(300);
    assert.ok(batch.frames.some(({ type }) => type === "chat_messages"));
    assert.ok(!single.frames.some(({ type }) => type === "chat_messages"));
    assert.deepEqual(batch.messages, single.messages);
  });

  test("leads into one room only", async () => {
    const [here, there] = [await newRoom(url, owner), await newRoom(url, owner)];
    const [listener, talker] = [await there.joinSocketIo(user), await here.join(user)];
    await talker.say("here");
    await (await there.join(owner)).say("there");
    await listener.untilSeq(1);
    assert.deepEqual(textsOf(listener), ["there"]);
  });
});
