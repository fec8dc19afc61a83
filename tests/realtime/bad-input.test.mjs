// What nobody should send. Whoever does gets an answer or a close code that says why; the room goes on.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { roomUrl, upTo } from "../lib/chat.mjs";
import { engineOf } from "../lib/chat-engine.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { newUser } from "../lib/people.mjs";
import { frameOf, OPCODE, openRaw } from "../lib/raw-websocket.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];

/** A room with a listener and somebody who is about to misbehave. */
async function scene() {
  const room = await newRoom(url, owner);
  const witness = await room.join(owner);
  const raw = await openRaw(roomUrl(url, room.stream, { token: user.token }));
  await raw.nextText();
  return { room, witness, raw };
}
const goesOn = async ({ room, witness }) => {
  const { ok, seq } = await witness.say("the room goes on");
  assert.ok(ok);
  await witness.untilSeq(seq);
  assert.equal((await (await room.join(user)).say("for the offender, too")).ok, true);
};
const message = (text) => JSON.stringify({ type: "chat_message", message: text, clientId: "c" });
const typesOf = (raw) => raw.texts().map((text) => JSON.parse(text).type);
const isAnswer = (text) => ["ack", "error"].includes(JSON.parse(text).type);

describe("the JSON door", { concurrency: true }, () => {
  test("closes on a binary frame", async () => {
    const { raw, ...rest } = await scene();
    raw.sendFrame(OPCODE.binary, message("in bytes"));
    assert.equal((await raw.closed()).code, 1003);
    assert.ok(raw.texts().some((text) => JSON.parse(text).code === "binary"));
    await goesOn(rest);
  });

  for (const [what, bytes] of [
    ["a little too large", 65_537],
    ["of ten megabytes", 10_000_000],
  ]) {
    test(`closes on a frame ${what}`, async () => {
      const { raw, ...rest } = await scene();
      const frame = message("").replace('""', `"${"x".repeat(bytes)}"`);
      raw.send(frame.slice(0, bytes));
      assert.equal((await raw.closed()).code, 1009);
      await goesOn(rest);
    });
  }

  test("refuses a text that is too long in a frame that is not", async () => {
    const { raw, ...rest } = await scene();
    raw.send(message("x".repeat(60_000)));
    assert.equal(JSON.parse(await raw.nextText(isAnswer)).code, "message_too_long");
    await goesOn(rest);
  });

  for (const [what, bytes] of [
    ["a byte that begins nothing", Buffer.from([0xff])],
    ["half a character", Buffer.from("é").subarray(0, 1)],
    ["a surrogate", Buffer.from([0xed, 0xa0, 0x80])],
    ["an overlong slash", Buffer.from([0xc0, 0xaf])],
  ]) {
    test(`survives ${what} where text should be`, async () => {
      const { raw, ...rest } = await scene();
      const [before, after] = message("|").split("|");
      raw.sendFrame(OPCODE.text, Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]));
      const end = await Promise.any([raw.closed(), raw.nextText(isAnswer)]);
      assert.ok(typeof end === "string" || [1007, 1008].includes(end.code), JSON.stringify(end));
      await goesOn(rest);
      assert.ok((await rest.room.history()).every(({ message }) => message.isWellFormed()));
    });
  }

  test("takes half a pair of code units for no more than it is", async () => {
    const { raw, ...rest } = await scene();
    raw.send('{"type":"chat_message","clientId":"c","message":"\\ud83d"}');
    await raw.nextText(isAnswer);
    await goesOn(rest);
    assert.ok((await rest.room.history()).every(({ message }) => message.isWellFormed()));
  });

  for (const [what, text] of [
    ["lists", "[".repeat(30_000)],
    ["whole lists", "[".repeat(30_000) + "]".repeat(30_000)],
    ["objects", '{"a":'.repeat(10_000)],
    ["lists for a message", `{"type":"chat_message","message":${"[".repeat(30_000)}${"]".repeat(30_000)}}`],
    ["unknown members", `{"type":"ping","x":${"[".repeat(30_000)}${"]".repeat(30_000)}}`],
  ]) {
    test(`survives deep JSON of ${what}`, async () => {
      const { raw, ...rest } = await scene();
      raw.send(text);
      const answer = JSON.parse(await raw.nextText((text) => /"(error|pong)"/.test(text)));
      assert.ok(answer.type === "pong" || answer.code === "malformed", JSON.stringify(answer));
      await goesOn(rest);
    });
  }

  test("takes a thousand messages at once, each once and in order", async () => {
    const { raw, ...rest } = await scene();
    const frames = upTo(1000).map((number) =>
      frameOf(
        OPCODE.text,
        JSON.stringify({ type: "chat_message", message: `${number}`, clientId: `c${number}` }),
      ),
    );
    raw.sendBytes(Buffer.concat(frames));
    await rest.witness.untilSeq(1000);
    assert.deepEqual(
      rest.witness.messages.map((each) => each.message),
      upTo(1000).map(String),
    );
    await raw.until("acknowledgements", () => typesOf(raw).filter((type) => type === "ack").length === 1000);
    await goesOn(rest);
  });

  test("answers a ping of the protocol, and takes a goodbye", async () => {
    const { raw, ...rest } = await scene();
    raw.sendFrame(OPCODE.ping, "are you there?");
    raw.send(message("yes"));
    await raw.nextText(isAnswer);
    await raw.leave();
    await goesOn(rest);
  });
});

