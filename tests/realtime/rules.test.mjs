// What an owner may ask of those who speak, at both doors and of those who are there already.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DOORS } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, user, moderator] = [await newUser(url), await newUser(url), await newUser(url)];

/** A room with such settings, made after somebody was in it. */
async function ruled(join, fields, person = user) {
  const room = await newRoom(url, owner);
  await room.makeModerator(moderator);
  const visitor = await join(url, room.stream, person);
  await room.set(fields);
  const say = async (text) => {
    const { ok, code } = await visitor.say(text);
    return ok || code;
  };
  return { room, visitor, say };
}

const LINKS = [
  "see https://example.com",
  "HTTP://EXAMPLE.COM/path?query",
  "www.example.com",
  "go to example.com/now",
  "(https://example.com)",
];
const NO_LINKS = ["a sentence. Another one", "3.14 is pi", "what?no", "12:30", "e.g. this"];

const BLOCKED = ["spam", "Schmähung", "плохо", "two words"];
const BLOCKED_TEXTS = [
  "spam",
  "this is SPAM!",
  "ｓｐａｍ",
  "ＳＰＡＭ",
  "Schmähung",
  "SCHMÄHUNG",
  "Schma\u0308hung",
  "ПЛОХО дело",
  "two words here",
];

for (const [how, join] of DOORS) {
  describe(`a rule for those who come ${how}`, { concurrency: true }, () => {
    test("keeps guests silent, or lets them speak", async () => {
      const { room, say } = await ruled(join, { guestsMayChat: false }, await newGuest(url));
      assert.equal(await say("hello"), "guests_may_not_chat");
      await room.set({ guestsMayChat: true });
      assert.equal(await say("hello"), true);
      await room.set({ guestsMayChat: false });
      assert.equal(await say("hello"), "guests_may_not_chat");
    });

    test("forbids links and nothing else", async () => {
      const { room, say } = await ruled(join, { linksAllowed: false });
      for (const text of LINKS) assert.equal(await say(text), "links_not_allowed", text);
      for (const text of NO_LINKS) assert.equal(await say(text), true, text);
      await room.set({ linksAllowed: true });
      for (const text of LINKS) assert.equal(await say(text), true, text);
    });

    test("blocks words, however they are written", async () => {
      const { room, say } = await ruled(join, { blockedWords: BLOCKED });
      for (const text of BLOCKED_TEXTS) assert.equal(await say(text), "blocked_word", text);
      assert.equal(await say("nothing wrong with this"), true);
      await room.set({ blockedWords: [] });
      for (const text of BLOCKED_TEXTS) assert.equal(await say(text), true, text);
    });

    test("asks for an account of some age", async () => {
      const { room, say } = await ruled(join, { minAccountAgeSeconds: 3600 });
      assert.equal(await say("hello"), "account_too_new");
      await room.set({ minAccountAgeSeconds: 0 });
      assert.equal(await say("hello"), true);
    });

    test("lets an account speak once it is old enough", async () => {
      const { say } = await ruled(join, { minAccountAgeSeconds: 3 }, await newUser(url));
      await eventually(async () => assert.equal(await say("hello"), true));
    });

    test("slows everybody down, each for themselves", async () => {
      const { room, visitor, say } = await ruled(join, { slowModeSeconds: 600 });
      assert.equal(await say("one"), true);
      const { code, retryAfter } = await visitor.say("two");
      assert.equal(code, "slow_mode");
      assert.ok(Number.isInteger(retryAfter) && retryAfter > 0 && retryAfter <= 600, `${retryAfter}`);
      const tab = await room.join(user);
      assert.equal((await tab.say("by another socket")).code, "slow_mode");
      assert.equal((await (await room.visitor()).say("by somebody else")).ok, true);
      await room.set({ slowModeSeconds: 0 });
      assert.equal(await say("two"), true);
    });

    test("that slows people down lets them speak again", async () => {
      const { say } = await ruled(join, { slowModeSeconds: 2 });
      assert.equal(await say("one"), true);
      await eventually(async () => assert.equal(await say("two"), true));
    });

    test("is not for those who keep order", async () => {
      const strict = {
        slowModeSeconds: 600,
        linksAllowed: false,
        minAccountAgeSeconds: 3600,
        guestsMayChat: false,
      };
      for (const person of [owner, moderator, await newAdmin(url)]) {
        const { say } = await ruled(join, strict, person);
        for (const text of ["one", "two", "https://example.com"]) assert.equal(await say(text), true);
      }
    });

    test("does not stand in the way of a message that was stored before", async () => {
      const { room, visitor } = await ruled(join, {});
      assert.equal((await visitor.say("early", "one")).seq, 1);
      await room.set({ slowModeSeconds: 600 });
      assert.equal((await visitor.say("early", "one")).seq, 1);
    });
  });
}
