// WHEP at the simulator: what a browser publishes by WHIP, others see as it comes.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { waitFor } from "../../dev/lib/wait.mjs";
import { FAKE_DEVICES, openBrowser } from "../lib/chat-browser.mjs";
import { send } from "../lib/client.mjs";
import { watchFrom } from "../lib/whep-viewer.mjs";
import { publishFrom } from "../lib/whip-publisher.mjs";
import { openHouse, RECORDED, videoIn } from "./house.mjs";

const SDP = { "content-type": "application/sdp" };
const FRAGMENT = { "content-type": "application/trickle-ice-sdpfrag" };
const house = await openHouse({ whipPlays: "webrtc" });
let browser;

before(async () => {
  browser = await openBrowser(FAKE_DEVICES);
});
after(() => browser?.close());
beforeEach(() => house.set({ whipPlays: "webrtc", whipSilenceMs: 10_000 }));

const look = async ({ uid }) => house.result(house.api.get(`/stream/live_inputs/${uid}`));
const stateIs = (input, state) =>
  waitFor(`the input to be ${state}`, async () => (await look(input)).status?.current.state === state, {
    timeoutMs: 20_000,
  });

/** A live input that somebody publishes to. */
async function onAir(options) {
  const input = await house.newInput(RECORDED);
  const publisher = await publishFrom(browser, input.webRTC.url, options);
  await stateIs(input, "connected");
  return { input, publisher };
}

const untilSeen = (viewer) =>
  waitFor(
    "picture and sound",
    async () => {
      const { width, time, sound } = await viewer.sees();
      return width > 0 && time > 1 && sound > 10;
    },
    { timeoutMs: 30_000 },
  );
const untilCut = (viewer) =>
  waitFor("the end", async () => ["disconnected", "failed", "closed"].includes(await viewer.state()), {
    timeoutMs: 30_000,
  });
const offer = (url, body, headers = SDP) => fetch(url, { method: "POST", headers, body });
const patch = ({ session }, body, headers) => fetch(session, { method: "PATCH", headers, body });
/** Asked in a way that does not end it. */
const isThere = async (viewer) => (await patch(viewer, "", SDP)).status === 415;
const untilGone = (viewer) =>
  waitFor("the session to be gone", async () => !(await isThere(viewer)), { timeoutMs: 60_000 });

test("two viewers see and hear what is published, and one that leaves takes nothing from the other", async () => {
  const { input, publisher } = await onAir();
  const first = await watchFrom(browser, input.webRTCPlayback.url);
  assert.equal(first.status, 201);
  assert.equal(first.headers["content-type"], "application/sdp");
  assert.equal(first.headers["protocol-version"], "draft-murillo-whep-01");
  await untilSeen(first);
  const second = await watchFrom(browser, input.webRTCPlayback.url);
  await untilSeen(second);
  assert.equal(await first.end(), 200);
  assert.equal(await first.end(), 404);
  const { time } = await second.sees();
  await waitFor("the picture to move on", async () => (await second.sees()).time > time + 1);
  await publisher.end();
});

test("VP8 goes out as it came, and only to those who take it", async () => {
  const { input, publisher } = await onAir({ codec: "video/VP8" });
  const { url } = input.webRTCPlayback;
  assert.equal((await watchFrom(browser, url, { codec: "video/H264" })).status, 406);
  await untilSeen(await watchFrom(browser, url, { codec: "video/VP8" }));
  await publisher.end();
});

test("when the publisher leaves, its viewers are through, and others are told to come later", async () => {
  const { input, publisher } = await onAir();
  const viewer = await watchFrom(browser, input.webRTCPlayback.url);
  await untilSeen(viewer);
  await publisher.end();
  await untilCut(viewer);
  assert.equal(await viewer.end(), 404);
  const later = await watchFrom(browser, input.webRTCPlayback.url);
  assert.equal(later.status, 409);
  assert.match(later.headers["retry-after"], /^\d+$/);
});

