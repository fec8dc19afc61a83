// The stream key is searched for wherever a broadcast leaves traces.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { publish, watch } from "../../dev/lib/encoder.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { newStream, openHouse, until, untilEnded, untilLive } from "./house.mjs";

let house;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

function files(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

test("a whole broadcast leaves the key in no log, file name, playlist, table or answer", async () => {
  const stream = await newStream(house);
  const encoder = publish(stream.publishUrl);
  await untilLive(house, stream);
  const rival = publish(stream.publishUrl);
  await rival.exited;
  await waitFor("the playlist", async () => (await fetch(stream.playback.hls)).ok);
  const viewer = watch(stream.playUrl, 3);
  await until(house, stream, "a viewer", (now) => now.viewerCount === 1);
  await viewer;

  const guest = await (await fetch(`${house.worker.url}/auth/guest`, { method: "POST" })).json();
  const seen = [];
  for (const path of ["/streams?status=live", `/streams/${stream.id}`, `/streams/${stream.id}/playback`]) {
    const reply = await fetch(house.worker.url + path, {
      headers: { authorization: `Bearer ${guest.accessToken}` },
    });
    assert.equal(reply.status, 200);
    seen.push(await reply.text());
  }
  seen.push(await (await fetch(stream.playback.hls)).text());
  seen.push(await (await fetch(`${house.media.url}/stat`)).text());
  const names = files(house.folder).join("\n");
  await encoder.kill();
  await untilEnded(house, stream);
  seen.push(JSON.stringify(await house.owner.get(`/streams/${stream.id}/events?limit=100`)));

  const { streamKey } = await house.owner.post(`/streams/${stream.id}/key/rotate`);
  const refused = publish(stream.publishUrl);
  await refused.exited;
  await Promise.all([house.media.stop(), house.worker.stop(), house.recorder.stop()]);

  for (const key of [stream.streamKey, streamKey]) {
    assert.ok(!seen.some((text) => text.includes(key)), "in an answer");
    assert.ok(!names.includes(key), "in a file name");
    assert.ok(!house.logs.join("\n").includes(key), "in a log");
    for (const path of files(house.folder)) {
      assert.ok(!readFileSync(path).includes(key), `in ${path}`);
    }
  }
});
