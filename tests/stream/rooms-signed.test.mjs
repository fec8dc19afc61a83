// Streams that play for whoever has a token of ours, and for nobody else.

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { nowS } from "../lib/jwt.mjs";
import { newGuest } from "../lib/people.mjs";
import { openRooms } from "./room-house.mjs";

const RULES = JSON.stringify([{ type: "ip.geoip.country", action: "block", country: ["XX"] }]);
const rooms = await openRooms({
  signs: true,
  vars: { CLOUDFLARE_TOKEN_SECONDS: "600", CLOUDFLARE_TOKEN_RULES: RULES },
});
const owner = await rooms.owner();
const { house } = rooms;

const partsOf = (token) =>
  token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
const tokenIn = (address) => new URL(address).pathname.split("/")[1];
const newSigned = () =>
  expect(owner.post("/streams", { title: "S", provider: "cloudflare", signed: true }), 201);
const roomOf = async (stream) => {
  const found = (await rooms.inputs()).find(({ meta }) => meta.name === stream.title);
  return { SessionID: found.uid, streamId: stream.id };
};

test("a signed stream is played with a token of ours, which Stream takes", async () => {
  const stream = await newSigned();
  assert.deepEqual([stream.signed, stream.playback.hls], [true, null]);
  const room = await roomOf(stream);
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  const guest = await newGuest(rooms.url);
  const playback = await expect(guest.get(`/streams/${stream.id}/playback`), 200);
  const token = tokenIn(playback.hls);
  const [header, claims] = partsOf(token);
  assert.deepEqual([header.alg, claims.sub, claims.kid], ["RS256", room.SessionID, header.kid]);
  assert.ok(claims.exp > nowS() + 500 && claims.exp <= nowS() + 600);
  assert.equal(Date.parse(playback.expiresAt), claims.exp * 1000);
  assert.deepEqual(claims.accessRules, JSON.parse(RULES));
  assert.ok([200, 204].includes((await fetch(playback.hls)).status));
  assert.equal((await send(playback.hls, "GET", { headers: { "cf-ipcountry": "XX" } })).status, 401);
  const bare = playback.hls.replace(token, room.SessionID);
  assert.equal((await fetch(bare)).status, 401);
  assert.equal((await fetch(playback.hls.replace(token, `${token.slice(0, -3)}AAA`))).status, 401);

  await expectProblem(rooms.livestream(room.SessionID), 401);
  const session = await expect(guest.get(`/api/livestream?sessionId=${room.SessionID}`), 200);
  assert.equal(partsOf(tokenIn(session.playback.hls))[1].sub, room.SessionID);

  await rooms.act(room, "disconnect");
  const [video] = await rooms.untilVideos(owner, room, "ready");
  assert.match(video.url, /\/vod\/\d+\/content\?/, "the address of the token is given out one by one");
  const moved = await send(video.url, "GET");
  assert.equal(moved.status, 302);
  assert.equal((await fetch(moved.headers.get("location"))).status, 200);
  await rooms.until(owner, room, "ended");
  const ended = await expect(owner.get(`/streams/${stream.id}/playback`), 200);
  assert.equal((await fetch(ended.hls)).status, 200);
  assert.ok(ended.expiresAt);
});

test("a token is signed by the account's key", async () => {
  const stream = await newSigned();
  await expect(owner.put(`/streams/${stream.id}`, { title: "T" }), 200);
  const { body } = await owner.get(`/streams/${stream.id}/playback`);
  assert.deepEqual(body, { status: "ended" });
  const input = (await rooms.inputs()).find(({ meta }) => meta.name === "S");
  const reply = await expect(owner.get(`/api/livestream?sessionId=${input.uid}`), 200);
  const token = tokenIn(reply.playback.hls);
  const end = token.lastIndexOf(".");
  const { n, e } = house.signingJwk;
  const key = createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
  const signature = Buffer.from(token.slice(end + 1), "base64url");
  assert.ok(verify("sha256", Buffer.from(token.slice(0, end)), key, signature));
});

test("a stream becomes signed, and open again", async () => {
  const room = await rooms.create(owner, { title: "U" });
  const isSigned = async () => {
    const { recording } = await house.result(house.api.get(`/stream/live_inputs/${room.SessionID}`));
    return [recording.requireSignedURLs, recording.mode];
  };
  for (const signed of [true, false]) {
    const stream = await expect(owner.put(`/streams/${room.streamId}`, { signed }), 200);
    assert.equal(stream.signed, signed);
    assert.deepEqual(await isSigned(), [signed, "automatic"]);
  }
});

test("only streams on Stream are signed", async () => {
  await expectProblem(owner.post("/streams", { signed: true }), 422, ["signed"]);
  const here = await expect(owner.post("/streams", {}), 201);
  await expectProblem(owner.put(`/streams/${here.id}`, { signed: true }), 422, ["signed"]);
});
