// How much one person may say, whatever they use to say it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { joinChat, joinSocketIo, roomUrl, upTo } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { openRaw } from "../lib/raw-websocket.mjs";
import { ownWorker } from "../lib/worker.mjs";

const WINDOW_S = 4;
const { url } = await ownWorker({ CHAT_RATE_MESSAGES: "5", CHAT_RATE_WINDOW_MS: String(WINDOW_S * 1000) });
const owner = await newUser(url);

describe("the limit", { concurrency: true }, () => {
  test("counts all of somebody's sockets, by both doors, and tells when to try again", async () => {
    const { stream } = await newRoom(url, owner);
    const user = await newUser(url);
    const [plain, tab] = [await joinChat(url, stream, user), await joinChat(url, stream, user)];
    const stock = await joinSocketIo(url, stream, user, { transports: ["websocket"] });
    const answers = await Promise.all([plain, plain, tab, stock, stock].map((visitor) => visitor.say("x")));
    assert.ok(answers.every((answer) => answer.ok));
    for (const visitor of [plain, tab, stock]) {
      const { ok, code, retryAfter } = await visitor.say("one too many");
      assert.deepEqual([ok, code], [false, "rate_limited"]);
      assert.ok(Number.isInteger(retryAfter) && retryAfter >= 1 && retryAfter <= WINDOW_S, `${retryAfter}`);
    }
    await eventually(async () => assert.equal((await plain.say("patience")).ok, true));
  });

  test("is everybody's own", async () => {
    const room = await newRoom(url, owner);
    const noisy = await room.visitor();
    await Promise.all(upTo(6).map(() => noisy.say("x")));
    assert.equal((await noisy.say("x")).code, "rate_limited");
    assert.equal((await (await room.visitor()).say("x")).ok, true);
  });

  test("is not used up by acknowledging again what was stored before", async () => {
    const visitor = await (await newRoom(url, owner)).visitor();
    const first = await visitor.say("x", "one");
    for (const _ of upTo(8)) assert.equal((await visitor.say("x", "one")).seq, first.seq);
  });

  test("closes the socket of somebody who floods, and the room goes on", async () => {
    const room = await newRoom(url, owner);
    const witness = await room.visitor();
    const flooder = await openRaw(roomUrl(url, room.stream, { token: (await newUser(url)).token }));
    for (const number of upTo(5000)) {
      flooder.send(JSON.stringify({ type: "chat_message", message: `${number}`, clientId: `${number}` }));
    }
    assert.equal((await flooder.closed()).code, 1008);
    assert.ok(flooder.texts().some((text) => text.includes("rate_limited")));
    assert.equal((await witness.say("quiet again")).ok, true);
  });
});
