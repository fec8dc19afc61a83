// Engine.IO as its specification has it: sessions, polling and the way from one transport to the other.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { upTo } from "../lib/chat.mjs";
import { engineOf, eventIn, isEvent } from "../lib/chat-engine.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { newUser } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const user = await newUser(url);
const room = await newRoom(url);
const engine = engineOf(url, room.stream);
const isRefused = async (sid) => assert.equal((await engine.get(sid)).status, 400);

describe("a handshake", { concurrency: true }, () => {
  test("by polling opens a session that can be upgraded", async () => {
    const reply = await engine.request("GET", {});
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get("content-type"), /^text\/plain/);
    assert.equal(reply.text[0], "0");
    const opened = JSON.parse(reply.text.slice(1));
    assert.deepEqual(Object.keys(opened).sort(), [
      "maxPayload",
      "pingInterval",
      "pingTimeout",
      "sid",
      "upgrades",
    ]);
    const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = opened;
    assert.ok(typeof sid === "string" && sid.length > 0);
    assert.deepEqual(upgrades, ["websocket"]);
    assert.deepEqual([pingInterval, pingTimeout, maxPayload], [25_000, 20_000, 65_536]);
  });

  test("by WebSocket opens one that is there already", async () => {
    const text = await (await engine.socket()).nextText();
    assert.equal(text[0], "0");
    assert.deepEqual(JSON.parse(text.slice(1)).upgrades, []);
  });

  test("gives everybody a session of their own", async () => {
    const sids = await Promise.all(upTo(10).map(async () => (await engine.open()).sid));
    assert.equal(new Set(sids).size, 10);
  });

  for (const [code, what, method, query] of [
    [0, "without a transport", "GET", { transport: undefined }],
    [0, "with a transport that nobody knows", "GET", { transport: "pigeon" }],
    [1, "of a session that nobody knows", "GET", { sid: "nobody" }],
    [2, "by POST", "POST", {}],
    [2, "by PUT", "PUT", {}],
    [3, "by polling with the transport for sockets", "GET", { transport: "websocket" }],
    [5, "of version 3", "GET", { EIO: "3" }],
    [5, "of no version", "GET", { EIO: undefined }],
    [5, "of a version that is no number", "GET", { EIO: "abc" }],
  ]) {
    test(`${what} is refused with code ${code}`, async () => {
      const reply = await engine.request(method, query);
      assert.equal(reply.status, 400, reply.text);
      assert.equal(reply.body.code, code);
      assert.equal(typeof reply.body.message, "string");
    });
  }

  for (const [what, query] of [
    ["of version 3", { EIO: "3" }],
    ["of no version", { EIO: undefined }],
    ["with a transport that nobody knows", { transport: "pigeon" }],
    ["of a session that nobody knows", { sid: "nobody" }],
  ]) {
    test(`${what} is refused to a WebSocket, too`, async () => {
      const socket = await engine.trySocket(query);
      if (socket.status === 101) await socket.closed();
      else assert.equal(socket.status, 400);
    });
  }
});

