// What breaks in real life: the media server dies, the Worker dies, and both come back.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { publish, watch } from "../../dev/lib/encoder.mjs";
import { sleep, waitFor } from "../../dev/lib/wait.mjs";
import { events, isLive, onAir, openHouse, until, untilEnded } from "./house.mjs";

// Two houses at once: most of it is waiting.
describe("what breaks in real life", { concurrency: true }, () => {
  describe("is the media server", { concurrency: false }, () => {
    let house;
    before(async () => {
      house = await openHouse();
    });
    after(() => house.close());

    test("a media server that is killed and comes back goes on with the same broadcast", async () => {
      const { stream, encoder, live } = await onAir(house);
      await house.media.kill();
      await encoder.exited;
      await house.startMedia();
      const back = publish(stream.publishUrl); // nginx counts its clients from 1 again
      const told = (verdict) => async () =>
        (await events(house, stream)).filter((event) => event.verdict === verdict).length > 0;
      await waitFor("the return", told("already_live"));

      const viewer = watch(stream.playUrl, 4);
      await until(house, stream, "a viewer", (now) => now.viewerCount === 1);
      await viewer;
      await until(house, stream, "no viewer", (now) => now.viewerCount === 0);
      await sleep(16_000); // the publisher that died without a word is struck meanwhile
      const still = await house.owner.get(`/streams/${stream.id}`);
      assert.deepEqual([still.status, still.startTime], ["live", live.startTime]);

      await back.stop();
      const ended = await untilEnded(house, stream);
      assert.ok(Date.parse(ended.endTime) > Date.parse(live.startTime) + 16_000);
    });

    test("a broadcast whose media server never came back is found and ended, with the evidence", async () => {
      const { stream, encoder } = await onAir(house);
      await sleep(6_000); // a sign of life
      await house.media.kill();
      await encoder.exited;
      const killedAt = Date.now();
      const ended = await untilEnded(house, stream);
      assert.ok(Date.parse(ended.endTime) <= killedAt, "it ended when it was last heard of");
      const end = await waitFor("the evidence", async () =>
        (await events(house, stream)).find((event) => event.event === "on_ended"),
      );
      assert.deepEqual([end.source, end.verdict, end.fields.evidence], ["liveroom", "ended", "silence"]);
      await house.startMedia();
    });
  });

  describe("is the Worker", { concurrency: false }, () => {
    let house;
    before(async () => {
      house = await openHouse();
    });
    after(() => house.close());

    test("a Worker that dies and comes back cuts nobody and forgets nothing", async () => {
      const { stream, encoder, live } = await onAir(house);
      await house.worker.kill();
      await sleep(7_000); // signs of life find nobody
      assert.ok(encoder.isRunning());
      await house.startWorker();
      await sleep(8_000);
      assert.ok(encoder.isRunning(), "the encoder is still on");
      const still = await house.owner.get(`/streams/${stream.id}`);
      assert.deepEqual([still.status, still.startTime], ["live", live.startTime]);
      await encoder.stop();
      await untilEnded(house, stream);
    });

    test("an end that the Worker did not hear is noticed by the silence", async () => {
      const { stream, encoder } = await onAir(house);
      await sleep(6_000);
      await house.worker.kill();
      await encoder.stop();
      await house.startWorker();
      assert.ok(isLive(await house.owner.get(`/streams/${stream.id}`)), "it cannot know yet");
      await untilEnded(house, stream);
    });
  });
});
