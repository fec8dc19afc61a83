// Videos: where they come from, what is made of them, how they are listed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { codecs } from "../../dev/lib/encoder.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { testPattern } from "../../dev/stream/media/ffmpeg.mjs";
import { expect, send } from "../lib/client.mjs";
import { temporaryFolder } from "../lib/worker.mjs";
import { openHouse, RECORDED, untilState, videoIn } from "./house.mjs";
import {
  assertShape,
  directUpload,
  downloads,
  envelope,
  failure,
  int,
  list,
  storageUsage,
  video,
} from "./shapes.mjs";

const house = await openHouse();
const token = house.apiToken;
const { folder, remove } = temporaryFolder();
after(remove);
const path = join(folder, "pattern.mp4");
await testPattern(path);
const pattern = readFileSync(path);

function form(content, name = "pattern.mp4") {
  const data = new FormData();
  data.set("file", new Blob([content]), name);
  return data;
}

const upload = async (content = pattern) =>
  house.result(send(`${house.apiUrl}/stream`, "POST", { token, text: form(content) }));

test("an uploaded video becomes ready, and plays as HLS, as DASH and with a thumbnail", async () => {
  const queued = await upload();
  assertShape(queued, video);
  assert.equal(queued.readyToStream, false);
  const ready = await untilState(house, queued, "ready");
  assertShape(ready, video);
  assert.deepEqual([ready.readyToStream, ready.input.width, ready.input.height], [true, 320, 180]);
  assert.ok(Math.abs(ready.duration - 2) < 0.2, `${ready.duration} s`);
  assert.ok(ready.size > 0);
  for (const address of [ready.playback.hls, ready.playback.dash]) {
    assert.deepEqual((await codecs(address)).sort(), ["aac", "h264"]);
  }
  for (const [name, type] of Object.entries({
    "thumbnail.jpg?time=1s&width=100&height=60": "image/jpeg",
    "thumbnail.jpg?time=9m": "image/jpeg",
    "thumbnail.gif": "image/gif",
  })) {
    const reply = await house.lookAt(`/${ready.uid}/thumbnails/${name}`);
    assert.deepEqual([reply.status, reply.headers.get("content-type")], [200, type]);
  }
});

const UNUSABLE = [
  ["text", () => "this is text", "ERR_NON_VIDEO"],
  ["nothing", () => "", "ERR_NON_VIDEO"],
  ["a torn file", () => pattern.subarray(0, 3000), "ERR_NON_VIDEO"],
];
for (const [what, content, code] of UNUSABLE) {
  test(`${what} becomes an error that says why`, async () => {
    const failed = await untilState(house, await upload(content()), "error");
    assertShape(failed, video);
    assert.deepEqual([failed.status.errorReasonCode, failed.readyToStream], [code, false]);
    await expect(house.lookAt(`/${failed.uid}/manifest/video.m3u8`), 404);
  });
}

test("a direct upload is taken once, from anyone who has its address", async () => {
  const wish = { maxDurationSeconds: 60, meta: { name: "mine" }, creator: "user-1" };
  const made = await expect(house.api.post("/stream/direct_upload", wish), 200);
  assertShape(made, envelope(directUpload));
  const { uid, uploadURL } = made.result;
  assert.equal((await untilState(house, { uid }, "pendingupload")).maxDurationSeconds, 60);
  await expect(send(uploadURL, "POST", { text: form(pattern) }), 200);
  const ready = await untilState(house, { uid }, "ready");
  assert.deepEqual([ready.meta.name, ready.creator], ["mine", "user-1"]);
  assert.ok((await send(uploadURL, "POST", { text: form(pattern) })).status >= 400);
});

test("a direct upload needs its limit, and keeps it", async () => {
  await expect(house.api.post("/stream/direct_upload", {}), 400);
  await expect(house.api.post("/stream/direct_upload", { maxDurationSeconds: 36_001 }), 400);
  const { uid, uploadURL } = await house.result(
    house.api.post("/stream/direct_upload", { maxDurationSeconds: 1 }),
  );
  await send(uploadURL, "POST", { text: form(pattern) });
  const failed = await untilState(house, { uid }, "error");
  assert.equal(failed.status.errorReasonCode, "ERR_DURATION_EXCEED_CONSTRAINT");
});

const TUS = { "tus-resumable": "1.0.0" };
const inBase64 = (text) => Buffer.from(text).toString("base64");

function startTus(bytes, more = {}) {
  const headers = { ...TUS, "upload-length": `${bytes}`, ...more };
  return send(`${house.apiUrl}/stream?direct_user=true`, "POST", { token, headers });
}

const patch = (location, offset, text) =>
  send(location, "PATCH", {
    headers: { ...TUS, "upload-offset": `${offset}`, "content-type": "application/offset+octet-stream" },
    text,
  });

