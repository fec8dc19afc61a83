// The recorder alone, with real files and an API that fails on demand.

import assert from "node:assert/strict";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { freePorts } from "../../dev/lib/ports.mjs";
import { recordHook, startRecorder } from "../../dev/lib/recorder.mjs";
import { sleep, waitFor } from "../../dev/lib/wait.mjs";
import { startRecorderApi } from "../lib/recorder-api.mjs";
import { cutTail, hasFastStart, inspect, makeFlv } from "../lib/recorder-files.mjs";
import { DEVELOPMENT } from "../lib/settings.mjs";
import { temporaryFolder } from "../lib/worker.mjs";

const NAME = "0123456789abcdef";
const QUIET_MS = 2_000;
const FIRST_VIDEO = 101;
/** Two seconds of AAC may end within one frame of it. */
const TOLERANCE_S = 0.2;

let api;
let port;
let recordings;
let recorder;
let logs;

beforeEach(async () => {
  api = await startRecorderApi();
  [port] = await freePorts(1);
  recordings = temporaryFolder();
  logs = [];
});
afterEach(async () => {
  await recorder?.stop();
  await api.stop();
  recordings.remove();
});

async function run(vars = {}) {
  recorder = await startRecorder({
    port,
    recordingsDir: recordings.folder,
    workerUrl: api.url,
    vars: { QUIET_MS: String(QUIET_MS), ...vars },
    onLine: (line) => logs.push(line),
  });
}

let serial = 1_700_000_000;
/** A recording as nginx-rtmp names it. */
function record(wish) {
  const file = `${NAME}-${serial++}.flv`;
  makeFlv(path(file), wish);
  return file;
}
const path = (file) => join(recordings.folder, file);

async function tell(file) {
  const form = new URLSearchParams({ app: "packager", call: "record_done", name: NAME, path: path(file) });
  const reply = await fetch(recordHook(port), { method: "POST", body: form });
  assert.equal(reply.status, 204);
}

const end = () => {
  api.stream.status = "ended";
};
const uploaded = (id = FIRST_VIDEO) =>
  waitFor("the upload", () => api.uploads.get(id)).catch((error) => {
    throw new Error(`${error.message}\n${logs.join("\n")}\n${api.requests.join("\n")}`);
  });
const leftovers = () => [
  ...readdirSync(recordings.folder).filter((file) => file.endsWith(".flv")),
  ...readdirSync(path("work")),
  ...readdirSync(path("failed")),
];
const emptied = () => waitFor("an empty folder", () => leftovers().length === 0);
const count = (what) => api.requests.filter((request) => request.startsWith(what)).length;

function near(actual, wanted, tolerance = TOLERANCE_S) {
  assert.ok(Math.abs(actual - wanted) <= tolerance, `${actual} is not about ${wanted}`);
}

test("a recording becomes an MP4 with fast start and a thumbnail, once its broadcast is over", async () => {
  await run();
  const file = record({ seconds: 3 });
  await tell(file);
  await waitFor("the news", () => api.told.length > 0);
  await sleep(1_500);
  assert.equal(count("POST /vod/upload"), 0, "not while it is live");
  end();

  const video = await uploaded();
  const { durationS, video: picture, audio } = inspect(video);
  near(durationS, 3);
  assert.deepEqual([picture.codec_name, picture.width, audio.codec_name], ["h264", 320, "aac"]);
  assert.ok(hasFastStart(video));
  const thumbnail = inspect(api.thumbnails.get(FIRST_VIDEO), "thumbnail.jpg").video;
  assert.deepEqual([thumbnail.codec_name, thumbnail.width, thumbnail.height], ["mjpeg", 640, 360]);
  assert.ok(api.requests.indexOf("PUT /vod/101/thumbnail") < api.requests.indexOf("POST /vod/upload"));

  const [event] = api.told;
  assert.deepEqual(
    [event.event, event.streamKey, event.path, event.eventId],
    ["on_record_done", NAME, file, `recording-${file}`],
  );
  assert.ok(Math.abs(Date.parse(event.timestamp) - Date.now()) < 60_000);
  await emptied();
});

