// Broadcasts whose end nobody tells: they end all the same, and the log says how that was known.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { startPlayback } from "../lib/hls.mjs";
import { mediaServer, signed } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { events, look, newStream } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const SILENCE_MS = 1_500;
const BEAT_MS = 200;

const playback = await startPlayback();
after(() => playback.stop());
const { url } = await ownWorker({
  RECONNECT_WINDOW_MS: "500",
  SILENCE_LIMIT_MS: String(SILENCE_MS),
  PROBE_INTERVAL_MS: "1000",
  PLAYBACK_HLS_URL: playback.url,
});
const owner = await newUser(url);
const server = mediaServer(url);

const says = (call, name, client) => server.nginx(call, name, client, { time: 1, timestamp: 900 });
const statusOf = async (stream) => (await look(owner, stream)).status;

async function published() {
  const stream = await newStream(owner);
  await expect(says("publish", stream.streamKey, 1), 302);
  return stream;
}

/** Gives signs of life until stopped; each is accepted. */
function heart(beat) {
  let isBeating = true;
  const beating = (async () => {
    while (isBeating) {
      await expect(beat(), 200);
      await sleep(BEAT_MS);
    }
  })();
  return {
    stop() {
      isBeating = false;
      return beating;
    },
  };
}

/** The Worker looked at the picture so many times; it shows another position each time. */
const seen = ({ name }, times) => eventually(async () => assert.ok(playback.asked.get(name) >= times));

/** The room's own note of the end. */
async function evidence(stream) {
  return eventually(async () => {
    assert.equal(await statusOf(stream), "ended");
    const note = (await events(owner, stream)).find((event) => event.source === "liveroom");
    assert.deepEqual([note?.event, note?.verdict], ["on_ended", "ended"]);
    return note.fields.evidence;
  });
}

/** A broadcast that everything else shows to last longer than a ghost. */
async function ghost() {
  const stream = await published();
  await expect(says("update_publish", stream.streamKey, 1), 200);
  return stream;
}

// All at once: most of it is waiting.
describe("a ghost", { concurrency: true }, () => {
  describe("a publisher that gave signs of life", { concurrency: true }, () => {
    test("and fell silent is a ghost: the broadcast ends at its last sign", async () => {
      const stream = await ghost();
      const heard = new Date().toISOString();
      assert.equal(await evidence(stream), "silence");
      const { startTime, endTime } = await look(owner, stream);
      assert.ok(endTime >= startTime && endTime <= heard, endTime);
    });

    test("and should live after all is told to publish anew", async () => {
      const stream = await ghost();
      await evidence(stream);
      await expectProblem(says("update_publish", stream.streamKey, 1), 403);
      await expect(says("done", stream.streamKey, 1), 200);
      await expect(says("publish", stream.streamKey, 2), 302);
      assert.equal(await statusOf(stream), "live");
    });

    test("and goes on giving them stays live", async () => {
      const stream = await published();
      const alive = heart(() => says("update_publish", stream.streamKey, 1));
      await evidence(await ghost());
      assert.equal(await statusOf(stream), "live");
      await alive.stop();
    });

    test("is not kept alive by one signed sign that is sent again and again", async () => {
      const stream = await newStream(owner);
      const replay = mediaServer(url, signed({ t: Math.floor(Date.now() / 1000) }));
      await expect(server.plain("on_publish", stream.streamKey, { clientId: "p" }), 200);
      const echo = heart(() => replay.plain("on_update", stream.streamKey, { clientId: "p" }));
      assert.equal(await evidence(stream), "silence");
      await echo.stop();
    });

    test("and fell silent is spared while its picture moves", async () => {
      const stream = await newStream(owner);
      playback.pictures.set(stream.name, "moving");
      await expect(says("publish", stream.streamKey, 1), 302);
      await expect(says("update_publish", stream.streamKey, 1), 200);
      await seen(stream, 3); // the first two looks spared it, the third belongs to a new suspicion
      assert.equal(await statusOf(stream), "live");
    });

    test("leaves no line in the log for each sign", async () => {
      const stream = await published();
      for (let count = 0; count < 5; count++) await expect(says("update_publish", stream.streamKey, 1), 200);
      await expect(says("play", stream.name, 2), 200);
      await eventually(async () => {
        const kept = (await events(owner, stream)).map((event) => event.event);
        // On a slow machine the silence since then may have ended it.
        assert.deepEqual(
          kept.filter((event) => event !== "on_ended"),
          ["on_publish", "on_play"],
        );
      });
    });
  });

  describe("a viewer that gave signs of life", { concurrency: true }, () => {
    test("and fell silent is counted no more", async () => {
      const stream = await published();
      const alive = heart(() => says("update_publish", stream.streamKey, 1));
      const [silent, awake] = [2, 3];
      for (const client of [silent, awake]) await expect(says("play", stream.name, client), 200);
      await expect(says("update_play", stream.name, silent), 200);
      const watching = heart(() => says("update_play", stream.name, awake));
      await eventually(async () => assert.equal((await look(owner, stream)).viewerCount, 1));
      await expect(says("update_play", stream.name, silent), 200);
      assert.equal((await look(owner, stream)).viewerCount, 2);
      await Promise.all([alive.stop(), watching.stop()]);
    });
  });

  describe("a publisher that never gave a sign of life", { concurrency: true }, () => {
    test("is a ghost when its picture moved and then stands still", async () => {
      const stream = await newStream(owner);
      playback.pictures.set(stream.name, "moving");
      await expect(says("publish", stream.streamKey, 1), 302);
      await seen(stream, 2);
      playback.pictures.set(stream.name, "still");
      assert.equal(await evidence(stream), "playback_dead");
    });

    test("is a ghost when its picture moved and then is gone", async () => {
      const stream = await newStream(owner);
      playback.pictures.set(stream.name, "moving");
      await expect(says("publish", stream.streamKey, 1), 302);
      await seen(stream, 2);
      playback.pictures.delete(stream.name);
      assert.equal(await evidence(stream), "playback_dead");
    });

    test("is none while its picture moves, nor when there is no playback to look at", async () => {
      const [moving, nowhere, still] = [
        await newStream(owner),
        await newStream(owner),
        await newStream(owner),
      ];
      playback.pictures.set(moving.name, "moving");
      playback.pictures.set(still.name, "still");
      for (const { streamKey } of [moving, nowhere, still]) await expect(says("publish", streamKey, 1), 302);
      const other = await newStream(owner);
      playback.pictures.set(other.name, "moving");
      await expect(says("publish", other.streamKey, 1), 302);
      await seen(other, 2);
      playback.pictures.set(other.name, "still");
      await evidence(other);
      for (const stream of [moving, nowhere, still]) assert.equal(await statusOf(stream), "live");
    });
  });
});
