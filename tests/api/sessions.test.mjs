import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { logIn, newUser } from "../lib/people.mjs";
import { everyItem } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();

const refresh = (refreshToken) => client(url).post("/auth/refresh", { refreshToken });
const me = (token) => client(url, token).get("/auth/me");

describe("refreshing", () => {
  test("exchanges the pair for a new one of the same session", async () => {
    const user = await newUser(url);
    const pair = await expect(refresh(user.refreshToken), 200);
    assert.equal(pair.user.id, user.id);
    assert.notEqual(pair.refreshToken, user.refreshToken);
    await expect(me(pair.accessToken), 200);
    await expect(refresh(pair.refreshToken), 200);
    assert.equal((await everyItem(user, "/auth/sessions")).length, 1);
  });

  test("with a token that was used before ends the whole session", async () => {
    const user = await newUser(url);
    const other = await logIn(url, user);
    const pair = await expect(refresh(user.refreshToken), 200);
    await expectProblem(refresh(user.refreshToken), 401);
    await expectProblem(refresh(pair.refreshToken), 401);
    for (const token of [pair.accessToken, user.token]) await expectProblem(me(token), 401);
    await expect(me(other.token), 200);
  });

  test("twice at once succeeds once at most, and ends the session", async () => {
    const user = await newUser(url);
    const replies = await Promise.all([1, 2, 3].map(() => refresh(user.refreshToken)));
    const won = replies.filter((reply) => reply.status === 200);
    assert.ok(won.length <= 1, `${won.length} won`);
    for (const { body } of won) await expectProblem(refresh(body.refreshToken), 401);
  });

  test("needs a token that we wrote, unchanged", async () => {
    const { refreshToken } = await newUser(url);
    const parts = refreshToken.split(".");
    const changed = (index, value) => parts.with(index, value).join(".");
    for (const token of [
      "",
      "x",
      refreshToken.slice(0, -2),
      changed(0, "rt2"),
      changed(1, "other-kid"),
      changed(
        2,
        parts[2].replace(/.$/, (digit) => (digit === "0" ? "1" : "0")),
      ),
      changed(3, String(Number(parts[3]) + 1)),
      `${refreshToken}.x`,
    ]) {
      await expectProblem(refresh(token), 401);
    }
    await expect(refresh(refreshToken), 200);
  });

  test("takes neither an access token for a refresh token nor the other way round", async () => {
    const user = await newUser(url);
    await expectProblem(refresh(user.token), 401);
    await expectProblem(me(user.refreshToken), 401);
  });

  for (const body of [{}, { refreshToken: null }, { refreshToken: 5 }]) {
    test(`names the field of ${JSON.stringify(body)}`, async () => {
      await expectProblem(client(url).post("/auth/refresh", body), 422, ["refreshToken"]);
    });
  }
});

describe("logging out", () => {
  test("ends the session's tokens and no other's", async () => {
    const user = await newUser(url);
    const other = await logIn(url, user);
    await expect(user.post("/auth/logout"), 204);
    await expectProblem(me(user.token), 401);
    await expectProblem(refresh(user.refreshToken), 401);
    await expect(me(other.token), 200);
    await expect(refresh(other.refreshToken), 200);
  });

  test("needs a token", async () => {
    await expectProblem(client(url).post("/auth/logout"), 401);
  });
});

describe("the list of sessions", () => {
  test("shows each login, the newest first, and which one asks", async () => {
    const user = await newUser(url);
    const second = await logIn(url, user);
    const sessions = await everyItem(second, "/auth/sessions");
    assert.deepEqual(
      sessions.map((session) => session.current),
      [true, false],
    );
    const times = sessions.map((session) => session.createdAt);
    assert.deepEqual(times, times.toSorted().reverse());
    assert.ok(!JSON.stringify(sessions).includes(second.refreshToken.split(".").at(-1)));
  });

  test("comes in pages that are stable while there are more logins", async () => {
    const user = await newUser(url);
    for (let count = 1; count < 5; count++) await logIn(url, user);
    const all = (await everyItem(user, "/auth/sessions")).map((session) => session.id);
    const first = await expect(user.get("/auth/sessions?limit=2"), 200);
    await logIn(url, user);
    const second = await expect(user.get(`/auth/sessions?limit=2&cursor=${first.nextCursor}`), 200);
    const third = await expect(user.get(`/auth/sessions?limit=2&cursor=${second.nextCursor}`), 200);
    const paged = [first, second, third].flatMap((page) => page.items.map((session) => session.id));
    assert.deepEqual(paged, all);
    assert.equal(third.nextCursor, null);
  });

  test("names every bad query value", async () => {
    const user = await newUser(url);
    await expectProblem(user.get("/auth/sessions?limit=0&cursor=x"), 422, ["limit", "cursor"]);
    await expectProblem(user.get("/auth/sessions?limit=101"), 422, ["limit"]);
  });
});

describe("ending a session from another", () => {
  test("ends its tokens and leaves the others", async () => {
    const user = await newUser(url);
    const lost = await logIn(url, user);
    const [{ id }] = (await everyItem(user, "/auth/sessions")).filter((session) => !session.current);
    await expect(user.delete(`/auth/sessions/${id}`), 204);
    await expectProblem(me(lost.token), 401);
    await expectProblem(refresh(lost.refreshToken), 401);
    await expectProblem(user.delete(`/auth/sessions/${id}`), 404);
    await expect(me(user.token), 200);
  });

  test("works for one's own sessions only", async () => {
    const [user, stranger] = [await newUser(url), await newUser(url)];
    const [{ id }] = await everyItem(user, "/auth/sessions");
    await expectProblem(stranger.delete(`/auth/sessions/${id}`), 404);
    await expectProblem(stranger.delete("/auth/sessions/no-such-session"), 404);
    await expect(me(user.token), 200);
  });
});