test("a tus upload is created, asked for its offset, and continued to the end", async () => {
  const metadata = `name ${inBase64("tus.mp4")},requiresignedurls,maxDurationSeconds ${inBase64("60")},room ${inBase64("7")}`;
  const created = await startTus(pattern.length, { "upload-metadata": metadata, "upload-creator": "user-2" });
  assert.equal(created.status, 201);
  const location = created.headers.get("location");
  const uid = created.headers.get("stream-media-id");
  assert.ok(!location.includes(uid));
  const head = await send(location, "HEAD", { headers: TUS });
  assert.deepEqual([head.status, head.headers.get("upload-offset")], [200, "0"]);
  await expect(patch(location, 5, pattern), 409);
  const done = await patch(location, 0, pattern);
  assert.deepEqual([done.status, done.headers.get("upload-offset")], [204, `${pattern.length}`]);
  const ready = await untilState(house, { uid }, "ready");
  assert.deepEqual(ready.meta, { name: "tus.mp4", room: "7" });
  assert.deepEqual([ready.requireSignedURLs, ready.maxDurationSeconds, ready.creator], [true, 60, "user-2"]);
});

test("tus wants its version, a length, and whole chunks", async () => {
  await expect(startTus("many"), 400);
  const location = (await startTus(10_000_000)).headers.get("location");
  await expect(patch(location, 0, Buffer.alloc(1000)), 400);
  await expect(send(location, "HEAD"), 412);
  assert.equal((await patch(location, 0, Buffer.alloc(5_242_880))).status, 204);
});