test("the segments of an encoder that reconnected are one video, in their order", async () => {
  await run();
  for (const seconds of [2, 3, 1]) await tell(record({ seconds }));
  await tell(record({ seconds: 1 }));
  await waitFor("the news", () => new Set(api.told.map((event) => event.path)).size === 4);
  end();
  near(inspect(await uploaded()).durationS, 7);
  assert.equal(api.uploads.size, 1);
  await emptied();
});

test("however often the hook comes, a file is told once and brought once", async () => {
  await run();
  const file = record();
  await Promise.all(Array.from({ length: 5 }, () => tell(file)));
  end();
  await uploaded();
  await emptied();
  await tell(file);
  await sleep(500);
  assert.deepEqual([api.told.length, count("POST /vod/upload")], [1, 1]);
});

test("another broadcast that began is the end of the one before, and each has its video", async () => {
  await run();
  await tell(record({ seconds: 2 }));
  await waitFor("the first video", () => api.videos.size === 1);
  api.stream.startTime = new Date(Date.now() + 50).toISOString();
  near(inspect(await uploaded()).durationS, 2);
  await tell(record({ seconds: 3 }));
  end();
  near(inspect(await uploaded(FIRST_VIDEO + 1)).durationS, 3);
});

for (const [what, status] of [
  ["is in trouble", 503],
  ["is busy", 429],
  ["does not take our proof yet", 401],
]) {
  test(`a Worker that ${what} is asked again, at every step`, async () => {
    await run();
    const steps = ["POST /webhook", "GET /vod", "GET /streams", "PUT /vod/101/thumbnail", "POST /vod/upload"];
    for (const step of steps) api.fail(step, status);
    await tell(record());
    end();
    await uploaded();
    await emptied();
  });
}

test("a Worker that is away is waited for", async () => {
  await api.stop();
  await run();
  const file = record();
  await tell(file);
  await sleep(1_000);
  await recorder.stop();
  api = await startRecorderApi();
  await run();
  end();
  await uploaded();
});

test("an upload whose answer was lost is not repeated, and the files go", async () => {
  await run();
  await tell(record());
  await waitFor("the video", () => api.videos.size === 1);
  api.fail("POST /vod/upload", 409, 1);
  api.fail("PUT /vod/101/thumbnail", 503, 1);
  end();
  await waitFor("the first try", () => count("POST /vod/upload") === 1);
  api.videos.get(FIRST_VIDEO).status = "ready"; // filled by a try whose answer was lost
  await emptied();
  assert.equal(count("POST /vod/upload"), 1);
});

test("what the Worker will never take is put aside, and nothing is lost", async () => {
  await run();
  const file = record();
  api.fail("POST /vod/upload", 413);
  await tell(file);
  end();
  await waitFor("the file put aside", () => existsSync(path(join("failed", file))));
  assert.ok(logs.some((line) => line.includes("given up") && line.includes("413")));
  assert.equal(count("POST /vod/upload"), 1);
});

test("a large video is brought in pieces, and a line that breaks costs one piece", async () => {
  await run({ PIECE_BYTES: "20000" });
  await tell(record({ seconds: 3 }));
  await waitFor("the video", () => api.videos.size === 1);
  api.fail("PATCH /vod/uploads/u1", 503, 1);
  end();
  const video = await uploaded();
  near(inspect(video).durationS, 3);
  assert.ok(api.upload.pieces.length > 1);
  assert.deepEqual([count("POST /vod/uploads"), count("HEAD /vod/uploads/u1")], [1, 1]);
  await emptied();
});

