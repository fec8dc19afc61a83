// A media server without signs of life: its playlist is looked at instead.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { events, newStream, openHouse, until, untilEnded, untilLive } from "./house.mjs";

/** A playlist that moves on with every look until it is frozen. */
let segment = 0;
let frozen = false;
const player = createServer((request, reply) => {
  if (!frozen) segment += 1;
  const isMaster = request.url.endsWith("master.m3u8");
  reply.end(
    isMaster
      ? "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow/index.m3u8\n"
      : `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:${segment}\n#EXTINF:1,\n${segment}.ts\n`,
  );
});

let house;
before(async () => {
  await new Promise((ready) => player.listen(0, "127.0.0.1", ready));
  house = await openHouse({
    PLAYBACK_HLS_URL: `http://127.0.0.1:${player.address().port}/{name}/master.m3u8`,
    PROBE_INTERVAL_MS: "1000",
  });
});
after(async () => {
  await house.close();
  player.close();
});

async function tell(event, streamKey) {
  const reply = await fetch(`${house.worker.url}/webhook/stream-event?secret=dev-webhook-secret`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ event, streamKey, clientId: "c1" }),
  });
  assert.equal(reply.status, 200);
}

test("a broadcast whose picture stood still is ended, when the picture last moved", async () => {
  const stream = await newStream(house);
  await tell("on_publish", stream.streamKey);
  await untilLive(house, stream);
  await until(house, stream, "some looks", () => segment > 4);
  frozen = true;
  const ended = await untilEnded(house, stream);
  assert.ok(Date.parse(ended.endTime) > Date.parse(ended.startTime));
  const story = await events(house, stream);
  assert.equal(story.find((event) => event.event === "on_ended")?.fields.evidence, "playback_dead");
});
