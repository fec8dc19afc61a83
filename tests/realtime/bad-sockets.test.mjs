// Sockets that hang: half a frame, half a request, nobody who reads. The others notice nothing.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { roomUrl, upTo } from "../lib/chat.mjs";
import { engineOf } from "../lib/chat-engine.mjs";
import { leaveAtEnd } from "../lib/chat-leaving.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { newUser } from "../lib/people.mjs";
import { frameOf, OPCODE, openRaw } from "../lib/raw-websocket.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];
const LONG = "x".repeat(500);
const WIDE = "🙂".repeat(500);

/** A talker and listeners by both doors, who hear all of so many messages. */
async function talk(room, count, { talker: person = owner, text = LONG } = {}) {
  const talker = await room.join(person);
  const listeners = [await room.join(user), await room.joinSocketIo(user, { transports: ["websocket"] })];
  const first = talker.welcome.seq + 1;
  for (let said = 0; said < count; said += 100) {
    await Promise.all(upTo(Math.min(100, count - said)).map(() => talker.say(text)));
  }
  const last = first + count - 1;
  for (const visitor of [talker, ...listeners]) {
    await visitor.untilSeq(last);
    assert.deepEqual(visitor.seqs, upTo(last).slice(first - 1));
  }
  await Promise.all([talker, ...listeners].map((visitor) => visitor.leave()));
}

const enter = (room) => openRaw(roomUrl(url, room.stream, { token: user.token }));

describe("the room goes on while somebody", { concurrency: true }, () => {
  test("never reads", async () => {
    const room = await newRoom(url, owner);
    const [deaf, other] = [await enter(room), await engineOf(url, room.stream).enterBySocket(user)];
    for (const socket of [deaf, other]) socket.pause();
    await talk(room, 3000);
    await talk(room, 100);
  });

  test("never reads, until that is too much: whoever it is is given up, and told so", async () => {
    const room = await newRoom(url, owner);
    const [deaf, silent, other] = [
      await enter(room),
      await enter(room),
      await engineOf(url, room.stream).enterBySocket(user),
    ];
    for (const socket of [deaf, other]) socket.pause();
    for (const talker of [owner, user]) await talk(room, 7000, { talker, text: WIDE });
    for (const socket of [deaf, other]) {
      socket.resume();
      assert.equal((await socket.dismissed()).code, 4408);
    }
    await silent.until("all of it", () => silent.texts().at(-1).includes('"seq":14000,'));
  });

  test("has not read for a while, and hears all of it or is told to come again", async () => {
    const room = await newRoom(url, owner);
    const slow = await enter(room);
    await slow.nextText();
    slow.pause();
    await talk(room, 1000);
    slow.resume();
    const heard = () =>
      slow.texts().flatMap((text) => {
        const frame = JSON.parse(text);
        return frame.type === "chat_message" ? [frame.seq] : (frame.messages ?? []).map(({ seq }) => seq);
      });
    const end = await Promise.any([
      slow.closed(),
      slow.until("all of it", () => slow.texts().at(-1).includes('"seq":1000,')),
    ]);
    if (end !== true) assert.equal(end.code, 4408);
    assert.deepEqual(heard(), upTo(heard().length));
  });

  test("sends half a frame, and then nothing", async () => {
    const room = await newRoom(url, owner);
    const [header, body] = [await enter(room), await enter(room)];
    header.sendBytes(frameOf(OPCODE.text, "").subarray(0, 1));
    body.sendBytes(frameOf(OPCODE.text, '{"type":"chat_', { announced: 50_000 }));
    await talk(room, 50);
  });

  test("asks for an upgrade with half a request", async () => {
    const room = await newRoom(url, owner);
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    leaveAtEnd(() => socket.destroy());
    socket.on("error", () => {});
    socket.write(`GET ${room.path}?token=${user.token} HTTP/1.1\r\nHost: ${hostname}\r\nUpgr`);
    await talk(room, 50);
  });

  test("is cut off in the middle of talking", async () => {
    const room = await newRoom(url, owner);
    for (const _ of upTo(10)) {
      const socket = await enter(room);
      for (const number of upTo(20))
        socket.send(JSON.stringify({ type: "chat_message", message: `${number}` }));
      socket.destroy();
    }
    const fresh = await room.join(owner);
    const { seq } = await fresh.say("and now?");
    const seqs = (await room.history()).map((message) => message.seq);
    assert.deepEqual(seqs.slice(0, seq), upTo(seq));
  });

  test("does not answer when the protocol asks for a sign of life", async () => {
    const room = await newRoom(url, owner);
    const mute = await enter(room);
    mute.isAnswering = false;
    await talk(room, 50);
  });
});
