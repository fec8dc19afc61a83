// What the platform's documents leave open can be had either way.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { client, expect, send } from "../lib/client.mjs";
import { openHouse, openReceiver, RECORDED, subscribe, untilState, videoIn } from "./house.mjs";

const house = await openHouse();
afterEach(() => house.unset());

const look = (input) => house.result(house.api.get(`/stream/live_inputs/${input.uid}`));
const onAir = async () => {
  const input = await house.newInput(RECORDED);
  await house.broadcast({ input: input.uid, action: "connect" });
  return input;
};
const offAir = (input) => house.broadcast({ input: input.uid, action: "disconnect" });

test("the status is an object or a word", async () => {
  const input = await onAir();
  assert.equal((await look(input)).status.current.state, "connected");
  await house.set({ inputStatus: "string" });
  assert.equal((await look(input)).status, "connected");
  await offAir(input);
  assert.equal((await look(input)).status, "client_disconnect");
});

test("what was never set is null or absent", async () => {
  const input = await house.newInput();
  assert.equal(input.deleteRecordingAfterDays, null);
  await house.set({ unsetFields: "absent" });
  const again = await look(input);
  assert.ok(!("deleteRecordingAfterDays" in again) && !("defaultCreator" in again));
});

test("a partial recording replaces the settings or joins them", async () => {
  const input = await house.newInput({ recording: { mode: "automatic", timeoutSeconds: 10 } });
  const change = { recording: { requireSignedURLs: true } };
  await house.set({ partialRecording: "merge" });
  const merged = await house.result(house.api.put(`/stream/live_inputs/${input.uid}`, change));
  assert.deepEqual([merged.recording.mode, merged.recording.timeoutSeconds], ["automatic", 10]);
  await house.set({ partialRecording: "replace" });
  const replaced = await house.result(house.api.put(`/stream/live_inputs/${input.uid}`, change));
  assert.deepEqual([replaced.recording.mode, replaced.recording.timeoutSeconds], ["off", 0]);
});

test("a disabled input can be read or not", async () => {
  const input = await house.newInput({ enabled: false });
  assert.equal((await look(input)).enabled, false);
  await house.set({ disabledInput: "hidden" });
  await expect(house.api.get(`/stream/live_inputs/${input.uid}`), 404);
});

test("what is unknown of a live video is -1 or 0, and its readiness false or absent", async () => {
  const input = await onAir();
  const live = await videoIn(house, input, "live-inprogress");
  assert.deepEqual([live.duration, live.input.width, live.readyToStream], [-1, -1, false]);
  await house.set({ unknownNumber: 0, readyToStreamWhileLive: "absent" });
  const other = await videoIn(house, input, "live-inprogress");
  assert.deepEqual([other.duration, other.input.width, other.readyToStream], [0, 0, undefined]);
  await offAir(input);
});

test("the reasons of errors have either spelling", async () => {
  const video = await upload("this is no video");
  const failed = await untilState(house, video, "error");
  assert.equal(failed.status.errorReasonCode, "ERR_NON_VIDEO");
  await house.set({ errorReasonKeys: "errReason" });
  const { status } = await untilState(house, video, "error");
  assert.deepEqual([status.errReasonCode, status.errorReasonCode], ["ERR_NON_VIDEO", undefined]);
});

async function upload(content) {
  const text = new FormData();
  text.set("file", new Blob([content]), "a.txt");
  return house.result(send(`${house.apiUrl}/stream`, "POST", { token: house.apiToken, text }));
}

test("refusals of callers and players have either status", async () => {
  const input = await house.newInput({ recording: { mode: "automatic", requireSignedURLs: true } });
  const stranger = client(house.apiUrl, "wrong");
  const manifest = `/${input.uid}/manifest/video.m3u8`;
  await expect(stranger.get("/stream"), 403);
  await expect(house.lookAt(manifest), 401);
  await house.set({ authRefusalStatus: 401, playbackRefusalStatus: 403 });
  await expect(stranger.get("/stream"), 401);
  await expect(house.lookAt(manifest), 403);
});

test("/lifecycle asks for a token or not", async () => {
  const input = await house.newInput(RECORDED);
  const nobodyOn = { isInput: true, videoUID: null, live: false };
  assert.deepEqual(await expect(house.lookAt(`/${input.uid}/lifecycle`), 200), nobodyOn);
  await house.set({ lifecycleNeedsToken: true });
  await expect(house.lookAt(`/${input.uid}/lifecycle`), 401);
  await expect(client(house.url, house.apiToken).get(`/${input.uid}/lifecycle`), 200);
});