test("a video is copied from an address that answers HEAD and GET", async () => {
  const server = createServer((request, reply) => reply.end(request.method === "HEAD" ? undefined : pattern));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${server.address().port}/a.mp4`;
  const copy = await house.result(house.api.post("/stream/copy", { input: url, meta: { name: "copied" } }));
  assert.equal(copy.status.state, "downloading");
  assert.deepEqual(copy.meta, { name: "copied", "downloaded-from": url });
  await untilState(house, copy, "ready");
  server.close();
  for (const wish of [{ url }, { url: "ftp://a.example/x" }, {}]) {
    const body = await expect(house.api.post("/stream/copy", wish), 400);
    assert.equal(body.errors[0].code, 10010);
  }
});

test("a clip is a video of its own", async () => {
  const source = await untilState(house, await upload(), "ready");
  const wish = { clippedFromVideoUID: source.uid, startTimeSeconds: 0, endTimeSeconds: 1 };
  const clip = await house.result(house.api.post("/stream/clip", wish));
  assertShape(clip, video);
  assert.deepEqual([clip.status.state, clip.clippedFrom], ["queued", source.uid]);
  const ready = await untilState(house, clip, "ready");
  assert.ok(Math.abs(ready.duration - 1) < 0.2, `${ready.duration} s`);
  await expect(house.api.post("/stream/clip", { ...wish, endTimeSeconds: 0 }), 400);
  await expect(house.api.post("/stream/clip", { ...wish, clippedFromVideoUID: "0".repeat(32) }), 404);
});

test("downloads are made on demand, and can be asked for in ranges", async () => {
  const source = await untilState(house, await upload(), "ready");
  assertShape(await expect(house.api.post(`/stream/${source.uid}/downloads`), 200), envelope(downloads));
  await house.api.post(`/stream/${source.uid}/downloads/audio`);
  const made = await house.result(house.api.get(`/stream/${source.uid}/downloads`));
  assertShape(made, downloads);
  await untilDownloaded(source);
  assert.deepEqual(await codecs(made.audio.url), ["aac"]);
  const part = await send(`${made.default.url}?filename=mine`, "GET", { headers: { range: "bytes=0-99" } });
  assert.deepEqual([part.status, part.headers.get("content-length")], [206, "100"]);
  assert.match(part.headers.get("content-disposition"), /filename="mine"/);
  assert.equal(await house.result(house.api.delete(`/stream/${source.uid}/downloads`)), "ok");
  await expect(send(made.default.url, "GET"), 404);
});

const untilDownloaded = ({ uid }) =>
  waitFor("the downloads", async () => {
    const all = await house.result(house.api.get(`/stream/${uid}/downloads`));
    return Object.values(all).every(({ status }) => status === "ready");
  });

test("a video is edited, and unknown members are ignored", async () => {
  const { uid } = await upload("x");
  const inTwoMonths = new Date(Date.now() + 60 * 86_400_000).toISOString();
  const changes = {
    meta: { name: "renamed" },
    creator: "user-3",
    allowedOrigins: ["example.com"],
    requireSignedURLs: true,
    scheduledDeletion: inTwoMonths,
    thumbnailTimestampPct: 0.5,
  };
  const edited = await house.result(house.api.post(`/stream/${uid}`, { ...changes, colour: "blue" }));
  assertShape(edited, video);
  for (const [name, value] of Object.entries(changes)) assert.deepEqual(edited[name], value, name);
  assert.equal(
    (await house.result(house.api.post(`/stream/${uid}`, { scheduledDeletion: null }))).scheduledDeletion,
    null,
  );
  for (const wrong of [
    { thumbnailTimestampPct: 2 },
    { scheduledDeletion: "2020-01-01T00:00:00Z" },
    { requireSignedURLs: 1 },
  ]) {
    assertShape(await expect(house.api.post(`/stream/${uid}`, wrong), 400), failure);
  }
});

test("the list filters, limits and counts, the newest first", async () => {
  const creator = `c${Date.now()}`;
  const uids = [];
  for (const name of ["first show", "second show", "third act"]) {
    const wish = { maxDurationSeconds: 1, meta: { name }, creator };
    uids.push((await house.result(house.api.post("/stream/direct_upload", wish))).uid);
    await new Promise((later) => setTimeout(later, 5));
  }
  const found = async (query) =>
    (await house.result(house.api.get(`/stream?creator=${creator}&${query}`))).map(({ uid }) =>
      uids.indexOf(uid),
    );
  const [, middle] = (await house.result(house.api.get(`/stream?creator=${creator}`))).map(
    ({ created }) => created,
  );
  const CASES = {
    "": [2, 1, 0],
    "asc=true": [0, 1, 2],
    "limit=2": [2, 1],
    "search=SHOW": [1, 0],
    "video_name=third%20act": [2],
    "status=pendingupload": [2, 1, 0],
    "status=ready": [],
    "type=live": [],
    [`id=${uids[0]},${uids[2]}`]: [2, 0],
    [`name=${uids[0]},third%20act`]: [2, 0],
    [`start=${middle}`]: [2, 1],
    [`end=${middle}`]: [0],
  };
  for (const [query, expected] of Object.entries(CASES))
    assert.deepEqual(await found(query), expected, query);
  const counted = await expect(house.api.get(`/stream?creator=${creator}&limit=1&include_counts=true`), 200);
  assertShape(counted, envelope(list(video), { range: int, total: int }));
  assert.deepEqual([counted.range, counted.total], [1, 3]);
  await expect(house.api.get("/stream?limit=1001"), 400);
  await expect(house.api.get("/stream?start=yesterday"), 400);
});

test("moving the end to the oldest seen pages through all", async () => {
  const creator = `p${Date.now()}`;
  const wishes = Array(5).fill({ maxDurationSeconds: 1, creator });
  const made = await Promise.all(
    wishes.map((wish) => house.result(house.api.post("/stream/direct_upload", wish))),
  );
  const seen = [];
  let end = "2100-01-01T00:00:00Z";
  for (;;) {
    const query = new URLSearchParams({ creator, limit: 2, end });
    const page = await house.result(house.api.get(`/stream?${query}`));
    if (page.length === 0) break;
    seen.push(...page.map(({ uid }) => uid));
    end = page.at(-1).created;
  }
  assert.deepEqual(seen.sort(), made.map(({ uid }) => uid).sort());
});

test("a video that is being broadcast cannot be deleted, a recording can", async () => {
  const input = await house.newInput(RECORDED);
  await house.broadcast({ input: input.uid, action: "connect" });
  const live = await videoIn(house, input, "live-inprogress");
  const body = await expect(house.api.delete(`/stream/${live.uid}`), 409);
  assertShape(body, failure);
  assert.equal(body.errors[0].code, 10046);
  await house.broadcast({ input: input.uid, action: "disconnect" });
  await videoIn(house, input, "ready");
  await expect(house.api.delete(`/stream/${live.uid}`), 200);
  await expect(house.api.get(`/stream/${live.uid}`), 404);
  await expect(house.lookAt(`/${live.uid}/manifest/video.m3u8`), 404);
});

test("the storage meter counts seconds of video and what is reserved", async () => {
  const creator = `m${Date.now()}`;
  await house.api.post("/stream/direct_upload", { maxDurationSeconds: 90, creator });
  const usage = await expect(house.api.get(`/stream/storage-usage?creator=${creator}`), 200);
  assertShape(usage, envelope(storageUsage));
  assert.deepEqual([usage.result.totalStorageMinutes, usage.result.videoCount], [1.5, 1]);
  assertShape(await expect(house.api.get("/stream/storage-usage"), 200), envelope(storageUsage));
});

test("a video has a page to embed", async () => {
  const ready = await untilState(house, await upload(), "ready");
  const fragment = await house.api.get(`/stream/${ready.uid}/embed`);
  assert.equal(fragment.headers.get("content-type"), "text/html");
  const [, src] = fragment.text.match(/src="([^"]+)"/);
  assert.match((await send(src, "GET")).text, /<video .*src="manifest\/video\.m3u8"/);
});
