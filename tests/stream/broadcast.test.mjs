// Real encoders on the simulator: from the first connection to a recording that plays.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { codecs, publish, watch } from "../../dev/lib/encoder.mjs";
import { sleep, waitFor } from "../../dev/lib/wait.mjs";
import { expect } from "../lib/client.mjs";
import { temporaryFolder } from "../lib/worker.mjs";
import { openHouse, openReceiver, RECORDED, subscribe, videoIn } from "./house.mjs";

const house = await openHouse();
const BOTH_TRACKS = ["aac", "h264"];
const found = async (address) => (await codecs(address)).sort();

const look = (input) => house.result(house.api.get(`/stream/live_inputs/${input.uid}`));
const start = ({ rtmps }) => publish(rtmps.url + rtmps.streamKey);
const manifest = ({ uid }) => house.lookAt(`/${uid}/manifest/video.m3u8`);

const untilState = (input, state) =>
  waitFor(`the input to be ${state}`, async () => (await look(input)).status?.current.state === state);
const untilPlaying = (input) => waitFor("the picture", async () => (await manifest(input)).status === 200);

async function onAir(fields = RECORDED) {
  const input = await house.newInput(fields);
  const encoder = start(input);
  await untilState(input, "connected");
  return { input, encoder };
}

test("a broadcast is told of, plays, ends, and becomes a recording that plays", async () => {
  const receiver = await openReceiver();
  const input = await house.newInput({ ...RECORDED, meta: { name: "room 42" } });
  await subscribe(house, receiver, { input_id: [input.uid] });
  assert.equal((await manifest(input)).status, 204);

  const encoder = start(input);
  await receiver.next("the connection", ({ data }) => data?.event_type === "live_input.connected");
  const { current } = (await look(input)).status;
  assert.deepEqual([current.state, current.ingestProtocol], ["connected", "rtmp"]);
  const live = await videoIn(house, input, "live-inprogress");
  assert.deepEqual(await expect(house.lookAt(`/${input.uid}/lifecycle`), 200), {
    isInput: true,
    videoUID: live.uid,
    live: true,
  });
  await untilPlaying(input);
  for (const uid of [input.uid, live.uid]) {
    assert.deepEqual(await found(`${house.url}/${uid}/manifest/video.m3u8`), BOTH_TRACKS);
    assert.deepEqual(await found(`${house.url}/${uid}/manifest/video.mpd`), BOTH_TRACKS);
  }
  await watch(live.playback.hls, 2);
  assert.deepEqual(await found(input.rtmpsPlayback.url + input.rtmpsPlayback.streamKey), BOTH_TRACKS);
  assert.ok((await expect(house.lookAt(`/${input.uid}/views`), 200)).liveViewers >= 1);
  assert.equal((await house.lookAt(`/${input.uid}/thumbnails/thumbnail.jpg`)).status, 200);

  await encoder.stop();
  await receiver.next("the end", ({ data }) => data?.event_type === "live_input.disconnected");
  const { body: ready } = await receiver.next("the recording", ({ status }) => status?.state === "ready");
  assert.deepEqual([ready.uid, ready.liveInput], [live.uid, input.uid]);
  assert.ok(ready.duration > 4, `${ready.duration} s`);
  assert.deepEqual([ready.input.width, ready.input.height], [640, 360]);
  assert.equal((await manifest(input)).status, 204);

  await watch(ready.playback.hls, 2);
  assert.deepEqual(await found(ready.playback.dash), BOTH_TRACKS);
  const { default: mp4 } = await house.result(house.api.post(`/stream/${ready.uid}/downloads`));
  await waitFor("the file", async () => (await fetch(mp4.url, { method: "HEAD" })).ok);
  await watch(mp4.url, 2);
});

test("an encoder that comes back in time goes on with the same video, and all of it is recorded", async () => {
  const { input, encoder } = await onAir({ recording: { mode: "automatic", timeoutSeconds: 10 } });
  const { uid } = await videoIn(house, input, "live-inprogress");
  await sleep(3_000);
  await encoder.stop();
  await untilState(input, "disconnected");
  assert.equal((await expect(house.lookAt(`/${input.uid}/lifecycle`), 200)).videoUID, uid);

  const back = start(input);
  await untilState(input, "connected");
  await sleep(3_000);
  await house.api.put(`/stream/live_inputs/${input.uid}`, RECORDED); // no more waiting
  await back.stop();
  const recording = await videoIn(house, input, "ready");
  assert.equal(recording.uid, uid);
  assert.ok(recording.duration > 4.5, `${recording.duration} s`);
  assert.equal((await house.result(house.api.get(`/stream/live_inputs/${input.uid}/videos`))).length, 1);
  await watch(recording.playback.hls, 4);
});

