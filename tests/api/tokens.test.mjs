// Our own tokens, on a Worker that knows two keys: the first signs, both verify.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { hmac, nowS, ownClaims, ownToken, token } from "../lib/jwt.mjs";
import { newUser } from "../lib/people.mjs";
import { JWT_KEY } from "../lib/settings.mjs";
import { ownWorker } from "../lib/worker.mjs";

const OLD_KEY = JWT_KEY;
const NEW_KEY = { kid: "test-2", secret: "dev-another-jwt-secret-not-for-deployment" };
const STRANGE_SECRET = "dev-a-secret-that-no-worker-has-000000000";

const SECRETS = [NEW_KEY, OLD_KEY].map(({ kid, secret }) => `${kid}:${secret}`);
const { url } = await ownWorker({ JWT_SECRETS: SECRETS.join(",") });
const user = await newUser(url);

const me = (bearer) => client(url, bearer).get("/auth/me");
const mine = (claims) => ({ ...ownClaims(), sub: String(user.id), name: user.username, ...claims });
const signed = (claims, key = NEW_KEY) => ownToken(mine(claims), key);

/** A 401 that says of a token whether it was valid once. */
async function expectRefused(reply, detail) {
  const got = await reply;
  const problem = await expectProblem(got, 401);
  assert.match(problem.detail, detail);
  assert.match(got.headers.get("www-authenticate"), /^Bearer error="invalid_token"/);
}
const INVALID = /^the token is invalid$/;

describe("a valid token", () => {
  test("of each key counts, and new ones are signed with the first", async () => {
    for (const key of [NEW_KEY, OLD_KEY]) {
      assert.equal((await expect(me(signed({}, key)), 200)).id, user.id);
    }
    const header = JSON.parse(Buffer.from(user.token.split(".")[0], "base64url"));
    assert.deepEqual([header.alg, header.kid], ["HS256", NEW_KEY.kid]);
  });

  test("counts without a kid, and with an audience among several", async () => {
    await expect(me(signed({}, { secret: OLD_KEY.secret })), 200);
    await expect(me(signed({ aud: ["elsewhere", "liveroom"] })), 200);
  });

  test("has the claims of the contract", async () => {
    const claims = JSON.parse(Buffer.from(user.token.split(".")[1], "base64url"));
    const { sub, name, role, sid, iat, exp, iss, aud } = claims;
    assert.deepEqual([sub, name, role], [String(user.id), user.username, "user"]);
    assert.deepEqual([iss, aud, typeof sid], ["liveroom", "liveroom", "string"]);
    assert.ok(iat <= nowS() && exp > nowS());
  });

  test("may come in the query, or behind another spelling of the scheme", async () => {
    await expect(client(url).get(`/auth/me?token=${user.token}`), 200);
    for (const scheme of ["bearer", "BEARER"]) {
      await expect(
        send(`${url}/auth/me`, "GET", { headers: { authorization: `${scheme} ${user.token}` } }),
        200,
      );
    }
  });

  test("in the header goes before one in the query", async () => {
    await expect(client(url, user.token).get("/auth/me?token=garbage"), 200);
    await expectRefused(client(url, "garbage").get(`/auth/me?token=${user.token}`), INVALID);
  });
});

describe("times", () => {
  test("a token that was valid once is called expired", async () => {
    await expectRefused(me(signed({ iat: nowS() - 600, exp: nowS() - 1 })), /expired/);
  });

  test("a token that will be valid is told so", async () => {
    for (const claims of [{ nbf: nowS() + 300 }, { iat: nowS() + 300 }]) {
      await expectRefused(me(signed(claims)), /not valid yet/);
    }
  });

  test("a forged token is not told that it expired", async () => {
    const forged = { ...NEW_KEY, secret: STRANGE_SECRET };
    await expectRefused(me(signed({ exp: nowS() - 1 }, forged)), INVALID);
    await expectRefused(me(signed({ exp: nowS() - 1, aud: "elsewhere" })), INVALID);
  });
});

