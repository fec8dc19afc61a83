// How a broadcast fares, as its owner is told: what media servers measure, and what follows from it for nobody.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer, signed } from "../lib/hooks.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { events, look, newStream } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const server = mediaServer(url);

const FIGURES = {
  bitrateBps: 2_500_000,
  videoBitrateBps: 2_372_000,
  audioBitrateBps: 128_000,
  width: 1280,
  height: 720,
  frameRate: 29.97,
  videoCodec: "H264 High",
  audioCodec: "AAC LC",
  droppedFrames: 3,
};
const NOTHING = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, null]));

const health = (stream, who = owner) => expect(who.get(`/streams/${stream.id}/health`), 200);
const figuresOf = (shown) => Object.fromEntries(Object.keys(FIGURES).map((name) => [name, shown[name]]));
const tell = async (event, key, more) => (await expect(server.plain(event, key, more), 200)).verdict;
const measured = (stream, figures, more) => tell("on_stats", stream.name, { ...figures, ...more });

async function onAir() {
  const stream = await newStream(owner);
  await tell("on_publish", stream.streamKey, { clientId: "c1" });
  return stream;
}

describe("what is not known is null", () => {
  test("of a stream that never was on air", async () => {
    const stream = await newStream(owner);
    assert.deepEqual(await health(stream), {
      status: "ended",
      since: null,
      viewerCount: 0,
      peakViewerCount: 0,
      publishing: null,
      interruptions: 0,
      ...NOTHING,
      measuredAt: null,
      history: [],
    });
  });

  test("of a broadcast that nobody measures", async () => {
    const stream = await onAir();
    const { startTime } = await look(owner, stream);
    const { publishing, ...shown } = await health(stream);
    const { lastSeenAt, ...rest } = publishing;
    assert.ok(Date.parse(lastSeenAt) >= Date.parse(startTime));
    assert.deepEqual(rest, { clientId: "c1", since: startTime, isInterrupted: false, endsAt: null });
    assert.deepEqual([shown.status, shown.since, shown.measuredAt], ["live", startTime, null]);
    assert.deepEqual(figuresOf(shown), NOTHING);
  });
});

describe("what was measured", () => {
  for (const [event, keyOf] of [
    ["on_stats", ({ name }) => name],
    ["on_stats", ({ streamKey }) => streamKey],
    ["on_update", ({ streamKey }) => streamKey],
  ]) {
    test(`is shown when ${event} tells it`, async () => {
      const stream = await onAir();
      const verdict = await tell(event, keyOf(stream), { clientId: "c1", ...FIGURES });
      assert.equal(verdict, event === "on_stats" ? "noted" : "alive");
      const shown = await health(stream);
      assert.deepEqual(figuresOf(shown), FIGURES);
      assert.deepEqual(shown.history, [{ at: shown.measuredAt, bitrateBps: FIGURES.bitrateBps }]);
    });
  }

  test("last is shown whole, and earlier bitrates beside it", async () => {
    const stream = await onAir();
    await measured(stream, FIGURES);
    await eventually(async () => {
      await measured(stream, { bitrateBps: 900_000, height: 360 });
      assert.ok((await health(stream)).history.length >= 2);
    });
    const shown = await health(stream);
    assert.deepEqual(figuresOf(shown), { ...NOTHING, bitrateBps: 900_000, height: 360 });
    assert.deepEqual(
      [shown.history[0].bitrateBps, shown.history.at(-1).bitrateBps],
      [FIGURES.bitrateBps, 900_000],
    );
  });

  test("of one broadcast is forgotten with the next", async () => {
    const stream = await onAir();
    await measured(stream, FIGURES);
    await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
    assert.deepEqual([(await health(stream)).measuredAt, (await health(stream)).history], [null, []]);
    await tell("on_publish", stream.streamKey, { clientId: "c2" });
    const shown = await health(stream);
    assert.deepEqual([shown.status, shown.measuredAt, shown.history], ["live", null, []]);
  });

  test("earlier but told later is late", async () => {
    const stream = await onAir();
    const at = (ms) => ({ timestamp: new Date(ms).toISOString() });
    const now = Date.now();
    assert.equal(await measured(stream, FIGURES, at(now)), "noted");
    for (const ms of [now, now - 5_000]) assert.equal(await measured(stream, { height: 1 }, at(ms)), "late");
    assert.equal((await health(stream)).height, FIGURES.height);
  });

  test("is refused when it cannot be, and repeats no word of it", async () => {
    const stream = await onAir();
    for (const wrong of [
      { bitrateBps: -1 },
      { bitrateBps: 1.5 },
      { bitrateBps: "2500000" },
      { videoBitrateBps: 1e12 },
      { width: 40_000 },
      { frameRate: 1_001 },
      { videoCodec: "x".repeat(65) },
      { audioCodec: "a\nb" },
      { droppedFrames: -1 },
    ]) {
      const reply = await server.plain("on_stats", stream.name, wrong);
      await expectProblem(reply, 400);
      assert.ok(!reply.text.includes(stream.name));
    }
    assert.equal((await health(stream)).measuredAt, null);
  });
});

