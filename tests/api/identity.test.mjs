import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { logIn, newGuest, newUser, PASSWORD, uniqueName } from "../lib/people.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const anyone = client(url);

describe("registering", () => {
  test("makes an account and signs its owner in", async () => {
    const username = uniqueName("Ann");
    const welcome = await expect(
      anyone.post("/auth/register", { username, password: PASSWORD, colour: 1 }),
      201,
    );
    const { user, accessToken, refreshToken, expiresIn } = welcome;
    assert.deepEqual([user.username, user.role], [username, "user"]);
    assert.ok(Number.isInteger(user.id) && user.id > 0);
    assert.ok(expiresIn > 0);
    assert.equal(typeof refreshToken, "string");
    const me = await expect(client(url, accessToken).get("/auth/me"), 200);
    assert.deepEqual(me, user);
    assert.ok(!JSON.stringify(welcome).includes(PASSWORD));
  });

  test("refuses a name that is taken, whatever its case", async () => {
    const { username } = await newUser(url);
    for (const name of [username, username.toUpperCase()]) {
      await expectProblem(anyone.post("/auth/register", { username: name, password: PASSWORD }), 409);
    }
  });

  test("gives a name that two ask for at once to one of them", async () => {
    const account = { username: uniqueName(), password: PASSWORD };
    const replies = await Promise.all([1, 2, 3, 4].map(() => anyone.post("/auth/register", account)));
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [201, 409, 409, 409]);
  });

  const good = () => ({ username: uniqueName(), password: PASSWORD });
  for (const [what, change, fields] of [
    ["a short name and a short password", { username: "ab", password: "1234567" }, ["username", "password"]],
    ["nothing", { username: undefined, password: undefined }, ["username", "password"]],
    ["values of other types", { username: 5, password: ["12345678"] }, ["username", "password"]],
    ["a name of 33 characters", { username: "a".repeat(33) }, ["username"]],
    ["a name with a blank", { username: "some body" }, ["username"]],
    ["a name with a foreign letter", { username: "sömebody" }, ["username"]],
    ["a password of 129 characters", { password: "p".repeat(129) }, ["password"]],
  ]) {
    test(`names every bad field of ${what}`, async () => {
      await expectProblem(anyone.post("/auth/register", { ...good(), ...change }), 422, fields);
    });
  }

  test("takes a password of 128 characters of any script", async () => {
    const account = { username: uniqueName(), password: "😀".repeat(128) };
    await expect(anyone.post("/auth/register", account), 201);
    await expect(anyone.post("/auth/login", account), 200);
  });
});

describe("logging in", () => {
  test("works without regard to the name's case, in a session of its own", async () => {
    const user = await newUser(url);
    const again = await logIn(url, { username: user.username.toUpperCase() });
    assert.equal(again.username, user.username);
    assert.notEqual(again.refreshToken, user.refreshToken);
  });

  test("answers an unknown name as it answers a wrong password", async () => {
    const { username } = await newUser(url);
    const wrong = await anyone.post("/auth/login", { username, password: "not the password" });
    const unknown = await anyone.post("/auth/login", { username: uniqueName(), password: PASSWORD });
    const [one, other] = [await expectProblem(wrong, 401), await expectProblem(unknown, 401)];
    assert.deepEqual({ ...one, requestId: "" }, { ...other, requestId: "" });
    const names = (reply) => [...reply.headers.keys()].sort();
    assert.deepEqual(names(wrong), names(unknown));
  });

  test("counts a password's case and blanks", async () => {
    const { username } = await newUser(url);
    for (const password of [PASSWORD.toUpperCase(), ` ${PASSWORD}`, `${PASSWORD} `]) {
      await expectProblem(anyone.post("/auth/login", { username, password }), 401);
    }
  });

  for (const [what, body, fields] of [
    ["nothing", {}, ["username", "password"]],
    ["an empty name", { username: "", password: PASSWORD }, ["username"]],
    ["a number for a password", { username: "somebody", password: 12345678 }, ["password"]],
  ]) {
    test(`names every bad field of ${what}`, async () => {
      await expectProblem(anyone.post("/auth/login", body), 422, fields);
    });
  }

  test("is limited for each name, and says when to try again", async () => {
    const [guessed, other] = [await newUser(url), await newUser(url)];
    const guess = (password) => anyone.post("/auth/login", { username: guessed.username, password });
    const replies = await Promise.all(Array.from({ length: 70 }, () => guess("a wrong guess")));
    const refused = replies.find((reply) => reply.status === 429);
    await expectProblem(refused, 429);
    assert.ok(Number(refused.headers.get("retry-after")) > 0);
    assert.ok(replies.every((reply) => [401, 429].includes(reply.status)));
    await logIn(url, other);
  });
});

describe("a guest", () => {
  test("needs nothing to come in", async () => {
    for (const options of [{}, { json: {} }, { json: { nickname: null } }]) {
      const { accessToken, expiresIn } = await expect(anyone.call("POST", "/auth/guest", options), 200);
      assert.ok(expiresIn > 0);
      const me = await expect(client(url, accessToken).get("/auth/me"), 200);
      assert.deepEqual([me.role, me.id], ["guest", null]);
    }
  });

  test("goes by the nickname that it asks for", async () => {
    const { accessToken } = await expect(anyone.post("/auth/guest", { nickname: " Zoë " }), 200);
    const me = await expect(client(url, accessToken).get("/auth/me"), 200);
    assert.equal(me.username, "Zoë");
  });

  for (const nickname of ["", "  ", "a\nb", "\u200b", "n".repeat(33), 7]) {
    test(`is not called ${JSON.stringify(nickname).slice(0, 12)}`, async () => {
      await expectProblem(anyone.post("/auth/guest", { nickname }), 422, ["nickname"]);
    });
  }

  test("reads, but makes no stream and has no sessions", async () => {
    const guest = await newGuest(url);
    await expect(guest.get("/streams"), 200);
    await expectProblem(guest.post("/streams", { title: "mine" }), 403);
    await expectProblem(guest.get("/auth/sessions"), 403);
  });
});

describe("every call with a body", () => {
  const paths = ["/auth/register", "/auth/login", "/auth/guest", "/auth/refresh"];
  for (const [what, options] of [
    ["what is not JSON", { text: "{", headers: { "content-type": "application/json" } }],
    ["a form", { text: "username=a", headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["an array", { json: [uniqueName(), PASSWORD] }],
    ["null", { json: null }],
    ["a text", { json: "somebody" }],
  ]) {
    test(`calls ${what} malformed`, async () => {
      for (const path of paths) await expectProblem(anyone.call("POST", path, options), 400);
    });
  }

  test("refuses what is too large", async () => {
    for (const path of paths) await expectProblem(anyone.post(path, { more: "x".repeat(70_000) }), 413);
  });
});