describe("a token is invalid", () => {
  const header = { alg: "HS256", kid: NEW_KEY.kid, typ: "JWT" };
  const right = hmac(NEW_KEY.secret);
  const [head, body, mac] = ["header", "claims", "signature"];
  const tampered = (index) => {
    const parts = signed({}).split(".");
    const at = Math.floor(parts[index].length / 2);
    const other = parts[index][at] === "A" ? "B" : "A";
    return parts.with(index, parts[index].slice(0, at) + other + parts[index].slice(at + 1)).join(".");
  };
  for (const [what, make] of [
    [`with a changed ${head}`, () => tampered(0)],
    [`with a changed ${body}`, () => tampered(1)],
    [`with a changed ${mac}`, () => tampered(2)],
    ["with somebody else's claims", () => signed({}).split(".").with(1, ownToken().split(".")[1]).join(".")],
    ["with alg none and no signature", () => token({ alg: "none" }, mine(), () => "")],
    ["with alg none and a signature", () => token({ ...header, alg: "none" }, mine(), right)],
    ["with alg None", () => token({ ...header, alg: "None" }, mine(), () => "")],
    ["with HS384", () => token({ ...header, alg: "HS384" }, mine(), hmac(NEW_KEY.secret, "sha384"))],
    ["with HS512", () => token({ ...header, alg: "HS512" }, mine(), hmac(NEW_KEY.secret, "sha512"))],
    ["that says HS256 and is HS512", () => token(header, mine(), hmac(NEW_KEY.secret, "sha512"))],
    ["that says RS256 and is HS256", () => token({ ...header, alg: "RS256" }, mine(), right)],
    ["with another secret", () => token(header, mine(), hmac(STRANGE_SECRET))],
    ["with an empty secret", () => token(header, mine(), hmac(""))],
    ["with the kid of another key", () => signed({}, { kid: OLD_KEY.kid, secret: NEW_KEY.secret })],
    ["with an unknown kid", () => signed({}, { kid: "nobody", secret: NEW_KEY.secret })],
    ["with a critical extension", () => token({ ...header, crit: ["exp"] }, mine(), right)],
    ["for another audience", () => signed({ aud: "elsewhere" })],
    ["for no audience", () => signed({ aud: undefined })],
    ["for an empty list of audiences", () => signed({ aud: [] })],
    ["of another issuer", () => signed({ iss: "elsewhere" })],
    ["of no issuer", () => signed({ iss: undefined })],
    ["without exp", () => signed({ exp: undefined })],
    ["with a text for exp", () => signed({ exp: "tomorrow" })],
    ["without sub", () => signed({ sub: undefined })],
    ["with a number for sub", () => signed({ sub: 1 })],
    ["with an unknown role", () => signed({ role: "root" })],
    ["that is not JSON", () => token("{", "{", right)],
    ["of two segments", () => signed({}).split(".").slice(0, 2).join(".")],
    ["of four segments", () => `${signed({})}.x`],
    ["in other base64", () => signed({}).replaceAll(".", "=.")],
    ["that is garbage", () => "garbage"],
    ["that is empty", () => ""],
    ["of two dots", () => ".."],
    ["that is huge", () => signed({ more: "x".repeat(9_000) })],
  ]) {
    test(what, async () => {
      await expectRefused(me(make()), INVALID);
    });
  }

  test("under another scheme", async () => {
    for (const authorization of [`Basic ${user.token}`, user.token, `Token ${user.token}`]) {
      await expectRefused(send(`${url}/auth/me`, "GET", { headers: { authorization } }), INVALID);
    }
  });

  test("whatever bytes are in it", async () => {
    for (let count = 0; count < 20; count++) {
      const garbage = [8, 40, 32].map((size) => randomBytes(size).toString("base64url")).join(".");
      await expectRefused(me(garbage), INVALID);
    }
  });
});

describe("without a token", () => {
  const calls = [
    ["GET", "/auth/me"],
    ["GET", "/auth/sessions"],
    ["POST", "/auth/logout"],
    ["DELETE", "/auth/sessions/x"],
    ["GET", "/streams"],
    ["POST", "/streams"],
    ["GET", "/streams/1"],
    ["PUT", "/streams/1"],
    ["DELETE", "/streams/1"],
    ["GET", "/streams/1/key"],
    ["POST", "/streams/1/key/rotate"],
    ["GET", "/streams/1/playback"],
    ["GET", "/streams/1/events"],
  ];
  for (const [method, path] of calls) {
    test(`${method} ${path} asks for one`, async () => {
      const reply = await client(url).call(method, path);
      await expectProblem(reply, 401);
      assert.equal(reply.headers.get("www-authenticate"), "Bearer");
    });
  }
});

describe("a token of a session", () => {
  test("that never was does not count", async () => {
    await expectProblem(me(signed({ sid: "7d9f0000-0000-4000-8000-000000000000" })), 401);
  });

  test("counts for its own user only as long as there is one", async () => {
    const nobody = client(url, signed({ sub: "987654321" }));
    const reply = await nobody.post("/streams", {});
    assert.ok(reply.status >= 400 && reply.status < 500, `${reply.status} ${reply.text}`);
  });
});
