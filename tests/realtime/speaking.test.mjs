// What may be said, and how it is answered: the same at both doors.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DOORS, roomUrl } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { openRaw } from "../lib/raw-websocket.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user] = [await newUser(url), await newUser(url)];

const SAID = [
  ["one character", "x", "x"],
  ["what is around it, trimmed", "  \t between \n ", "between"],
  ["500 characters", "x".repeat(500), "x".repeat(500)],
  ["500 characters that take two units each", "😀".repeat(500), "😀".repeat(500)],
  ["500 characters after trimming", ` ${"ü".repeat(500)} `, "ü".repeat(500)],
  ["other scripts and joined characters", "שלום 你好 👩‍👩‍👧 é", "שלום 你好 👩‍👩‍👧 é"],
  ["what means something elsewhere", `<b>"\\u0000" & '42["x"]' \\`, `<b>"\\u0000" & '42["x"]' \\`],
  ["a line separator of JavaScript", "a\u2028b", "a\u2028b"],
];

const REFUSED = [
  ["nothing", "", "empty_message"],
  ["spaces", " \t\u3000 ", "empty_message"],
  ["501 characters", "x".repeat(501), "message_too_long"],
  ["501 characters that take two units each", "😀".repeat(501), "message_too_long"],
  ["a null character", "a\u0000b", "control_characters"],
  ["a line break", "a\nb", "control_characters"],
  ["an escape", "\u001b[31mred", "control_characters"],
  ["a delete", "a\u007fb", "control_characters"],
  ["a control character of Latin-1", "a\u0085b", "control_characters"],
  ["a number", 5, "malformed"],
  ["null", null, "malformed"],
  ["a list", ["text"], "malformed"],
  ["an object", { text: "text" }, "malformed"],
];

const BAD_IDS = [
  ["empty", ""],
  ["longer than 64 characters", "x".repeat(65)],
];

for (const [how, join] of DOORS) {
  describe(`somebody ${how}`, { concurrency: true }, () => {
    for (const [what, text, heard] of SAID) {
      test(`may say ${what}`, async () => {
        const room = await newRoom(url, owner);
        const [talker, listener] = [await join(url, room.stream, user), await room.join(owner)];
        const { ok, seq, timestamp } = await talker.say(text, "id-1");
        assert.deepEqual([ok, seq], [true, 1]);
        const message = {
          seq: 1,
          streamId: room.stream.id,
          userId: user.id,
          username: user.username,
          role: "user",
          message: heard,
          timestamp,
          clientId: "id-1",
        };
        assert.deepEqual((await listener.untilSeq(1)).message, heard);
        assert.deepEqual(listener.messages, [message]);
        await talker.untilSeq(1);
        assert.deepEqual(talker.messages, [message]);
        assert.deepEqual(await room.history(), [message]);
      });
    }

    test("may not say other things, and may go on", async () => {
      const room = await newRoom(url, owner);
      for (const [what, text, code] of REFUSED) {
        const talker = await join(url, room.stream, user);
        const answer = await talker.say(text);
        assert.deepEqual([answer.ok, answer.code, typeof answer.detail], [false, code, "string"], what);
      }
      const talker = await join(url, room.stream, user);
      assert.equal((await talker.say("at last")).seq, 1);
    });

    for (const [what, clientId] of BAD_IDS) {
      test(`may not give an id that is ${what}`, async () => {
        const room = await newRoom(url, owner);
        const talker = await join(url, room.stream, user);
        if (talker.socket) assert.equal((await talker.say("text", clientId)).code, "invalid_client_id");
        else {
          talker.send({ type: "chat_message", message: "text", clientId });
          assert.equal((await talker.next("error")).code, "invalid_client_id");
        }
        assert.equal((await talker.say("text", "x".repeat(64))).seq, 1);
      });
    }
  });
}

describe("the JSON door", { concurrency: true }, () => {
  test("takes a message without an id, which is acknowledged without one", async () => {
    const visitor = await (await newRoom(url, owner)).join(user);
    visitor.send({ type: "chat_message", message: "no id" });
    const { seq, clientId } = await visitor.next("ack");
    assert.deepEqual([seq, clientId], [1, undefined]);
    assert.ok(!("clientId" in (await visitor.untilSeq(1))));
  });

  for (const frame of [
    "",
    "hello",
    "[]",
    "5",
    "null",
    '"chat_message"',
    "{}",
    '{"type":5}',
    '{"type":"shout","message":"x"}',
    '{"type":"welcome"}',
    '{"type":"chat_message"}',
    '{"type":"chat_message","message":"x","clientId":5}',
    '{"type":"chat_message","message":"x"',
    '{"type":"auth"}',
  ]) {
    test(`calls ${frame || "an empty frame"} malformed and stays open`, async () => {
      const socket = await openRaw(roomUrl(url, (await newRoom(url, owner)).stream, { token: user.token }));
      socket.send(frame);
      const { code, detail } = JSON.parse(await socket.nextText((text) => text.includes('"error"')));
      assert.equal(typeof detail, "string");
      assert.match(code, /^(malformed|invalid_client_id)$/);
      socket.send('{"type":"chat_message","message":"still here","clientId":"c"}');
      await socket.nextText((text) => JSON.parse(text).type === "ack");
    });
  }

  test("ignores members that it does not know", async () => {
    const visitor = await (await newRoom(url, owner)).join(user);
    visitor.send({ type: "chat_message", message: "x", userId: 1, seq: 99, role: "admin", more: { a: [] } });
    await visitor.next("ack");
    const { userId, seq, role } = await visitor.untilSeq(1);
    assert.deepEqual([userId, seq, role], [user.id, 1, "user"]);
  });
});

test("a guest who may speak is known by the id in their token", async () => {
  const room = await newRoom(url, owner);
  await room.set({ guestsMayChat: true });
  const guest = await newGuest(url);
  const visitor = await room.join(guest);
  await visitor.say("hello");
  const { sub, name } = JSON.parse(Buffer.from(guest.token.split(".")[1], "base64url"));
  const { userId, username, role } = await visitor.untilSeq(1);
  assert.deepEqual([userId, username, role], [sub, name, "guest"]);
});