test("an encoder that comes back too late makes another video", async () => {
  const { input, encoder } = await onAir();
  await sleep(1_000);
  await encoder.stop();
  await videoIn(house, input, "ready");
  const back = start(input);
  await untilState(input, "connected");
  assert.equal((await house.result(house.api.get(`/stream/live_inputs/${input.uid}/videos`))).length, 2);
  await back.stop();
});

test("a wrong key, a playback key and the key of a disabled input are turned away", async () => {
  const input = await house.newInput(RECORDED);
  const disabled = await house.newInput({ ...RECORDED, enabled: false });
  const wrong = { rtmps: { url: input.rtmps.url, streamKey: `${"0".repeat(32)}k${input.uid}` } };
  for (const one of [wrong, { rtmps: input.rtmpsPlayback }, disabled]) {
    assert.notEqual((await start(one).exited).code, 0);
  }
  assert.equal((await look(input)).status, null);
});

test("a second encoder with the same key does not disturb the first", async () => {
  const { input, encoder } = await onAir();
  assert.notEqual((await start(input).exited).code, 0);
  assert.equal((await look(input)).status.current.state, "connected");
  assert.ok(encoder.isRunning());
  await encoder.stop();
});

const CUTS = [
  ["disabling", (path) => house.api.post(`${path}/disable`)],
  ["disabling by PUT", (path) => house.api.put(path, { enabled: false })],
  ["rotating its keys", (path) => house.api.post(`${path}/rotate_keys`)],
  ["deleting", (path) => house.api.delete(path)],
];
for (const [what, cut] of CUTS) {
  test(`${what} an input cuts its encoder, and what it sent is kept`, async () => {
    const { input, encoder } = await onAir();
    const { uid } = await videoIn(house, input, "live-inprogress");
    await sleep(1_500);
    await expect(cut(`/stream/live_inputs/${input.uid}`), 200);
    await encoder.exited;
    await waitFor("the recording", async () => {
      const video = await house.result(house.api.get(`/stream/${uid}`));
      return video.status.state === "ready" && video.liveInput === input.uid;
    });
    assert.notEqual((await start(input).exited).code, 0, "its old key");
  });
}

test("an input that does not record has no video and no picture", async () => {
  const { input, encoder } = await onAir({});
  await sleep(3_000);
  assert.equal((await manifest(input)).status, 204);
  assert.deepEqual(await house.result(house.api.get(`/stream/live_inputs/${input.uid}/videos`)), []);
  await encoder.stop();
  await untilState(input, "disconnected");
});

test("turning the mode off takes the picture away and leaves the encoder connected", async () => {
  const { input, encoder } = await onAir();
  await untilPlaying(input);
  await house.api.put(`/stream/live_inputs/${input.uid}`, { recording: { mode: "off" } });
  assert.equal((await manifest(input)).status, 204);
  assert.equal((await look(input)).status.current.state, "connected");
  await encoder.stop();
});

test("an account outlives a crash, and the broadcast that it interrupted becomes a recording", async () => {
  const { folder, remove } = temporaryFolder();
  after(remove);
  const before = await openHouse({}, { stateDir: folder });
  const input = await before.newInput({ ...RECORDED, meta: { name: "kept" } });
  const encoder = start(input);
  await videoIn(before, input, "live-inprogress");
  await sleep(3_000);
  await before.kill();
  await encoder.exited;

  const again = await openHouse({}, { stateDir: folder });
  const recording = await videoIn(again, input, "ready");
  assert.ok(recording.duration > 1, `${recording.duration} s`);
  const { meta, rtmps, status } = await again.result(again.api.get(`/stream/live_inputs/${input.uid}`));
  assert.deepEqual(
    [meta.name, rtmps.streamKey, status.current.state],
    ["kept", input.rtmps.streamKey, "disconnected"],
  );
  await again.stop();
});
