// How the keys of the outside issuer are fetched: anew for a key that is not known, not for every forged token, and
// what is known still counts while the issuer is away.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newKey, startIssuer } from "../lib/jwks.mjs";
import { nowS, outsideToken } from "../lib/jwt.mjs";
import { newUser } from "../lib/people.mjs";
import { ownWorker } from "../lib/worker.mjs";

const FIRST = newKey("ES256", "first");
const SECOND = newKey("RS256", "second");
const FORGED = newKey("ES256", "forged");

const issuer = await startIssuer([FIRST]);
after(() => issuer.stop());
const { url } = await ownWorker({
  JWT_JWKS_URL: issuer.url,
  JWT_ISSUER: "https://id.example",
  JWT_AUDIENCE: "web",
  JWT_JWKS_PAUSE_MS: "1000",
});

const claims = () => ({ sub: "u1", iss: "https://id.example", aud: "web", exp: nowS() + 600 });
const me = (key) => client(url, outsideToken(key, claims())).get("/auth/me");

// In this order: the Worker remembers.
test("the keys are fetched with the first token that needs them, and then known", async () => {
  const user = await newUser(url);
  await expect(user.get("/auth/me"), 200);
  assert.equal(issuer.asked, 0, "our own tokens need no keys of others");
  for (let count = 0; count < 5; count++) await expect(me(FIRST), 200);
  assert.equal(issuer.asked, 1);
});

test("a key that the issuer adds is fetched when a token needs it", async () => {
  issuer.keys = [FIRST, SECOND];
  await eventually(() => expect(me(SECOND), 200));
  await expect(me(FIRST), 200);
});

test("forged tokens with unknown keys do not make the Worker ask for each of them", async () => {
  const before = issuer.asked;
  const forged = Array.from({ length: 40 }, () => me(FORGED));
  for (const reply of await Promise.all(forged)) await expectProblem(reply, 401);
  assert.ok(issuer.asked - before < 10, `asked ${issuer.asked - before} times`);
});

test("the keys that are known count while the issuer is away", async () => {
  issuer.isUp = false;
  await eventually(async () => {
    const before = issuer.asked;
    await expectProblem(me(FORGED), 401);
    assert.ok(issuer.asked > before, "the Worker tries");
  });
  for (const key of [FIRST, SECOND]) await expect(me(key), 200);
  await issuer.stop();
  for (const key of [FIRST, SECOND]) await expect(me(key), 200);
});
