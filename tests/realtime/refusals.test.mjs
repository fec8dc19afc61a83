// Who does not get in, and what they are told.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { joinSocketIo, roomUrl } from "../lib/chat.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { expect } from "../lib/client.mjs";
import { nowS, ownToken } from "../lib/jwt.mjs";
import { newUser } from "../lib/people.mjs";
import { upgrade } from "../lib/raw-websocket.mjs";
import { JWT_KEY } from "../lib/settings.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const user = await newUser(url);
const room = await newRoom(url);
const claims = { sub: String(user.id), name: user.username };
const loggedOut = await newUser(url);
await expect(loggedOut.post("/auth/logout"), 204);

const NOBODY = { id: 987_654_321 };
const TOKENS = [
  ["no token", undefined, "token_missing", /./],
  [
    "an expired token",
    ownToken({ ...claims, iat: nowS() - 60, exp: nowS() - 1 }),
    "token_expired",
    /expired/,
  ],
  [
    "a forged token",
    ownToken(claims, { ...JWT_KEY, secret: "dev-a-secret-that-no-worker-has-000000000" }),
    "token_invalid",
    /invalid/,
  ],
  ["something else for a token", "garbage", "token_invalid", /invalid/],
  ["the token of a session that was ended", loggedOut.token, "session_revoked", /./],
];

/** The body of a refused upgrade, in the contract's form. */
async function refused(address, status, headers) {
  const reply = await upgrade(address, headers);
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.headers.get("content-type"), "application/problem+json");
  assert.equal(reply.body.status, status);
  for (const member of ["type", "title", "detail"]) assert.equal(typeof reply.body[member], "string");
  assert.equal(reply.body.requestId, reply.headers.get("x-request-id"));
  return reply;
}

describe("the JSON door", { concurrency: true }, () => {
  for (const [what, token, , detail] of TOKENS) {
    test(`refuses the upgrade with ${what}`, async () => {
      const { body, headers } = await refused(roomUrl(url, room.stream, { token }), 401);
      assert.match(body.detail, detail);
      assert.match(headers.get("www-authenticate"), /^Bearer/);
    });
  }

  test("lets the header go before the query", async () => {
    const address = roomUrl(url, room.stream, { token: user.token });
    await refused(address, 401, { authorization: "Bearer garbage" });
  });

  test("is not there for a stream that is not", async () => {
    await refused(roomUrl(url, NOBODY, { token: user.token }), 404);
  });

  for (const after of ["-1", "1.5", "x", "99999999999999999999"]) {
    test(`refuses to resume after ${after}`, async () => {
      const { body } = await refused(roomUrl(url, room.stream, { token: user.token, after }), 422);
      assert.deepEqual(
        body.errors.map((error) => error.field),
        ["after"],
      );
    });
  }

  test("is the history without an upgrade", async () => {
    assert.deepEqual((await expect(user.get(room.path), 200)).items, []);
  });
});

describe("the Socket.IO door", { concurrency: true }, () => {
  for (const transport of ["polling", "websocket"]) {
    for (const [what, token, code] of TOKENS) {
      test(`refuses ${what} by ${transport}`, async () => {
        const joining = room.joinSocketIo({ token }, { transports: [transport] });
        await assert.rejects(joining, (error) => {
          assert.equal(error.data?.code, code, error.message);
          assert.ok(error.message.length > 0);
          return true;
        });
      });
    }

    for (const style of ["path", "query"]) {
      test(`refuses a stream that is not there, by ${transport} with the stream in the ${style}`, async () => {
        const joining = joinSocketIo(url, NOBODY, user, { transports: [transport], style });
        await assert.rejects(joining, (error) => error.data?.code === "stream_not_found");
      });
    }
  }

  test("lets somebody in who was refused before", async () => {
    await assert.rejects(room.joinSocketIo({ token: "garbage" }));
    assert.equal((await (await room.joinSocketIo(user)).say("hello")).ok, true);
  });
});