test("/lifecycle knows videos or not", async () => {
  const input = await onAir();
  const { uid } = await videoIn(house, input, "live-inprogress");
  await expect(house.lookAt(`/${uid}/lifecycle`), 404);
  await house.set({ lifecycleOfVideo: "answered" });
  const answer = await expect(house.lookAt(`/${uid}/lifecycle`), 200);
  assert.deepEqual(answer, { isInput: false, videoUID: uid, live: true });
  await offAir(input);
});

test("/views says a number that a test chose, or none where it is hidden", async () => {
  const input = await house.newInput(RECORDED);
  await house.set({ liveViewers: 113 });
  const views = () => expect(house.lookAt(`/${input.uid}/views`), 200);
  assert.deepEqual(await views(), { liveViewers: 113 });
  const hidden = { recording: { ...RECORDED.recording, hideLiveViewerCount: true } };
  await house.api.put(`/stream/live_inputs/${input.uid}`, hidden);
  assert.deepEqual(await views(), {});
});

test("live inputs get tokens or not, with times as texts or numbers", async () => {
  const { uid } = await house.newInput(RECORDED);
  await house.set({ tokenTimes: "number" });
  const { token } = await house.result(house.api.post(`/stream/${uid}/token`));
  const { exp, nbf } = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  assert.deepEqual([typeof exp, typeof nbf], ["number", "number"]);
  await house.set({ tokenForInput: false });
  await expect(house.api.post(`/stream/${uid}/token`), 404);
});

test("the longest wait for an encoder, and the usual one, can be set", async () => {
  await house.set({ maxTimeoutSeconds: 5, defaultTimeoutSeconds: 1 });
  const declined = await house.newInput({ recording: { mode: "automatic", timeoutSeconds: 6 } });
  assert.equal(declined.recording.timeoutSeconds, null);
  await house.broadcast({ input: declined.uid, action: "connect" });
  await offAir(declined);
  await new Promise((later) => setTimeout(later, 700)); // more than HOLD_EXTRA_MS
  await videoIn(house, declined, "live-inprogress");
  await videoIn(house, declined, "ready");
});

test("a recording can take its time", async () => {
  await house.set({ recordingDelayMs: 800 });
  const input = await onAir();
  await offAir(input);
  const { uid } = await videoIn(house, input, "queued");
  await expect(house.lookAt(`/${uid}/manifest/video.m3u8`), 404);
  await videoIn(house, input, "ready");
});

test("deletions answer in either way", async () => {
  const [one, other] = [await upload("1"), await upload("2")];
  assert.equal((await expect(house.api.delete(`/stream/${one.uid}`), 200)).success, true);
  await house.set({ videoDeletion: "empty", signingKeyDeletion: "ok" });
  assert.equal(await expect(house.api.delete(`/stream/${other.uid}`), 200), "");
  const key = await house.result(house.api.post("/stream/keys"));
  assert.equal(await house.result(house.api.delete(`/stream/keys/${key.id}`)), "ok");
});

test("the webhook's secret is new with each PUT or kept", async () => {
  const put = () =>
    house.result(house.api.put("/stream/webhook", { notificationUrl: "http://127.0.0.1:9/" }));
  const first = await put();
  assert.notEqual((await put()).secret, first.secret);
  await house.set({ webhookSecretOnPut: "kept" });
  assert.equal((await put()).secret, (await put()).secret);
  await house.api.delete("/stream/webhook");
});

test("recordings and WebRTC are told of or not", async () => {
  const receiver = await openReceiver();
  await subscribe(house, receiver);
  await house.set({ recordingWebhook: false, whipNotifies: false, whipPlays: "webrtc" });
  const silent = await house.newInput(RECORDED);
  await house.broadcast({ input: silent.uid, action: "connect", protocol: "webrtc" });
  await offAir(silent);
  const recorded = await onAir();
  await offAir(recorded);
  await videoIn(house, recorded, "ready");
  assert.deepEqual(await house.result(house.api.get(`/stream/live_inputs/${silent.uid}/videos`)), []);
  await receiver.next("the last notification", ({ data }) => data?.event_type === "live_input.disconnected");
  assert.ok(receiver.heard.every(({ body }) => body.data?.input_id !== silent.uid && body.uid === undefined));
});

test("an unknown switch, or a value that it does not have, is refused", async () => {
  for (const json of [{ colour: 1 }, { inputStatus: "number" }, { holdExtraMs: -1 }]) {
    await expect(send(`${house.url}/__switches`, "PATCH", { json }), 400);
  }
});
