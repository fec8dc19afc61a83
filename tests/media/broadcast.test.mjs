// Real encoders and players on a real nginx-rtmp.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { publish, watch } from "../../dev/lib/encoder.mjs";
import { sleep, waitFor } from "../../dev/lib/wait.mjs";
import { events, isLive, newStream, onAir, openHouse, until, untilEnded, untilLive } from "./house.mjs";

let house;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

// Some at once: most of it is waiting.
describe("a broadcast", { concurrency: 3 }, () => {
  test("a broadcast that is published is listed, plays as HLS, and ends after its encoder", async () => {
    const { stream, encoder, live } = await onAir(house);
    await waitFor("the list of live streams", async () => {
      const { items } = await house.owner.get("/streams?status=live");
      return items.some((item) => item.id === stream.id && item.startTime === live.startTime);
    });
    const { hls } = await house.owner.get(`/streams/${stream.id}/playback`);
    await waitFor("the playlist", async () => (await fetch(hls)).ok);
    await watch(hls, 1);

    await encoder.stop();
    const ended = await untilEnded(house, stream);
    assert.ok(Date.parse(ended.endTime) > Date.parse(live.startTime));
    assert.deepEqual(await house.owner.get(`/streams/${stream.id}/playback`), { status: "ended" });
  });

  test("viewers are counted, and none that leaves ends the broadcast", async () => {
    const { stream, encoder } = await onAir(house);
    const viewers = [watch(stream.playUrl, 6), watch(stream.playUrl, 6)];
    await until(house, stream, "two viewers", (now) => now.viewerCount === 2);
    await Promise.all(viewers);
    const left = await until(house, stream, "no viewers", (now) => now.viewerCount === 0);
    assert.ok(isLive(left));
    assert.equal(left.peakViewerCount, 2);
    await encoder.stop();
    await untilEnded(house, stream);
  });

  test("a second encoder with the same key does not end what the first sends", async () => {
    const { stream, encoder, live } = await onAir(house);
    const second = publish(stream.publishUrl);
    await second.exited; // nginx-rtmp refuses it
    await waitFor("the second encoder's end", async () =>
      (await events(house, stream)).some((event) => event.story === "on_publish_done publisher_left"),
    );
    await sleep(8_000); // past the window
    const still = await house.owner.get(`/streams/${stream.id}`);
    assert.ok(isLive(still));
    assert.equal(still.startTime, live.startTime);
    await encoder.stop();
    await untilEnded(house, stream);
  });

  test("an encoder that comes back within the window goes on with the same broadcast", async () => {
    const { stream, encoder, live } = await onAir(house);
    await encoder.kill();
    await waitFor("the interruption", async () =>
      (await events(house, stream)).some((event) => event.verdict === "interrupted"),
    );
    assert.ok(isLive(await house.owner.get(`/streams/${stream.id}`)));
    const back = publish(stream.publishUrl);
    await waitFor("the return", async () =>
      (await events(house, stream)).some((event) => event.verdict === "resumed"),
    );
    await sleep(7_000); // past the first window
    const still = await house.owner.get(`/streams/${stream.id}`);
    assert.deepEqual([still.status, still.startTime, still.endTime], ["live", live.startTime, null]);
    await back.stop();
    await untilEnded(house, stream);
  });

  test("a wrong key is turned away at the door", async () => {
    const stream = await newStream(house);
    const wrong = publish(`${stream.ingest.rtmpUrl}/sk_${"0".repeat(40)}`);
    const { code } = await wrong.exited;
    assert.notEqual(code, 0);
    const byName = publish(stream.playUrl); // the public name is no key
    assert.notEqual((await byName.exited).code, 0);
    assert.equal((await house.owner.get(`/streams/${stream.id}`)).status, "ended");
  });

  test("an encoder whose key was rotated is cut, and the old key lets nobody in again", async () => {
    const { stream, encoder } = await onAir(house);
    const { streamKey } = await house.owner.post(`/streams/${stream.id}/key/rotate`);
    await encoder.exited; // at the next sign of life
    await untilEnded(house, stream);
    const again = publish(stream.publishUrl);
    assert.notEqual((await again.exited).code, 0);
    const renewed = publish(`${stream.ingest.rtmpUrl}/${streamKey}`);
    await untilLive(house, stream);
    await renewed.stop();
  });

  test("an owner who ends the broadcast cuts the encoder", async () => {
    const { stream, encoder } = await onAir(house);
    const reply = await fetch(`${house.worker.url}/streams/${stream.id}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${house.owner.token}`, "content-type": "application/json" },
      body: JSON.stringify({ status: "ended" }),
    });
    assert.equal(reply.status, 200);
    assert.equal((await reply.json()).status, "ended");
    await encoder.exited;
    assert.equal((await house.owner.get(`/streams/${stream.id}`)).status, "ended");
  });
});
