import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { newUser, PASSWORD, uniqueName } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();

const OWN_PAGE = { "x-session": "cookie", origin: url };

/** A call as a page of ours makes it. */
const post = (path, json, headers = {}) =>
  send(url + path, "POST", { json, headers: { ...OWN_PAGE, ...headers } });
const withCookie = (path, cookie) => post(path, undefined, { cookie });
const me = (token) => client(url, token).get("/auth/me");

/** The cookie of an answer as the next request sends it. */
const cookieOf = ({ headers }) => headers.get("set-cookie").split(";")[0];

async function register() {
  const reply = await post("/auth/register", { username: uniqueName(), password: PASSWORD });
  await expect(reply, 201);
  return reply;
}

describe("a page of ours", () => {
  test("gets the refresh token in a cookie that no script, no other site and no plain connection sees", async () => {
    const registered = await register();
    const { username } = registered.body.user;
    const reply = await post("/auth/login", { username, password: PASSWORD });
    for (const { body, headers } of [registered, reply]) {
      assert.equal(body.refreshToken, undefined);
      assert.match(
        headers.get("set-cookie"),
        /^__Host-liveroom=rt1\.[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
    }
    await expect(me(reply.body.accessToken), 200);
  });

  test("refreshes with it, also when it missed the answer before", async () => {
    const first = cookieOf(await register());
    const reply = await withCookie("/auth/refresh", first);
    await expect(reply, 200);
    const again = await withCookie("/auth/refresh", first);
    await expect(again, 200);
    assert.equal(cookieOf(again), cookieOf(reply));
    const third = cookieOf(await withCookie("/auth/refresh", cookieOf(again)));
    assert.notEqual(third, cookieOf(again));
    const { status, headers } = await withCookie("/auth/refresh", first);
    assert.equal(status, 401, "two generations old is stolen");
    assert.match(headers.get("set-cookie"), /^__Host-liveroom=; Max-Age=0;/);
    await expectProblem(withCookie("/auth/refresh", third), 401);
  });

  test("may refresh in several tabs at once", async () => {
    const cookie = cookieOf(await register());
    const replies = await Promise.all([1, 2, 3].map(() => withCookie("/auth/refresh", cookie)));
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(new Set(replies.map(cookieOf)).size, 1);
  });

  test("logs out with the cookie alone", async () => {
    const reply = await register();
    const out = await withCookie("/auth/logout", cookieOf(reply));
    assert.equal(out.status, 204);
    assert.match(out.headers.get("set-cookie"), /^__Host-liveroom=; Max-Age=0;/);
    await expectProblem(me(reply.body.accessToken), 401);
    await expectProblem(withCookie("/auth/refresh", cookieOf(reply)), 401);
  });

  test("without a cookie is nobody", async () => {
    await expectProblem(post("/auth/refresh"), 401);
    await expectProblem(post("/auth/logout"), 401);
  });
});

describe("anybody else's page", () => {
  for (const [who, headers] of [
    ["another origin", { origin: "https://evil.example" }],
    ["another port of the same host", { "sec-fetch-site": "same-site" }],
    ["another site that hides its origin", { origin: "null", "sec-fetch-site": "cross-site" }],
  ]) {
    test(`cannot use the cookie: ${who}`, async () => {
      const cookie = cookieOf(await register());
      await expectProblem(post("/auth/refresh", undefined, { cookie, ...headers }), 403);
      await expectProblem(post("/auth/logout", undefined, { cookie, ...headers }), 403);
      await expect(withCookie("/auth/refresh", cookie), 200);
    });
  }

  test("is not heard without the header that only our own can send", async () => {
    const cookie = cookieOf(await register());
    await expectProblem(send(`${url}/auth/refresh`, "POST", { json: {}, headers: { cookie } }), 422, [
      "refreshToken",
    ]);
    await expectProblem(send(`${url}/auth/logout`, "POST", { headers: { cookie } }), 401);
    await expectProblem(post("/auth/refresh", undefined, { cookie, "x-session": "other" }), 400);
  });

  test("has no say over what others keep in the body", async () => {
    const user = await newUser(url);
    const { headers, body } = await client(url).post("/auth/refresh", { refreshToken: user.refreshToken });
    assert.equal(headers.get("set-cookie"), null);
    assert.ok(body.refreshToken);
  });
});
