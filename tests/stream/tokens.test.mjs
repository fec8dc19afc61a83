// Signing keys, signed addresses, and what keeps others out.

import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { test } from "node:test";
import { isOriginAllowed } from "../../dev/stream/playback/origins.mjs";
import { areRules, isAllowed } from "../../dev/stream/playback/rules.mjs";
import { expect, send } from "../lib/client.mjs";
import { nowS, token } from "../lib/jwt.mjs";
import { openHouse, untilState } from "./house.mjs";
import { assertShape, envelope, list, signingKey, signingKeyItem } from "./shapes.mjs";

const house = await openHouse();
const SIGNED = { recording: { mode: "automatic", requireSignedURLs: true } };

const newKey = () => house.result(house.api.post("/stream/keys"));
const decoded = (base64) => Buffer.from(base64, "base64").toString();
const rs256 = (pem) => (text) => sign("sha256", Buffer.from(text), pem);

/** A token signed here, as the Worker signs them. */
function ownToken({ id, pem }, claims, header = {}) {
  const all = { kid: id, exp: nowS() + 600, ...claims };
  return token({ alg: "RS256", kid: id, ...header }, all, rs256(decoded(pem)));
}

/** What the manifest of a live input answers: 204, since nobody broadcasts. */
const play = (id, headers = {}) => send(`${house.url}/${id}/manifest/video.m3u8`, "GET", { headers });

test("a key comes as PKCS#1 and as JWK, once, and both sign alike", async () => {
  const made = await expect(house.api.post("/stream/keys"), 200);
  assertShape(made, envelope(signingKey));
  const pem = decoded(made.result.pem);
  assert.match(pem, /^-----BEGIN RSA PRIVATE KEY-----/);
  const jwk = JSON.parse(decoded(made.result.jwk));
  assert.deepEqual([jwk.kid, jwk.use, jwk.alg, jwk.kty], [made.result.id, "sig", "RS256", "RSA"]);
  const bytes = Buffer.from("bytes");
  const signature = sign("sha256", bytes, createPrivateKey({ key: jwk, format: "jwk" }));
  assert.ok(verify("sha256", bytes, createPublicKey(pem), signature));
  const listed = await expect(house.api.get("/stream/keys"), 200);
  assertShape(listed, envelope(list(signingKeyItem)));
  assert.ok(listed.result.some(({ id }) => id === made.result.id));
});

test("a signed input plays with a good token and with nothing else", async () => {
  const key = await newKey();
  const other = await newKey();
  const { uid: sub } = await house.newInput(SIGNED);
  const { uid: elsewhere } = await house.newInput(SIGNED);
  const CASES = [
    ["its own", ownToken(key, { sub }), 204],
    ["with times as texts", ownToken(key, { sub, exp: `${nowS() + 60}`, nbf: `${nowS() - 60}` }), 204],
    ["of another input", ownToken(key, { sub: elsewhere }), 204],
    ["of nothing", ownToken(key, { sub: "f".repeat(32) }), 404],
    ["without a subject", ownToken(key, {}), 404],
    ["run out", ownToken(key, { sub, exp: nowS() - 1 }), 401],
    ["without an end", ownToken(key, { sub, exp: undefined }), 401],
    ["for too long", ownToken(key, { sub, exp: nowS() + 86_400 + 300 }), 401],
    ["not yet good", ownToken(key, { sub, nbf: nowS() + 60 }), 401],
    ["of a key that there is not", ownToken({ ...key, id: "0".repeat(32) }, { sub }), 401],
    ["signed by another key", ownToken({ ...key, pem: other.pem }, { sub }), 401],
    ["of two keys", ownToken(key, { sub }, { kid: other.id }), 401],
    ["of another algorithm", ownToken(key, { sub }, { alg: "none" }), 401],
    ["that is none", "not.a.token", 401],
    ["its uid alone", sub, 401],
  ];
  for (const [what, id, status] of CASES) assert.equal((await play(id)).status, status, what);
});

test("a key that was deleted lets nobody in any more", async () => {
  const key = await newKey();
  const { uid: sub } = await house.newInput(SIGNED);
  const signed = ownToken(key, { sub });
  await expect(play(signed), 204);
  assert.equal(await house.result(house.api.delete(`/stream/keys/${key.id}`)), "Revoked");
  await expect(play(signed), 401);
  await expect(house.api.delete(`/stream/keys/${key.id}`), 404);
});