test("viewers that vanish are forgotten, and the publisher does not notice", async () => {
  await house.set({ whipSilenceMs: 3_000 });
  const { input, publisher } = await onAir();
  const viewer = await watchFrom(browser, input.webRTCPlayback.url);
  await untilSeen(viewer);
  assert.ok(await isThere(viewer));
  await viewer.vanish();
  await untilGone(viewer);
  assert.equal((await look(input)).status.current.state, "connected");
  await publisher.end();
});

test("nothing gets to deaf viewers, while the publisher goes on", async () => {
  const { input, publisher } = await onAir();
  const viewer = await watchFrom(browser, input.webRTCPlayback.url);
  await untilSeen(viewer);
  await house.fault({ kind: "deaf", side: "viewers", ms: 60_000 });
  await untilCut(viewer);
  assert.equal((await look(input)).status.current.state, "connected");
  await send(`${house.url}/__faults`, "DELETE");
  await untilSeen(await watchFrom(browser, input.webRTCPlayback.url));
  await publisher.end();
});

test("what comes as HLS, too, plays by WHEP as well, and what encoders send does not", async () => {
  await house.set({ whipPlays: "everywhere" });
  const { input, publisher } = await onAir();
  await videoIn(house, input, "live-inprogress");
  await untilSeen(await watchFrom(browser, input.webRTCPlayback.url));
  await publisher.end();
  const other = await house.newInput(RECORDED);
  await house.broadcast({ input: other.uid, action: "connect" });
  assert.equal((await watchFrom(browser, other.webRTCPlayback.url)).status, 409);
});

test("a live input that plays with a token alone lets nobody in without", async () => {
  const signed = { recording: { mode: "automatic", requireSignedURLs: true } };
  const input = await house.newInput(signed);
  const { token } = await house.result(house.api.post(`/stream/${input.uid}/token`, {}));
  const publisher = await publishFrom(browser, input.webRTC.url);
  await stateIs(input, "connected");
  const { url } = input.webRTCPlayback;
  assert.equal((await watchFrom(browser, url)).status, 401);
  const viewer = await watchFrom(browser, url.replace(input.uid, token));
  await untilSeen(viewer);
  assert.equal(await viewer.end(), 200);
  await publisher.end();
});

test("addresses may come later; the connection is never begun anew", async () => {
  const { input, publisher } = await onAir();
  const viewer = await watchFrom(browser, input.webRTCPlayback.url);
  const { etag } = viewer.headers;
  const headers = { ...FRAGMENT, "if-match": etag };
  const ufrag = viewer.offer.match(/a=ice-ufrag:\S+/)[0];
  const candidate = "a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host";
  const fragment = `${ufrag}\r\na=ice-pwd:x\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n${candidate}\r\n`;
  assert.equal((await patch(viewer, fragment, headers)).status, 204);
  assert.equal((await patch(viewer, fragment, SDP)).status, 415);
  assert.equal((await patch(viewer, fragment, FRAGMENT)).status, 428);
  assert.equal((await patch(viewer, fragment, { ...headers, "if-match": '"x"' })).status, 412);
  assert.equal((await patch(viewer, candidate, headers)).status, 400);
  assert.equal((await patch(viewer, `${ufrag}\r\n${candidate}`, headers)).status, 400);
  assert.equal((await patch(viewer, fragment.replace(ufrag, "a=ice-ufrag:other"), headers)).status, 422);
  await untilSeen(viewer);
  await publisher.end();
  await untilGone(viewer);
  assert.equal((await patch(viewer, fragment, headers)).status, 404);
});

test("what is no offer is refused, as is what is no live input", async () => {
  const { input, publisher } = await onAir();
  const { url } = input.webRTCPlayback;
  assert.equal((await offer(url, "{}", { "content-type": "application/json" })).status, 415);
  assert.equal((await offer(url, "hello")).status, 400);
  assert.equal((await offer(url, "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n")).status, 400);
  assert.equal((await fetch(url)).status, 405);
  assert.equal((await offer(url.replace(input.uid, "0".repeat(32)), "v=0")).status, 404);
  await publisher.end();
});
