// WHIP at the simulator: browsers publish, and what they send goes the way of an encoder's.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { codecs } from "../../dev/lib/encoder.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { FAKE_DEVICES, openBrowser } from "../lib/chat-browser.mjs";
import { expect, send } from "../lib/client.mjs";
import { publishFrom } from "../lib/whip-publisher.mjs";
import { openHouse, openReceiver, RECORDED, subscribe, untilState, videoIn } from "./house.mjs";

const SDP = { "content-type": "application/sdp" };
const house = await openHouse();
let browser;

before(async () => {
  browser = await openBrowser(FAKE_DEVICES);
});
after(() => browser?.close());
beforeEach(() => house.unset());

const look = async ({ uid }) => house.result(house.api.get(`/stream/live_inputs/${uid}`));
const stateIs = (input, state) =>
  waitFor(`the input to be ${state}`, async () => (await look(input)).status?.current.state === state, {
    timeoutMs: 20_000,
  });
const offer = (url, body, headers = SDP) => fetch(url, { method: "POST", headers, body });

test("what a browser publishes is live, plays as HLS, ends, and becomes a recording", async () => {
  const receiver = await openReceiver();
  await subscribe(house, receiver);
  const input = await house.newInput(RECORDED);
  const publisher = await publishFrom(browser, input.webRTC.url);
  assert.equal(publisher.status, 201);
  assert.equal(publisher.headers["content-type"], "application/sdp");
  const video = await videoIn(house, input, "live-inprogress");
  const playlist = `${house.url}/${input.uid}/manifest/video.m3u8`;
  const found = await waitFor(
    "something to play",
    async () => (await fetch(playlist)).status === 200 && codecs(playlist),
    {
      timeoutMs: 30_000,
    },
  );
  assert.deepEqual(found.sort(), ["aac", "h264"]);
  assert.equal((await look(input)).status.current.ingestProtocol, "webrtc");
  assert.equal(await publisher.end(), 200);
  await stateIs(input, "disconnected");
  const recording = await untilState(house, video, "ready");
  assert.ok(recording.duration > 0, `${recording.duration} s`);
  for (const type of ["live_input.connected", "live_input.disconnected"])
    await receiver.next(type, ({ data }) => data?.event_type === type);
});

test("VP8 is taken, too", async () => {
  const input = await house.newInput(RECORDED);
  const publisher = await publishFrom(browser, input.webRTC.url, { codec: "video/VP8" });
  assert.equal(publisher.status, 201);
  await videoIn(house, input, "live-inprogress");
  await publisher.end();
  await stateIs(input, "disconnected");
});

test("a publisher that vanishes without a word has ended", async () => {
  await house.set({ whipSilenceMs: 1_000 });
  const input = await house.newInput(RECORDED);
  const publisher = await publishFrom(browser, input.webRTC.url);
  await stateIs(input, "connected");
  await publisher.vanish();
  await stateIs(input, "disconnected");
});

test("one at a time: the second is refused until the first has ended", async () => {
  const input = await house.newInput(RECORDED);
  const first = await publishFrom(browser, input.webRTC.url);
  assert.equal((await publishFrom(browser, input.webRTC.url)).status, 409);
  await stateIs(input, "connected");
  assert.equal(await first.end(), 200);
  await stateIs(input, "disconnected");
  assert.equal(await first.end(), 404);
  const next = await publishFrom(browser, input.webRTC.url);
  assert.equal(next.status, 201);
  await stateIs(input, "connected");
  await next.end();
});

test("disabling, a new key and deletion cut whoever publishes, and let nobody in by the old address", async () => {
  for (const cut of [
    ({ uid }) => house.api.post(`/stream/live_inputs/${uid}/disable`, {}),
    ({ uid }) => house.api.post(`/stream/live_inputs/${uid}/rotate_keys`, {}),
    ({ uid }) => house.api.delete(`/stream/live_inputs/${uid}`),
  ]) {
    const input = await house.newInput(RECORDED);
    const publisher = await publishFrom(browser, input.webRTC.url);
    await stateIs(input, "connected");
    await expect(cut(input), 200);
    await waitFor(
      "the session to be gone",
      async () => (await send(publisher.session, "DELETE")).status === 404,
    );
    assert.equal((await publishFrom(browser, input.webRTC.url)).status, 404);
  }
});

test("what is no offer, or has no video that can be taken, is refused", async () => {
  const { webRTC } = await house.newInput(RECORDED);
  const withVideo = (codec, more = "") =>
    `v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n${more}a=rtpmap:96 ${codec}/90000\r\n`;
  assert.equal((await offer(webRTC.url, "{}", { "content-type": "application/json" })).status, 415);
  assert.equal((await offer(webRTC.url, "hello")).status, 400);
  assert.equal((await offer(webRTC.url, "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n")).status, 400);
  assert.equal((await offer(webRTC.url, withVideo("AV1"))).status, 406);
  assert.equal((await offer(webRTC.url, withVideo("H264"))).status, 400);
  assert.equal((await offer(webRTC.url, withVideo("H264", "a=mid:0\r\n"))).status, 400);
  assert.equal((await fetch(webRTC.url)).status, 405);
  const forged = webRTC.url.replace(/[0-9a-f]{32}k/, `${"0".repeat(32)}k`);
  assert.equal((await offer(forged, withVideo("H264"))).status, 404);
});

test("browsers may call from any page, and may read where the session is", async () => {
  const { webRTC } = await house.newInput(RECORDED);
  const asked = await fetch(webRTC.url, {
    method: "OPTIONS",
    headers: { origin: "https://a.example", "access-control-request-method": "POST" },
  });
  assert.equal(asked.status, 204);
  assert.equal(asked.headers.get("access-control-allow-origin"), "*");
  assert.match(asked.headers.get("access-control-allow-methods"), /POST.*DELETE/);
  assert.equal((await offer(webRTC.url, "x")).headers.get("access-control-expose-headers"), "*");
});

test("as on the platform, if that is asked for: what comes by WHIP makes no video", async () => {
  await house.set({ whipPlays: "webrtc" });
  const input = await house.newInput(RECORDED);
  const publisher = await publishFrom(browser, input.webRTC.url);
  await stateIs(input, "connected");
  assert.equal((await fetch(`${house.url}/${input.uid}/manifest/video.m3u8`)).status, 204);
  await publisher.end();
  await stateIs(input, "disconnected");
  assert.deepEqual(await house.result(house.api.get(`/stream/live_inputs/${input.uid}/videos`)), []);
});
