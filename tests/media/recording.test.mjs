// From the encoder to the video that plays: nginx-rtmp, the recorder and the Worker together.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { publish } from "../../dev/lib/encoder.mjs";
import { sleep, waitFor } from "../../dev/lib/wait.mjs";
import { mediaServer, signed } from "../lib/hooks.mjs";
import { inspect } from "../lib/recorder-files.mjs";
import { events, newStream, onAir, openHouse, untilEnded, untilLive } from "./house.mjs";

const WATCHED_MS = 4_000;
/** A recording begins at a keyframe, and ends when nginx notices. */
const TOLERANCE_S = 2;

let house;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

const videos = async ({ id }) => (await house.owner.get(`/vod?streamId=${id}`)).items;

async function untilReady(stream) {
  return waitFor("the video", async () =>
    (await videos(stream)).find(({ status }) => status === "ready"),
  ).catch((error) => {
    throw new Error(`${error.message}\n${house.logs.slice(-30).join("\n")}`);
  });
}

async function bytes(url) {
  const address = new URL(url, house.worker.url);
  const reply = await fetch(address, { headers: { authorization: `Bearer ${house.owner.token}` } });
  assert.equal(reply.status, 200);
  return Buffer.from(await reply.arrayBuffer());
}

const told = async (stream, event) =>
  (await events(house, stream)).filter((item) => item.event === event && item.verdict !== "repeated");

const hook = () => mediaServer(house.worker.url, signed());

test("a broadcast whose encoder reconnected is one video, with both parts and a thumbnail", async () => {
  const { stream, encoder } = await onAir(house);
  await sleep(WATCHED_MS);
  await encoder.stop();
  const back = publish(stream.publishUrl);
  await waitFor("the return", async () => (await events(house, stream)).some((e) => e.verdict === "resumed"));
  await sleep(WATCHED_MS);
  await back.stop();
  await untilEnded(house, stream);

  const ready = await untilReady(stream);
  assert.equal(ready.source, "recording");
  const { durationS, video, audio } = inspect(await bytes(ready.url));
  assert.ok(durationS >= (2 * WATCHED_MS) / 1000 - TOLERANCE_S, `${durationS} s are not both parts`);
  assert.ok(Math.abs(ready.duration - durationS) < 0.1, `${ready.duration} is not ${durationS}`);
  assert.deepEqual([video.codec_name, video.width, audio.codec_name], ["h264", 640, "aac"]);
  assert.equal(inspect(await bytes(ready.thumbnail), "thumbnail.jpg").video.width, 640);
  const playback = await house.owner.get(`/streams/${stream.id}/playback`);
  assert.deepEqual([playback.status, playback.vodId], ["ended", ready.id]);

  // The same news once more, from whoever.
  const [news] = await told(stream, "on_record_done");
  for (let i = 0; i < 2; i += 1) {
    const { path, timestamp } = news.fields;
    const again = { path, timestamp, eventId: `recording-${path}` };
    const { body } = await hook().plain("on_record_done", stream.name, again);
    assert.equal(body.videoId, ready.id);
  }
  assert.equal((await videos(stream)).length, 1);
  await waitFor(
    "an empty folder",
    () => !readdirSync(house.recordings).some((name) => name.endsWith(".flv")),
  );
});

test("a recorder that is killed and comes back brings the recording that it missed", async () => {
  const { stream, encoder } = await onAir(house);
  await sleep(WATCHED_MS);
  await house.recorder.kill();
  await encoder.stop();
  await untilEnded(house, stream);
  await house.startRecorder();
  await untilReady(stream);
  assert.equal((await videos(stream)).length, 1);
});

test("two broadcasts of a stream are two videos", async () => {
  const { stream, encoder } = await onAir(house);
  await sleep(WATCHED_MS);
  await encoder.stop();
  await untilEnded(house, stream);
  const second = publish(stream.publishUrl);
  await untilLive(house, stream);
  await sleep(WATCHED_MS);
  await second.stop();
  await untilEnded(house, stream);
  await waitFor(
    "both videos",
    async () => (await videos(stream)).filter(({ status }) => status === "ready").length === 2,
  );
});

test("every media server's word of a recording makes the awaited video, and one alone", async () => {
  const stream = await newStream(house);
  await hook().plain("on_publish", stream.streamKey, { clientId: "c1" });
  await hook().srs("on_dvr", stream.name, "c1", { file: "/data/recording.flv" });
  await hook().nginx("record_done", stream.name, 1, { recorder: "", path: "/data/recording.flv" });
  const { body } = await hook().plain("on_record_done", stream.name, { path: "recording.flv", duration: 3 });
  const [video, ...more] = await videos(stream);
  assert.deepEqual(
    [video.id, video.status, video.source, more.length],
    [body.videoId, "processing", "recording", 0],
  );
});