test("pieces that the Worker has thrown away are brought anew", async () => {
  await run({ PIECE_BYTES: "20000" });
  await tell(record({ seconds: 3 }));
  await waitFor("the video", () => api.videos.size === 1);
  api.fail("PATCH /vod/uploads/u1", 503, 1);
  api.fail("HEAD /vod/uploads/u1", 410, 1);
  end();
  near(inspect(await uploaded()).durationS, 3);
  assert.equal(count("POST /vod/uploads"), 2);
});

test("a thumbnail that is refused keeps no video back", async () => {
  await run();
  api.fail("PUT /vod/101/thumbnail", 415);
  await tell(record());
  end();
  await uploaded();
});

test("a recording of a deleted stream is removed", async () => {
  await run();
  api.stream = undefined;
  await tell(record());
  await emptied();
  assert.ok(logs.some((line) => line.includes("not there any more")));
});

test("a stream that is deleted while its recording waits takes it along", async () => {
  await run();
  await tell(record());
  await waitFor("the video", () => api.videos.size === 1);
  api.stream = undefined;
  await emptied();
  assert.equal(count("POST /vod/upload"), 0);
});

test("a 404 at the upload throws nothing away while the stream is there", async () => {
  await run();
  api.fail("POST /vod/upload", 404);
  await tell(record());
  end();
  await uploaded();
});

test("a refusal that is not the Worker's removes nothing", async () => {
  await run();
  const proxy = record();
  api.fail("POST /webhook", 403, 1, { title: "Forbidden by something else" });
  await tell(proxy);
  await waitFor("the file put aside", () => existsSync(path(join("failed", proxy))));
});

test("files of which nobody told are found, and one that still grows is left alone", async () => {
  const done = record({ seconds: 2 });
  utimesSync(path(done), new Date(), new Date(Date.now() - QUIET_MS));
  const growing = record({ seconds: 1 });
  await run();
  for (let i = 0; i < 8; i += 1) {
    utimesSync(path(growing), new Date(), new Date());
    await sleep(500);
  }
  assert.deepEqual(
    api.told.map((event) => event.path),
    [done],
  );
  end();
  await sleep(500); // the one that grew is waited for
  assert.equal(count("POST /vod/upload"), 0);
  near(inspect(await uploaded()).durationS, 3);
  assert.equal(api.told.length, 2);
});

test("a recorder that is killed goes on where it was", async () => {
  await run();
  await tell(record({ seconds: 2 }));
  await waitFor("the video", () => logs.some((line) => line.includes("belongs to")));
  await recorder.kill();
  const missed = record({ seconds: 1 });
  utimesSync(path(missed), new Date(), new Date(Date.now() - QUIET_MS));
  await run();
  end();
  near(inspect(await uploaded()).durationS, 3);
  assert.equal(api.told.length, 2, "what was told is not told again");
  await emptied();
});

test("a recorder that is killed while it joins or uploads brings one whole video", async () => {
  await run();
  for (const size of ["320x180", "640x360"]) await tell(record({ seconds: 3, size }));
  await waitFor("the news", () => api.told.length === 2);
  api.fail("POST /vod/upload", 503, 1);
  end();
  for (const moment of ["work/101/joined.mp4", "work/101.jpg"]) {
    await waitFor(moment, () => existsSync(path(moment)), { everyMs: 5 });
    await recorder.kill();
    await run();
  }
  near(inspect(await uploaded()).durationS, 6, 0.3);
  await emptied();
});

test("a journal that cannot be read costs nothing but a look at the files", async () => {
  const file = record();
  utimesSync(path(file), new Date(), new Date(Date.now() - QUIET_MS));
  writeFileSync(path("journal.json"), '{"version":1,"segm');
  await run();
  end();
  await uploaded();
  assert.ok(logs.some((line) => line.includes("begun anew")));
});

test("a file that a crash cut off loses its broken tail alone", async () => {
  await run();
  for (const bytes of [700, 5_000]) {
    const file = record({ seconds: 4, size: "640x360" });
    cutTail(path(file), bytes);
    await tell(file);
  }
  await tell(record({ seconds: 1, size: "640x360" }));
  await waitFor("the news", () => api.told.length === 3);
  end();
  near(inspect(await uploaded()).durationS, 9, 0.8);
});

