// Tokens of an outside issuer, whose keys a server on this machine publishes.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { newKey, startIssuer } from "../lib/jwks.mjs";
import { hmac, nowS, outsideToken, token } from "../lib/jwt.mjs";
import { newUser, uniqueName } from "../lib/people.mjs";
import { events, newStream } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const ISSUER = "https://id.example";
const KEYS = [newKey("RS256"), newKey("ES256"), newKey("EdDSA")];
const [RSA, EC, ED] = KEYS;

const issuer = await startIssuer(KEYS);
after(() => issuer.stop());
const { url } = await ownWorker({
  JWT_JWKS_URL: issuer.url,
  JWT_ISSUER: ISSUER,
  JWT_AUDIENCE: "liveroom-web",
});

const claims = (more) => ({ sub: "user|1", iss: ISSUER, aud: "liveroom-web", exp: nowS() + 600, ...more });
const call = (key, more) => client(url, outsideToken(key, claims(more)));

describe("a token of the outside issuer", () => {
  for (const key of KEYS) {
    test(`signed with ${key.alg} counts`, async () => {
      const name = uniqueName("Outside");
      const me = await expect(call(key, { sub: name, name }).get("/auth/me"), 200);
      assert.deepEqual([me.username, me.role], [name, "user"]);
    });
  }

  test("leads to the same account each time, whichever key signed it", async () => {
    const sub = uniqueName();
    const ids = [];
    for (const key of KEYS) ids.push((await expect(call(key, { sub }).get("/auth/me"), 200)).id);
    assert.equal(new Set(ids).size, 1);
    assert.ok(Number.isInteger(ids[0]));
  });

  test("makes one account when it comes several times at once", async () => {
    const sub = uniqueName();
    const replies = await Promise.all(Array.from({ length: 8 }, () => call(EC, { sub }).get("/auth/me")));
    const ids = await Promise.all(replies.map(async (reply) => (await expect(reply, 200)).id));
    assert.equal(new Set(ids).size, 1);
  });

  test("is not our user of the same number or name", async () => {
    const ours = await newUser(url);
    const stream = await newStream(ours);
    const theirs = call(RSA, { sub: String(ours.id), name: ours.username });
    const me = await expect(theirs.get("/auth/me"), 200);
    assert.notEqual(me.id, ours.id);
    assert.notEqual(me.username, ours.username);
    await expectProblem(theirs.get(`/streams/${stream.id}/key`), 403);
    const seen = await expect(theirs.get(`/streams/${stream.id}`), 200);
    assert.equal(seen.streamKey, undefined);
  });

  test("may do what a user may", async () => {
    const owner = call(ED, { sub: uniqueName(), name: uniqueName("Out") });
    const stream = await newStream(owner, { title: "from outside" });
    const seen = await expect(owner.get(`/streams/${stream.id}`), 200);
    assert.equal(seen.streamKey, stream.streamKey);
    assert.deepEqual(await events(owner, stream), []);
    await expect(owner.put(`/streams/${stream.id}`, { title: "changed" }), 200);
    await expect(owner.delete(`/streams/${stream.id}`), 204);
  });

  test("does not make anyone an admin", async () => {
    const sub = uniqueName();
    const stream = await newStream(call(RSA, { sub }));
    for (const role of ["admin", "media"]) {
      const caller = call(RSA, { sub, role });
      assert.equal((await expect(caller.get("/auth/me"), 200)).role, "user");
      await expectProblem(caller.put(`/streams/${stream.id}`, { featured: true }), 403);
    }
  });

  test("of a guest of theirs is a guest's", async () => {
    const guest = call(RSA, { sub: uniqueName(), role: "guest" });
    await expect(guest.get("/streams"), 200);
    await expectProblem(guest.post("/streams", {}), 403);
  });

  test("does not count after its time, and is told so", async () => {
    const reply = await call(RSA, { exp: nowS() - 120 }).get("/auth/me");
    assert.match((await expectProblem(reply, 401)).detail, /expired/);
  });
});

describe("it does not count", () => {
  const publicPem = RSA.publicKey.export({ type: "spki", format: "pem" });
  const stranger = newKey("RS256", RSA.kid);
  for (const [what, make] of [
    ["for another audience", () => outsideToken(RSA, claims({ aud: "elsewhere" }))],
    ["for our own audience", () => outsideToken(RSA, claims({ aud: "liveroom" }))],
    ["without an audience", () => outsideToken(RSA, claims({ aud: undefined }))],
    ["from another issuer", () => outsideToken(RSA, claims({ iss: "https://evil.example" }))],
    ["in our own name", () => outsideToken(RSA, claims({ iss: "liveroom", aud: "liveroom", sub: "1" }))],
    ["without exp", () => outsideToken(RSA, claims({ exp: undefined }))],
    ["without sub", () => outsideToken(RSA, claims({ sub: undefined }))],
    ["with a blank sub", () => outsideToken(RSA, claims({ sub: "  " }))],
    ["before its time", () => outsideToken(RSA, claims({ nbf: nowS() + 300 }))],
    ["signed by another key of the same kid", () => outsideToken(stranger, claims())],
    ["signed by a key of another kid", () => outsideToken({ ...RSA, kid: EC.kid }, claims())],
    ["when RS256 is called ES256", () => relabelled(RSA, "ES256")],
    ["when ES256 is called EdDSA", () => relabelled(EC, "EdDSA")],
    ["as HS256 with the public key for a secret", () => confused("HS256", publicPem)],
    ["as HS256 with the public modulus for a secret", () => confused("HS256", RSA.jwk.n)],
    ["with alg none", () => token({ alg: "none", kid: RSA.kid }, claims(), () => "")],
    ["with RS512", () => relabelled(RSA, "RS512")],
    ["with a key of its own in the header", () => withOwnKey(stranger)],
  ]) {
    test(what, async () => {
      const problem = await expectProblem(client(url, make()).get("/auth/me"), 401);
      assert.doesNotMatch(problem.detail, /expired/);
    });
  }

  function relabelled(key, alg) {
    const [, body, mac] = outsideToken(key, claims()).split(".");
    return [Buffer.from(JSON.stringify({ alg, kid: key.kid })).toString("base64url"), body, mac].join(".");
  }
  const confused = (alg, secret) => token({ alg, kid: RSA.kid }, claims(), hmac(secret));
  function withOwnKey({ jwk, privateKey }) {
    const header = { alg: "RS256", jwk, jku: "http://127.0.0.1:1/", kid: "own" };
    const signed = outsideToken({ alg: "RS256", kid: "own", privateKey }, claims());
    return [Buffer.from(JSON.stringify(header)).toString("base64url"), ...signed.split(".").slice(1)].join(
      ".",
    );
  }
});

describe("our own tokens", () => {
  test("count beside theirs", async () => {
    const user = await newUser(url);
    await expect(user.get("/auth/me"), 200);
  });
});