test("the API signs tokens, by itself or with a key that it is given", async () => {
  const key = await newKey();
  const { uid } = await house.newInput(SIGNED);
  for (const wish of [undefined, { id: key.id, pem: key.pem, exp: nowS() + 60, nbf: nowS() }]) {
    const { token: signed } = await house.result(house.api.post(`/stream/${uid}/token`, wish));
    await expect(play(signed), 204);
  }
  const { token: standard } = await house.result(house.api.post(`/stream/${uid}/token`));
  const claims = JSON.parse(Buffer.from(standard.split(".")[1], "base64url").toString());
  assert.deepEqual([claims.sub, typeof claims.exp, typeof claims.nbf], [uid, "string", "string"]);
  const rule = { type: "any", action: "allow" };
  const REFUSED = [
    { exp: nowS() + 86_400 + 300 },
    { id: key.id },
    { pem: key.pem },
    { accessRules: Array(6).fill(rule) },
    { accessRules: [{ type: "moon", action: "allow" }] },
  ];
  for (const wish of REFUSED) await expect(house.api.post(`/stream/${uid}/token`, wish), 400);
  await expect(house.api.post(`/stream/${"f".repeat(32)}/token`), 404);
});

test("access rules of a token are asked for each call", async () => {
  const key = await newKey();
  const { uid: sub } = await house.newInput(SIGNED);
  const accessRules = [
    { type: "ip.geoip.country", action: "allow", country: ["GB"] },
    { type: "any", action: "block" },
  ];
  const signed = ownToken(key, { sub, accessRules });
  await expect(play(signed, { "cf-ipcountry": "GB" }), 204);
  await expect(play(signed, { "cf-ipcountry": "FR" }), 401);
});

const HOME = { ip: "192.0.2.7", country: "GB" };
const RULES = [
  ["no rule", [], true],
  ["any allows", [{ type: "any", action: "allow" }], true],
  ["any blocks", [{ type: "any", action: "block" }], false],
  [
    "the first that fits decides",
    [
      { type: "ip.src", action: "allow", ip: ["192.0.2.0/24"] },
      { type: "any", action: "block" },
    ],
    true,
  ],
  ["an address by itself", [{ type: "ip.src", action: "block", ip: ["192.0.2.7"] }], false],
  ["another network", [{ type: "ip.src", action: "block", ip: ["198.51.100.0/24"] }], true],
  ["the other family", [{ type: "ip.src", action: "block", ip: ["2001:db8::/32"] }], true],
  ["a country", [{ type: "ip.geoip.country", action: "block", country: ["FR", "GB"] }], false],
];
for (const [what, rules, expected] of RULES) {
  test(`access rules: ${what}`, () => {
    assert.ok(areRules(rules));
    assert.equal(isAllowed(rules, HOME), expected);
  });
}

const ORIGINS = [
  [[], "https://a.example", true],
  [null, "https://a.example", true],
  [["a.example"], "https://a.example", true],
  [["a.example"], "https://a.example/page", true],
  [["a.example"], "https://www.a.example", false],
  [["*.a.example"], "https://www.a.example", true],
  [["*.a.example"], "https://a.example", false],
  [["*.a.example"], "https://nota.example", false],
  [["localhost"], "http://localhost:3000", false],
  [["localhost:3000"], "http://localhost:3000", true],
  [["a.example"], "null", false],
  [["a.example"], undefined, true],
];
for (const [allowed, origin, expected] of ORIGINS) {
  test(`origins: ${origin} by ${JSON.stringify(allowed)} ${expected ? "may" : "may not"}`, () => {
    assert.equal(isOriginAllowed(allowed, origin, "allowed"), expected);
  });
}

test("a page elsewhere does not play an input that names its pages", async () => {
  const { uid } = await house.newInput({ recording: { mode: "automatic", allowedOrigins: ["a.example"] } });
  await expect(play(uid, { origin: "https://a.example" }), 204);
  await expect(play(uid, { origin: "https://b.example" }), 401);
  await expect(play(uid), 204);
  await house.set({ playersWithoutOrigin: "refused" });
  await expect(play(uid), 401);
  await house.unset();
});

test("a recording keeps its input's lock, each of its segments too, and a download needs a token that says so", async () => {
  const key = await newKey();
  const input = await house.newInput(SIGNED);
  await house.broadcast({ input: input.uid, action: "connect" });
  await house.broadcast({ input: input.uid, action: "disconnect" });
  const [{ uid: sub }] = await house.result(house.api.get(`/stream?live_input_id=${input.uid}`));
  await untilState(house, { uid: sub }, "ready");
  const good = ownToken(key, { sub });
  const PATHS = [
    "manifest/video.m3u8",
    "manifest/stream.m3u8",
    "manifest/seg_0.ts",
    "manifest/video.mpd",
    "thumbnails/thumbnail.jpg",
    "iframe",
  ];
  for (const path of PATHS) {
    await expect(send(`${house.url}/${good}/${path}`, "GET"), 200);
    await expect(send(`${house.url}/${sub}/${path}`, "GET"), 401);
  }
  const { default: made } = await house.result(house.api.post(`/stream/${sub}/downloads`));
  const withToken = (id) => send(made.url.replace(sub, id), "GET");
  await expect(withToken(sub), 401);
  await expect(withToken(good), 401);
  assert.notEqual((await withToken(ownToken(key, { sub, downloadable: true }))).status, 401);
});