describe("the Socket.IO door", { concurrency: true }, () => {
  const misbehave = async (act) => {
    const room = await newRoom(url, owner);
    const witness = await room.join(owner);
    await act(engineOf(url, room.stream));
    await goesOn({ room, witness });
  };

  for (const [what, opcode, content] of [
    ["binary frames", OPCODE.binary, Buffer.from([1, 2, 3])],
    ["frames that are too large", OPCODE.text, `42${JSON.stringify(["chat_message", "x".repeat(70_000)])}`],
    ["ten megabytes", OPCODE.text, `42${JSON.stringify(["chat_message", "x".repeat(10_000_000)])}`],
    ["deep JSON", OPCODE.text, `42["chat_message",${"[".repeat(30_000)}`],
    ["broken UTF-8", OPCODE.text, Buffer.concat([Buffer.from('42["chat'), Buffer.from([0xff, 0xfe])])],
    ["more attachments than there are", OPCODE.text, '451-["chat_message",{"_placeholder":true,"num":9}]42'],
    ["an endless number of attachments", OPCODE.text, `45${"9".repeat(400)}-["chat_message"]`],
    ["an endless id", OPCODE.text, `42${"9".repeat(400)}["chat_message","x"]`],
    ["an endless namespace", OPCODE.text, `42/${"x".repeat(60_000)}`],
  ]) {
    test(`survives ${what}`, () =>
      misbehave(async (engine) => {
        const socket = await engine.enterBySocket(user);
        socket.sendFrame(opcode, content);
        const after = '421["chat_message","after that"]';
        socket.send(after);
        await Promise.any([socket.closed(), socket.nextText((text) => text.startsWith("431["))]);
      }));
  }

  test("refuses an upload that is larger than it said", () =>
    misbehave(async (engine) => {
      const sid = await engine.enter(user);
      const reply = await engine.post(sid, "x".repeat(10_000_000)).catch(() => ({ status: 413 }));
      assert.ok(reply.status >= 400 && reply.status < 500, `${reply.status}`);
    }));

  test("takes a thousand packets in one upload", () =>
    misbehave(async (engine) => {
      const sid = await engine.enter(user);
      await engine.post(sid, ...upTo(1000).map((number) => `42["chat_message","${number}"]`));
      await engine.post(sid, '421["chat_message","last"]');
      await engine.pollUntil(sid, (packet) => packet.startsWith("431["));
    }));
});
