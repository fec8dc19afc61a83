// Heartbeats and patience, with times short enough to wait for.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { engineOf } from "../lib/chat-engine.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { ownWorker } from "../lib/worker.mjs";

const TIMES = { CHAT_PING_INTERVAL_MS: "300", CHAT_PING_TIMEOUT_MS: "200", CHAT_CONNECT_TIMEOUT_MS: "1000" };
const { url } = await ownWorker(TIMES);
const user = await newUser(url);
const room = await newRoom(url);
const engine = engineOf(url, room.stream);

const isOver = (sid) => eventually(async () => assert.equal((await engine.post(sid, "3")).status, 400));

describe("a heartbeat", { concurrency: true }, () => {
  test("is announced with its times", async () => {
    const { pingInterval, pingTimeout } = await engine.open();
    assert.deepEqual([pingInterval, pingTimeout], [300, 200]);
  });

  test("keeps a socket that answers", async () => {
    const socket = await engine.enterBySocket(user);
    for (let count = 0; count < 5; count++) {
      await socket.nextText((text) => text === "2");
      socket.send("3");
    }
    socket.send('421["chat_message","still here"]');
    await socket.nextText((text) => text.startsWith("431["));
  });

  test("is nothing but pings: a pong is not answered", async () => {
    const socket = await engine.socket();
    for (let count = 0; count < 3; count++) {
      await socket.nextText((text) => text === "2");
      socket.send("3");
    }
    assert.deepEqual(socket.texts().slice(1), ["2", "2", "2"]);
  });

  test("goes on and on", async () => {
    const socket = await engine.enterBySocket(user);
    for (let count = 0; count < 30; count++) {
      await socket.nextText((text) => text === "2");
      socket.send("3");
    }
  });

  test("leaves a socket alone that is to take over from polling", async () => {
    const { sid } = await engine.open();
    const socket = await engine.socket({ sid });
    for (let count = 0; count < 2; count++) {
      assert.deepEqual(await engine.poll(sid), ["2"]);
      await engine.post(sid, "3");
    }
    assert.deepEqual(socket.texts(), []);
    socket.send("2probe");
    assert.equal(await socket.nextText(), "3probe");
  });

  test("keeps a session by polling that answers", async () => {
    const { sid } = await engine.open();
    await engine.post(sid, `40${JSON.stringify({ token: user.token })}`);
    for (let count = 0; count < 5; ) {
      const packets = await engine.poll(sid);
      if (!packets.includes("2")) continue;
      count += 1;
      assert.equal((await engine.post(sid, "3")).status, 200);
    }
  });

  test("ends a socket that does not answer", async () => {
    const socket = await engine.enterBySocket(user);
    await socket.closed();
  });

  test("ends a session by polling that does not answer", async () => {
    const { sid } = await engine.open();
    await eventually(async () => assert.equal((await engine.get(sid)).status, 400));
  });

  test("keeps the stock client, by either transport", async () => {
    for (const transports of [["polling"], ["websocket"]]) {
      const stock = await room.joinSocketIo(user, { transports, reconnection: false });
      let pings = 0;
      stock.socket.io.on("ping", () => {
        pings += 1;
      });
      await eventually(async () => assert.ok(pings >= 5, `${pings}`));
      assert.ok(stock.socket.connected);
      await stock.leave();
    }
  });

  test("is nothing that the JSON door asks for", async () => {
    const plain = await room.join(user);
    const socket = await engine.enterBySocket(user);
    await socket.closed();
    assert.equal((await plain.say("no pings here")).ok, true);
  });
});

describe("somebody who never says who they are", { concurrency: true }, () => {
  test("is shown out of a socket", async () => {
    const socket = await engine.socket();
    const pings = socket.until("end", () => {
      if (socket.texts().at(-1) === "2") socket.send("3");
    });
    await Promise.all([socket.closed(), assert.rejects(pings, /closed/)]);
  });

  test("is shown out of a session by polling", async () => {
    const { sid } = await engine.open();
    await isOver(sid);
  });
});