describe("a measurement", () => {
  test("makes no broadcast", async () => {
    const stream = await newStream(owner);
    assert.equal(await measured(stream, FIGURES, { clientId: "c9" }), "not_live");
    assert.deepEqual(await events(owner, stream), []);
    assert.equal((await health(stream)).status, "ended");
  });

  test("is no publisher, no sign of life and no event", async () => {
    const stream = await onAir();
    await tell("on_update", stream.streamKey, { clientId: "c1" });
    const before = (await health(stream)).publishing;
    await eventually(async () => {
      assert.equal(await measured(stream, FIGURES, { clientId: "c9" }), "not_live");
      assert.deepEqual(
        (await events(owner, stream)).map(({ event, verdict, fields }) => [event, verdict, fields.evidence]),
        [
          ["on_publish", "started", undefined],
          ["on_ended", "ended", "silence"],
        ],
      );
    });
    assert.equal((await look(owner, stream)).endTime, before.lastSeenAt);
  });

  test("does not hinder a signed one from being sent again", async () => {
    const stream = await onAir();
    const sender = mediaServer(url, signed());
    for (let times = 0; times < 2; times += 1) {
      const { verdict } = await expect(sender.plain("on_stats", stream.name, FIGURES), 200);
      assert.equal(verdict, "noted");
    }
  });

  test("of an unknown stream, or by a rotated key, is refused", async () => {
    const stream = await onAir();
    await expectProblem(server.plain("on_stats", "0123456789abcdef", FIGURES), 403);
    await expect(owner.post(`/streams/${stream.id}/key/rotate`), 200);
    await expectProblem(server.plain("on_stats", stream.streamKey, FIGURES), 403);
    assert.equal(await measured(stream, FIGURES), "noted");
  });
});

test("an interruption is counted, and says until when the encoder is awaited", async () => {
  const stream = await onAir();
  await measured(stream, FIGURES);
  await tell("on_done", stream.streamKey, { clientId: "c1" });
  const gone = await health(stream);
  assert.deepEqual([gone.status, gone.interruptions, gone.publishing.isInterrupted], ["live", 1, true]);
  assert.equal(gone.publishing.clientId, null);
  assert.ok(Date.parse(gone.publishing.endsAt) > Date.parse(gone.publishing.lastSeenAt));
  await tell("on_publish", stream.streamKey, { clientId: "c2" });
  const back = await health(stream);
  assert.deepEqual([back.interruptions, back.publishing.clientId], [1, "c2"]);
  assert.ok(Date.parse(back.publishing.since) > Date.parse(back.since));
  await tell("on_done", stream.streamKey, { clientId: "c2" });
  await eventually(async () => assert.equal((await health(stream)).status, "ended"));
  const over = await health(stream);
  assert.deepEqual([over.interruptions, over.publishing], [1, null]);
  assert.equal(over.since, (await look(owner, stream)).endTime);
});

test("only its owner and admins are told", async () => {
  const stream = await onAir();
  const path = `/streams/${stream.id}/health`;
  assert.equal((await health(stream, await newAdmin(url))).status, "live");
  await expectProblem((await newUser(url)).get(path), 403);
  await expectProblem((await newGuest(url)).get(path), 403);
  await expectProblem(owner.get("/streams/999999999/health"), 404);
  const text = JSON.stringify(await health(stream));
  for (const secret of [stream.streamKey, stream.name]) assert.ok(!text.includes(secret));
});
