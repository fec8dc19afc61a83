// Keys that an issuer should not have published. It is the runtime that checks signatures, so its mind is what is asked
// here: a key that is none spoils nothing, and under a weak one nobody's token counts.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newKey, startIssuer } from "../lib/jwks.mjs";
import { nowS, outsideToken, token } from "../lib/jwt.mjs";
import { ownWorker } from "../lib/worker.mjs";

function rsa(kid, modulusLength, publicExponent = 0x10001) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength, publicExponent });
  return { alg: "RS256", kid, privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid } };
}
const withCoordinates = (key, more) => ({ ...key, jwk: { ...key.jwk, ...more } });

const SOUND = [newKey("ES256", "sound"), rsa("large", 4096), rsa("odd", 2050, 17)];
const SMALL = rsa("small", 1024);
const OFF_CURVE = withCoordinates(newKey("ES256", "off"), { y: newKey("ES256").jwk.y });
/** The neutral element of Ed25519, which is also the signature of everything under itself. */
const NEUTRAL = Buffer.from([1, ...Array(31).fill(0)]);
const WEAK = withCoordinates(newKey("EdDSA", "weak"), { x: NEUTRAL.toString("base64url") });

const issuer = await startIssuer([OFF_CURVE, WEAK, SMALL, ...SOUND]);
after(() => issuer.stop());
const { url } = await ownWorker({
  JWT_JWKS_URL: issuer.url,
  JWT_ISSUER: "https://id.example",
  JWT_AUDIENCE: "web",
  JWT_JWKS_PAUSE_MS: "1000",
});

const claims = () => ({ sub: "u1", iss: "https://id.example", aud: "web", exp: nowS() + 600 });
const me = (text) => client(url, text).get("/auth/me");

for (const key of SOUND) {
  test(`the ${key.kid} key beside them counts`, () => expect(me(outsideToken(key, claims())), 200));
}

for (const key of [SMALL, OFF_CURVE]) {
  test(`the ${key.kid} key is not taken for one: the issuer is asked for a better`, async () => {
    const before = issuer.asked;
    await eventually(async () => {
      await expectProblem(me(outsideToken(key, claims())), 401);
      assert.ok(issuer.asked > before, "the Worker asks");
    });
  });
}

test("what anyone can sign under a weak key does not count", async () => {
  const forge = () => Buffer.concat([NEUTRAL, Buffer.alloc(32)]);
  await expectProblem(me(token({ alg: "EdDSA", kid: "weak" }, claims(), forge)), 401);
});
