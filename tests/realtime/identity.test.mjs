// Who may speak changes while they are connected: tokens expire, sessions end, guests are guests.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DOORS } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { nowS, ownToken } from "../lib/jwt.mjs";
import { logIn, newUser } from "../lib/people.mjs";
import { TALKATIVE } from "../lib/settings.mjs";
import { everyItem } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker({ ...TALKATIVE, CHAT_SESSION_CHECK_MS: "1000" });
const owner = await newUser(url);

/** A token of somebody's that counts for so many seconds, without a session. */
const tokenOf = ({ id, username }, seconds, more = {}) =>
  ownToken({ sub: String(id), name: username, exp: nowS() + seconds, ...more });

/** Waits until a refusal has this code. */
const untilRefused = (visitor, code) =>
  eventually(async () => assert.equal((await visitor.say("may I?")).code, code));

/** Sends a fresh token; what came back. */
async function renew(visitor, token) {
  const since = visitor.frames.length;
  if (visitor.socket) visitor.socket.emit("auth", { token });
  else visitor.send({ type: "auth", token });
  const isAnswer = ({ type }) => type === "authenticated" || type === "error";
  return visitor.until("answer", () => visitor.frames.slice(since).find(isAnswer));
}

test("a fresh token is acknowledged to those who ask for that, and told as no event", async () => {
  const visitor = await (await newRoom(url, owner)).joinSocketIo(owner);
  const exp = nowS() + 600;
  const fresh = await visitor.socket.emitWithAck("auth", { token: tokenOf(owner, 0, { exp }) });
  assert.deepEqual(fresh, { ok: true, expiresAt: new Date(exp * 1000).toISOString() });
  const { ok, code } = await visitor.socket.emitWithAck("auth", { token: "garbage" });
  assert.deepEqual([ok, code], [false, "malformed"]);
  assert.equal((await visitor.say("still here")).ok, true);
  assert.ok(!visitor.frames.some(({ type }) => type === "authenticated" || type === "error"));
});

for (const [how, join] of DOORS) {
  describe(`somebody ${how}`, { concurrency: true }, () => {
    test("may speak until their token expires", async () => {
      const { stream } = await newRoom(url, owner);
      const user = await newUser(url);
      const visitor = await join(url, stream, { token: tokenOf(user, 6) });
      assert.equal((await visitor.say("in time")).ok, true);
      await untilRefused(visitor, "token_expired");
    });

    test("may speak on with a fresh token", async () => {
      const { stream } = await newRoom(url, owner);
      const user = await newUser(url);
      const visitor = await join(url, stream, { token: tokenOf(user, 6) });
      const exp = nowS() + 600;
      const { type, expiresAt } = await renew(visitor, tokenOf(user, 0, { exp }));
      assert.deepEqual([type, Date.parse(expiresAt)], ["authenticated", exp * 1000]);
      await eventually(async () => assert.ok(nowS() > exp - 600 + 6)); // the old one has expired
      assert.equal((await visitor.say("still here")).ok, true);
    });

    test("may speak again with a fresh token after the old one expired", async () => {
      const { stream } = await newRoom(url, owner);
      const user = await newUser(url);
      const visitor = await join(url, stream, { token: tokenOf(user, 6) });
      await untilRefused(visitor, "token_expired");
      assert.equal((await renew(visitor, user.token)).type, "authenticated");
      assert.equal((await visitor.say("back again")).ok, true);
    });

    for (const [what, tokenFor] of [
      ["of somebody else", async () => (await newUser(url)).token],
      ["that is expired", async (user) => tokenOf(user, -1)],
      ["that is none", async () => "garbage"],
    ]) {
      test(`gains nothing from a token ${what}`, async () => {
        const room = await newRoom(url, owner);
        const user = await newUser(url);
        const visitor = await join(url, room.stream, user);
        assert.equal((await renew(visitor, await tokenFor(user))).type, "error");
        assert.equal((await visitor.say("still me")).ok, true);
        assert.equal((await room.history())[0].userId, user.id);
      });
    }

    test("may not speak any more after logging out", async () => {
      const { stream } = await newRoom(url, owner);
      const user = await newUser(url);
      const other = await logIn(url, user);
      const [visitor, elsewhere] = [await join(url, stream, user), await join(url, stream, other)];
      assert.equal((await visitor.say("hello")).ok, true);
      await expect(user.post("/auth/logout"), 204);
      await untilRefused(visitor, "session_revoked");
      assert.equal((await elsewhere.say("another session")).ok, true);
    });

    test("may not speak any more when the session is ended from another", async () => {
      const { stream } = await newRoom(url, owner);
      const user = await newUser(url);
      const other = await logIn(url, user);
      const visitor = await join(url, stream, user);
      assert.equal((await visitor.say("hello")).ok, true);
      const sessions = await everyItem(other, "/auth/sessions");
      const { id } = sessions.find((session) => !session.current);
      await expect(other.delete(`/auth/sessions/${id}`), 204);
      await untilRefused(visitor, "session_revoked");
    });

    test("with a token for media reads and does not write", async () => {
      const room = await newRoom(url, owner);
      const media = await join(url, room.stream, { token: ownToken({ sub: "media-1", role: "media" }) });
      assert.equal((await media.say("hello")).code, "not_allowed");
      await (await room.join(owner)).say("for everybody");
      assert.equal((await media.untilSeq(1)).message, "for everybody");
    });
  });
}
