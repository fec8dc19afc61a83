// What is measured of a real encoder on a real nginx-rtmp.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { publish } from "../../dev/lib/encoder.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { events, onAir, openHouse, untilEnded } from "./house.mjs";

let house;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

const health = ({ id }) => house.owner.get(`/streams/${id}/health`);

/** Waits until the stream fares as `is` says. */
const untilHealth = (stream, what, is) =>
  waitFor(
    what,
    async () => {
      const now = await health(stream);
      return is(now) && now;
    },
    { timeoutMs: 40_000 },
  );

test("a broadcast is measured while it runs, counts its interruption, and is not kept alive by it", async () => {
  const { stream, encoder, live } = await onAir(house);
  const first = await untilHealth(stream, "a bitrate", (now) => now.bitrateBps > 0);
  assert.deepEqual([first.width, first.height, first.frameRate], [640, 360, 30]);
  assert.match(first.videoCodec, /^H264/);
  assert.match(first.audioCodec, /^AAC/);
  assert.equal(first.droppedFrames, 0);
  assert.deepEqual([first.status, first.since, first.interruptions], ["live", live.startTime, 0]);
  const later = await untilHealth(
    stream,
    "the parts of it",
    (now) => now.videoBitrateBps > 0 && now.audioBitrateBps > 0 && now.history.length > 1,
  );
  assert.ok(later.publishing.lastSeenAt > first.publishing.lastSeenAt);

  await encoder.kill();
  const gone = await untilHealth(stream, "the interruption", (now) => now.publishing.isInterrupted);
  assert.equal(gone.interruptions, 1);
  const back = publish(stream.publishUrl);
  await untilHealth(stream, "the return", (now) => !now.publishing.isInterrupted && now.interruptions === 1);
  await back.stop();
  await untilEnded(house, stream);
  const over = await health(stream);
  assert.deepEqual([over.publishing, over.interruptions, over.bitrateBps], [null, 1, null]);
  const story = await events(house, stream);
  assert.ok(story.every(({ event }) => event !== "on_stats"));
  assert.ok(!house.logs.join("\n").includes(stream.streamKey));
});
