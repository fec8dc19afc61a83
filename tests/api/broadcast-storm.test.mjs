// Many at once.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { events, everyItem, look, newStream } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const server = mediaServer(url);

const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1);
const all = (count, act) => Promise.all(numbers(count).map(act));
const end = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);

describe("a storm", { concurrency: true }, () => {
  test("of 60 viewers at once is counted as 60, and none of them twice or lost", async () => {
    const stream = await newStream(owner);
    const viewers = (call, count) =>
      all(count, (client) => expect(server.nginx(call, stream.name, 100 + client), 200));
    const figures = async () => {
      const { viewerCount, peakViewerCount } = await look(owner, stream);
      return [viewerCount, peakViewerCount];
    };
    await expect(server.nginx("publish", stream.streamKey, 1), 302);
    await viewers("play", 60);
    assert.deepEqual(await figures(), [60, 60]);
    await viewers("play_done", 25);
    assert.deepEqual(await figures(), [35, 60]);
    await eventually(async () => {
      const items = await everyItem(owner, `/streams?status=live&userId=${owner.id}`);
      const item = items.find((item) => item.id === stream.id);
      assert.deepEqual([item.viewerCount, item.peakViewerCount], [35, 60]);
      assert.equal((await events(owner, stream)).length, 86);
    });
    await end(stream);
  });

  test("of 30 streams that go live at once has all 30 in the list, each once", async () => {
    const streamer = await newUser(url);
    const streams = await all(30, () => newStream(streamer));
    await Promise.all(streams.map((stream) => expect(server.nginx("publish", stream.streamKey, 1), 302)));
    const ids = streams.map((stream) => stream.id).sort((a, b) => a - b);
    await eventually(async () => {
      const items = await everyItem(streamer, `/streams?status=live&userId=${streamer.id}`);
      assert.deepEqual(
        items.map((item) => item.id).sort((a, b) => a - b),
        ids,
      );
    });
    for (const [index, call] of ["publish_done", "done"].entries()) {
      const some = streams.filter((_, at) => at % 2 === index);
      await Promise.all(some.map((stream) => expect(server.nginx(call, stream.streamKey, 1), 200)));
    }
    await eventually(async () => {
      assert.deepEqual(await everyItem(streamer, `/streams?status=live&userId=${streamer.id}`), []);
    });
  });

  test("of encoders that come and go at once ends when the last is gone", async () => {
    const stream = await newStream(owner);
    const say = (call, status) => (client) => expect(server.nginx(call, stream.streamKey, client), status);
    await all(6, say("publish", 302));
    assert.equal((await look(owner, stream)).status, "live");
    await all(5, say("done", 200));
    assert.equal((await look(owner, stream)).status, "live");
    await say("done", 200)(6);
    await eventually(async () => assert.equal((await look(owner, stream)).status, "ended"));
  });

  test("of ends by the owner ends the broadcast once", async () => {
    const stream = await newStream(owner);
    await expect(server.nginx("publish", stream.streamKey, 1), 302);
    const replies = await all(5, () => owner.put(`/streams/${stream.id}`, { status: "ended" }));
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 409, 409, 409, 409]);
  });
});