describe("a session by polling", { concurrency: true }, () => {
  test("takes several packets at once and answers with several", async () => {
    const sid = await engine.enter(user);
    const reply = await engine.post(sid, '421["chat_message","a"]', '422["chat_message","b"]');
    assert.deepEqual([reply.status, reply.text], [200, "ok"]);
    const packets = [];
    while (packets.filter((packet) => packet.startsWith("43")).length < 2) {
      packets.push(...(await engine.poll(sid)));
    }
    const answers = packets.filter((packet) => packet.startsWith("43")).map((packet) => packet.slice(0, 4));
    assert.deepEqual(answers, ["431[", "432["]);
  });

  test("hears what was said between two polls", async () => {
    const sid = await engine.enter(user);
    const talker = await room.visitor();
    const { seq } = await talker.say("while nobody polls");
    const packet = await engine.pollUntil(sid, (packet) => eventIn(packet)[1]?.seq === seq);
    const [name, message, offset] = eventIn(packet);
    assert.deepEqual([name, message.message, offset], ["chat_message", "while nobody polls", String(seq)]);
  });

  test("ends when it polls twice at once", async () => {
    const sid = await engine.enter(user);
    const replies = await Promise.all([engine.get(sid), engine.get(sid), engine.get(sid)]);
    assert.ok(replies.some((reply) => reply.status === 400));
    await isRefused(sid);
  });

  test("ends when it says so, and the poll that waits is answered", async () => {
    const { sid } = await engine.open();
    const [poll, post] = await Promise.all([engine.get(sid), engine.post(sid, "1")]);
    assert.deepEqual([poll.status, poll.text, post.status], [200, "6", 200]);
    await isRefused(sid);
  });

  test("ends after a packet that is none", async () => {
    for (const packet of ["abc", "4abc", "442{}"]) {
      const { sid } = await engine.open();
      await engine.post(sid, packet);
      const { status, text } = await engine.get(sid);
      assert.ok(status === 400 || text.endsWith("1"), `${status} ${text}`); // it may still be told
      await isRefused(sid);
    }
  });

  test("is told of its end where its poll waits", async () => {
    const { sid } = await engine.open();
    const [poll, post] = await Promise.all([engine.get(sid), engine.post(sid, "abc")]);
    assert.equal(post.status, 400);
    assert.ok(poll.status === 400 || poll.text === "1", `${poll.status} ${poll.text}`);
    await isRefused(sid);
  });

  test("may not say more at once than it was told", async () => {
    const sid = await engine.enter(user);
    const { status } = await engine.post(sid, `42${JSON.stringify(["chat_message", "x".repeat(70_000)])}`);
    assert.ok(status === 413 || status === 400, `${status}`);
  });
});

describe("an upgrade", { concurrency: true }, () => {
  async function probed() {
    const sid = await engine.enter(user);
    const socket = await engine.socket({ sid });
    const waiting = engine.poll(sid);
    await engine.post(sid, "3"); // by now the poll is there
    socket.send("2probe");
    assert.equal(await socket.nextText(), "3probe");
    return { sid, socket, polled: await waiting };
  }
  async function upgraded() {
    const { sid, socket } = await probed();
    socket.send("5");
    socket.send('427["chat_message","by socket"]');
    await socket.nextText((text) => text.startsWith("437["));
    return { sid, socket };
  }

  test("is probed, answers the poll that waits, and goes on by socket", async () => {
    const { socket } = await probed();
    socket.send("5");
    const talker = await room.visitor();
    const { seq } = await talker.say("after the upgrade");
    await socket.nextText((text) => eventIn(text)[1]?.seq === seq);
  });

  test("loses nothing that was said meanwhile, and doubles nothing", async () => {
    const { socket, polled } = await probed();
    const talker = await room.visitor();
    const said = [await talker.say("one"), await talker.say("two")].map(({ seq }) => String(seq));
    socket.send("5");
    said.push(String((await talker.say("three")).seq));
    await socket.nextText((text) => eventIn(text).at(-1) === said.at(-1));
    const heard = [...polled, ...socket.texts()]
      .filter(isEvent("chat_message"))
      .map((packet) => eventIn(packet).at(-1))
      .filter((offset) => said.includes(offset));
    assert.deepEqual(heard, said);
  });

  test("leaves no way back to polling, even before somebody says who they are", async () => {
    const { sid } = await engine.open();
    const socket = await engine.socket({ sid });
    socket.send("2probe");
    assert.equal(await socket.nextText(), "3probe");
    socket.send("5");
    const reply = await engine.get(sid);
    assert.deepEqual([reply.status, reply.body.code], [400, 3]);
    await (await engine.socket({ sid })).closed();
    socket.send(`40${JSON.stringify({ token: user.token })}`);
    await socket.nextText((text) => text.startsWith("40"));
  });

  test("leaves no way back to polling", async () => {
    const { sid } = await upgraded();
    await isRefused(sid);
    assert.equal((await engine.post(sid, "3")).status, 400);
  });

  test("is made once: a further socket for the session is refused", async () => {
    const { sid, socket } = await upgraded();
    const further = await engine.trySocket({ sid });
    if (further.status === 101) await further.closed();
    else assert.equal(further.status, 400);
    socket.send('428["chat_message","still here"]');
    await socket.nextText((text) => text.startsWith("438["));
  });
});
