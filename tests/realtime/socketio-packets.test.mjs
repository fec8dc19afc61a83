// Socket.IO as its specification has it, inside an Engine.IO WebSocket.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { engineOf, eventIn, isEvent } from "../lib/chat-engine.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { newUser } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const user = await newUser(url);
const room = await newRoom(url);
const engine = engineOf(url, room.stream);
const opened = async () => {
  const socket = await engine.socket();
  await socket.nextText((text) => text.startsWith("0"));
  return socket;
};

describe("CONNECT", { concurrency: true }, () => {
  test("is answered with a session and the id for its recovery; the first event brings an offset", async () => {
    const socket = await opened();
    socket.send(`40${JSON.stringify({ token: user.token })}`);
    const { sid, pid } = JSON.parse((await socket.nextText()).slice(2));
    for (const id of [sid, pid]) assert.ok(typeof id === "string" && id.length > 0);
    const [, , offset] = eventIn(await socket.nextText(isEvent("welcome")));
    assert.match(offset, /^\d+$/);
  });

  test("names the default namespace, too", async () => {
    const socket = await opened();
    socket.send(`40/,${JSON.stringify({ token: user.token })}`);
    assert.match(await socket.nextText(), /^40(\/,)?\{"/);
  });

  for (const payload of ["", "{}"]) {
    test(`with ${payload || "nothing"} is refused for want of a token`, async () => {
      const socket = await opened();
      socket.send(`40${payload}`);
      const text = await socket.nextText();
      assert.equal(text.slice(0, 2), "44");
      const { message, data } = JSON.parse(text.slice(2));
      assert.deepEqual([typeof message, data.code], ["string", "token_missing"]);
    });
  }

  test("to an unknown namespace is refused, and the room goes on", async () => {
    const socket = await engine.enterBySocket(user);
    socket.send("40/random,");
    const text = await socket.nextText((packet) => packet.startsWith("44"));
    assert.equal(text, '44/random,{"message":"Invalid namespace"}');
    socket.send('421["chat_message","still here"]');
    await socket.nextText((packet) => packet.startsWith("431["));
  });
});

describe("a packet", { concurrency: true }, () => {
  test("asks for an acknowledgement by its id, whatever that is", async () => {
    const socket = await engine.enterBySocket(user);
    for (const id of ["0", "7", "456", "999999999"]) {
      socket.send(`42${id}["chat_message",{"message":"with id ${id}"}]`);
      const text = await socket.nextText((packet) => packet.startsWith(`43${id}[`));
      const [answer] = JSON.parse(text.slice(2 + id.length));
      assert.equal(answer.ok, true);
    }
  });

  test("that disconnects ends what is heard", async () => {
    const socket = await engine.enterBySocket(user);
    socket.send("41");
    const talker = await room.visitor();
    const { seq } = await talker.say("unheard");
    socket.send(`40${JSON.stringify({ token: user.token })}`);
    await socket.nextText((text) => text.startsWith("40{")).catch(() => {}); // it may be closed by now
    const heard = socket.texts().filter(isEvent("chat_message"));
    assert.ok(!heard.some((text) => eventIn(text)[1].seq === seq));
  });

  for (const packet of [
    "abc",
    "4abc",
    "47",
    "42{}",
    '42"text"',
    "42[]",
    '42abc["chat_message","x"]',
    '42["chat_message"',
    "40{",
  ]) {
    test(`such as ${packet} closes the connection, and the room goes on`, async () => {
      const socket = await engine.enterBySocket(user);
      socket.send(packet);
      await socket.closed();
      assert.equal((await (await room.join(user)).say("the room goes on")).ok, true);
    });
  }
});