test("one file that a crash cut off plays, too", async () => {
  await run();
  const file = record({ seconds: 3 });
  cutTail(path(file), 500);
  await tell(file);
  end();
  near(inspect(await uploaded()).durationS, 3, 0.4);
});

for (const { what, parts, width, sound } of [
  { what: "sizes", parts: [{ size: "320x180" }, { size: "640x360" }], width: 640, sound: true },
  { what: "sampling rates", parts: [{ hz: 44_100 }, { hz: 48_000 }], width: 320, sound: true },
  { what: "tracks", parts: [{ audio: false }, {}, { video: false }], width: 320, sound: true },
  {
    what: "tracks, none with sound",
    parts: [{ audio: false }, { audio: false, size: "160x90" }],
    width: 320,
  },
]) {
  test(`segments of different ${what} still are one video that plays`, async () => {
    await run();
    for (const part of parts) await tell(record({ seconds: 2, ...part }));
    await waitFor("the news", () => api.told.length === parts.length);
    end();
    const { durationS, video, audio } = inspect(await uploaded());
    near(durationS, 2 * parts.length, 0.4);
    assert.deepEqual([video.width, audio !== undefined], [width, sound === true]);
  });
}

test("sound alone is a video without a thumbnail", async () => {
  await run();
  await tell(record({ video: false }));
  end();
  const { video, audio } = inspect(await uploaded());
  assert.deepEqual([video, audio.codec_name], [undefined, "aac"]);
  assert.equal(api.thumbnails.size, 0);
});

test("a recording without a frame is dropped, beside others and alone", async () => {
  await run();
  const empty = `${NAME}-1600000000.flv`;
  writeFileSync(path(empty), Buffer.from("464c5601050000000900000000", "hex"));
  await tell(empty);
  await tell(record({ seconds: 2 }));
  await waitFor("the news", () => api.told.length === 2);
  end();
  near(inspect(await uploaded()).durationS, 2);
  await emptied();

  api.stream.startTime = new Date().toISOString();
  writeFileSync(path(empty), "");
  await tell(empty);
  await emptied();
  assert.equal(api.uploads.size, 1);
});

test("what a refused second encoder left behind is not in the video twice", async () => {
  await run();
  const first = record({ seconds: 4 });
  const second = record({ seconds: 1 });
  const endedAt = new Date();
  for (const file of [first, second]) utimesSync(path(file), endedAt, endedAt);
  for (const file of [second, first]) await tell(file);
  await waitFor("the news", () => api.told.length === 2);
  end();
  near(inspect(await uploaded()).durationS, 4);
});

test("a hook names nothing outside the folder", async () => {
  await run();
  await tell("../../etc/passwd");
  await tell("journal.json");
  await sleep(300);
  assert.equal(api.told.length, 0);
  const replies = await Promise.all([
    fetch(recordHook(port)),
    fetch(recordHook(port), { method: "POST", body: "no=path" }),
    fetch(recordHook(port), { method: "POST", body: "x".repeat(20_000) }),
  ]);
  assert.deepEqual(
    replies.map((reply) => reply.status),
    [404, 400, 400],
  );
});

test("settings that are missing are named, and no secret is in a log", async () => {
  await assert.rejects(
    run({ JWT_SECRETS: "", LIVEROOM_TOKEN: "" }),
    /neither JWT_SECRETS nor LIVEROOM_TOKEN/,
  );
  await assert.rejects(run({ WEBHOOK_SECRET: "" }), /WEBHOOK_SECRET is not set/);
  api.fail("POST /webhook", 401);
  await run();
  await tell(record());
  end();
  await uploaded();
  const secrets = [DEVELOPMENT.WEBHOOK_SECRET, DEVELOPMENT.JWT_SECRETS.split(":")[1], "Bearer"];
  for (const secret of secrets) assert.ok(!logs.join("\n").includes(secret));
});
