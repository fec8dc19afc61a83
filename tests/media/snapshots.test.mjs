// Pictures of a real broadcast, taken by the recorder; and when it takes which.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { publish } from "../../dev/lib/encoder.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { schedules } from "../../dev/media/recorder/snapshots.mjs";
import { events, newStream, openHouse, untilEnded } from "./house.mjs";

const EVERY_MS = 2_000;
const LIMIT = { timeoutMs: 40_000 };
const QUIET = ["-hide_banner", "-loglevel", "error"];

describe("a picture of a running broadcast", () => {
  let house;
  before(async () => {
    house = await openHouse({}, { snapshotEveryMs: EVERY_MS });
  });
  after(() => house.close());

  const snapshotOf = async ({ id }) => (await house.owner.get(`/streams/${id}`)).snapshot;

  /** The picture once it has mostly this colour. */
  const untilColoured = (stream, what, isIt) =>
    waitFor(
      what,
      async () => {
        const address = await snapshotOf(stream);
        const reply = address && (await fetch(address));
        if (!reply?.ok) return false;
        const jpeg = Buffer.from(await reply.arrayBuffer());
        return isIt(...colourOf(jpeg)) && { jpeg, contentType: reply.headers.get("content-type") };
      },
      LIMIT,
    );

  test("appears by itself, follows what is on air, and goes with it", async () => {
    const stream = await newStream(house);
    const red = publish(stream.publishUrl, "color=c=red:size=1280x720:rate=30");
    const isRed = (r, g, b) => r > 200 && g < 60 && b < 60;
    const { jpeg, contentType } = await untilColoured(stream, "a red picture", isRed);
    assert.equal(contentType, "image/jpeg");
    assert.deepEqual([...jpeg.subarray(0, 3)], [0xff, 0xd8, 0xff]);
    assert.equal(shapeOf(jpeg), "mjpeg,640,360");
    await red.kill();
    const blue = publish(stream.publishUrl, "color=c=blue:size=1280x720:rate=30");
    await untilColoured(stream, "a blue picture", (r, g, b) => b > 200 && r < 60 && g < 60);
    assert.equal((await house.owner.get(`/streams/${stream.id}`)).peakViewerCount, 0);
    const story = await events(house, stream);
    assert.ok(story.every(({ event }) => !/play$/.test(event)));
    await blue.stop();
    await untilEnded(house, stream);
    assert.equal(await snapshotOf(stream), null);
    assert.ok(!house.logs.join("\n").includes(stream.streamKey));
  });
});

/** Red, green and blue of the picture on the whole. */
function colourOf(jpeg) {
  const pixel = ["-vf", "scale=1:1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"];
  return execFileSync("ffmpeg", [...QUIET, "-f", "mjpeg", "-i", "-", ...pixel], { input: jpeg });
}

/** Codec, width and height. */
function shapeOf(jpeg) {
  const shown = ["-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0"];
  return execFileSync("ffprobe", ["-v", "error", "-f", "mjpeg", "-i", "-", ...shown], { input: jpeg })
    .toString()
    .trim();
}

describe("a stream's next picture is due", () => {
  const [FIRST_MS, NEXT_MS] = [3_000, 30_000];
  const scheduled = (names = ["a"]) => {
    const schedule = schedules(FIRST_MS, NEXT_MS);
    schedule.keep(new Set(names), 0);
    return schedule;
  };
  const dueAt = (schedule, name = "a") =>
    [0, 3_000, 6_000, 12_000, 24_000, 30_000, 33_000, 60_000, 1e12].find((ms) => schedule.isDue(name, ms));

  test("a little after it began, and then in regular steps", () => {
    const schedule = scheduled();
    assert.equal(dueAt(schedule), 3_000);
    assert.equal(schedule.succeeded("a", 3_000), false);
    assert.equal(dueAt(schedule), 33_000);
    schedule.keep(new Set(["a", "b"]), 3_000);
    assert.deepEqual([dueAt(schedule), dueAt(schedule, "b")], [33_000, 6_000]);
  });

  test("anew when it went and came back", () => {
    const schedule = scheduled();
    schedule.succeeded("a", 3_000);
    schedule.keep(new Set(), 3_000);
    assert.equal(dueAt(schedule), undefined);
    schedule.keep(new Set(["a"]), 3_000);
    assert.equal(dueAt(schedule), 6_000);
  });

  test("soon after a failure, later and later, which is said once, as is that it works again", () => {
    const schedule = scheduled();
    const said = [];
    const due = [];
    for (let failures = 0; failures < 5; failures += 1) {
      said.push(schedule.failed("a", 0, false));
      due.push(dueAt(schedule));
    }
    assert.deepEqual(said, [false, true, false, false, false]);
    assert.deepEqual(due, [6_000, 12_000, 24_000, 30_000, 30_000]);
    assert.equal(schedule.succeeded("a", 0), true);
  });

  test("never while the Worker does not know it", () => {
    const schedule = scheduled();
    assert.equal(schedule.failed("a", 0, true), true);
    assert.equal(dueAt(schedule), undefined);
  });
});
