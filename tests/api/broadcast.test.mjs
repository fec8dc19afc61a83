// The life of a broadcast, as its media server tells it and as viewers see it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { lookOut } from "../lib/lookout.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { everyItem, look, newStream, state } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const guest = await newGuest(url);
const server = mediaServer(url);

/** nginx-rtmp's hooks about one stream; each is answered as it should be when it is accepted. */
function hooksOf({ streamKey, name }) {
  const say = (call, about, status) => (client, more) =>
    expect(server.nginx(call, about, client, more), status);
  return {
    publish: say("publish", streamKey, 302),
    update: say("update_publish", streamKey, 200),
    publishDone: say("publish_done", streamKey, 200),
    done: say("done", streamKey, 200),
    play: say("play", name, 200),
    playDone: say("play_done", name, 200),
    playerDone: say("done", name, 200),
  };
}

async function newBroadcast(fields) {
  const stream = await newStream(owner, fields);
  return { stream, says: hooksOf(stream) };
}

const end = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);
const endOf = (stream) =>
  eventually(async () => {
    const ended = await state(guest, stream);
    assert.equal(ended.status, "ended");
    return ended;
  });
const listed = async (status, { id }) =>
  (await everyItem(guest, `/streams?status=${status}&userId=${owner.id}`)).find((item) => item.id === id);

describe("a broadcast", { concurrency: true }, () => {
  test("begins when an encoder publishes: at once for who looks, and soon in the list", async () => {
    const { stream, says } = await newBroadcast();
    const before = new Date().toISOString();
    await says.publish(1);
    const live = await look(guest, stream);
    assert.deepEqual([live.status, live.endTime], ["live", null]);
    assert.ok(live.startTime >= before && live.startTime <= new Date().toISOString(), live.startTime);
    const playback = await expect(guest.get(`/streams/${stream.id}/playback`), 200);
    assert.deepEqual(playback, { status: "live", hls: stream.playback.hls });
    await eventually(async () => {
      assert.equal((await listed("live", stream)).startTime, live.startTime);
      assert.equal(await listed("ended", stream), undefined);
    });
    await end(stream);
  });

  test("ends when the encoder is gone for longer than the window, at the time it left", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    const { startTime } = await look(guest, stream);
    await says.publishDone(1);
    await says.done(1);
    const left = new Date().toISOString();
    assert.equal((await look(guest, stream)).status, "live");
    const ended = await endOf(stream);
    assert.equal(ended.startTime, startTime);
    assert.ok(ended.endTime >= startTime && ended.endTime <= left, ended.endTime);
    assert.deepEqual(await expect(guest.get(`/streams/${stream.id}/playback`), 200), { status: "ended" });
    await eventually(async () => {
      assert.equal((await listed("ended", stream)).endTime, ended.endTime);
      assert.equal(await listed("live", stream), undefined);
    });
  });

  test("goes on when the encoder comes back within the window, and never ended in between", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    const { startTime } = await look(guest, stream);
    const lookout = lookOut(guest, stream);
    for (let client = 2; client <= 6; client++) {
      await says.done(client - 1);
      await says.publish(client);
    }
    const other = await newBroadcast();
    await other.says.publish(1);
    await other.says.done(1);
    await endOf(other.stream); // so a whole window has passed since the last interruption
    await lookout.sawLiveSince(startTime);
    await end(stream);
  });

  test("that comes back after its end is a new one", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    await says.play(5);
    await end(stream);
    const first = await look(guest, stream);
    assert.equal(first.peakViewerCount, 1);
    await says.publish(2);
    const second = await look(guest, stream);
    assert.ok(second.startTime >= first.endTime);
    assert.deepEqual([second.status, second.endTime], ["live", null]);
    assert.deepEqual([second.viewerCount, second.peakViewerCount], [0, 0]);
    await end(stream);
  });

  test("is not ended by viewers who leave, in whatever words", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    const { startTime } = await look(guest, stream);
    for (const client of [3, 4]) await says.play(client);
    await says.playDone(3);
    await says.playerDone(3);
    await says.playerDone(4);
    await says.playerDone(99);
    await expect(server.nginx("done", stream.streamKey, 98), 200);
    const seen = await look(guest, stream);
    assert.deepEqual([seen.status, seen.startTime, seen.viewerCount], ["live", startTime, 0]);
    await end(stream);
  });

  test("is not ended by the late end of an older session", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    await says.publish(7); // the first encoder's connection is dead, and nobody knows yet
    await says.publishDone(1);
    await says.done(1);
    const lookout = lookOut(guest, stream);
    const { startTime } = await look(guest, stream);
    await says.done(1);
    await lookout.sawLiveSince(startTime);
    await says.done(7);
    await endOf(stream);
  });

  test("of two encoders that fight for a key ends with the last of them", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    await says.publish(2);
    await says.done(2);
    await says.publish(3);
    await says.done(1);
    assert.equal((await look(guest, stream)).status, "live");
    await says.done(3);
    await endOf(stream);
  });

  test("survives a restarted media server that uses its client ids again", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(5);
    await says.publish(1); // after the restart, the encoder is 1 and a viewer is 5
    await says.play(5);
    await says.playDone(5);
    await says.playerDone(5);
    assert.equal((await look(guest, stream)).status, "live");
    await says.done(1);
    await endOf(stream);
  });

  test("is known by its connection's address too: ids of another server are others", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1, { addr: "192.0.2.50" });
    await says.done(1, { addr: "192.0.2.51" });
    await says.play(1, { addr: "192.0.2.52" });
    await says.playerDone(1, { addr: "192.0.2.52" });
    assert.equal((await look(guest, stream)).status, "live");
    await says.done(1, { addr: "192.0.2.50" });
    await endOf(stream);
  });

  test("is told the same way when every hook comes twice", async () => {
    const { stream, says } = await newBroadcast();
    const twice = async (say, client) => [await say(client), await say(client)];
    await twice(says.publish, 1);
    const { startTime } = await look(guest, stream);
    for (const client of [3, 4]) await twice(says.play, client);
    await twice(says.playDone, 3);
    const seen = await look(guest, stream);
    assert.deepEqual([seen.startTime, seen.viewerCount, seen.peakViewerCount], [startTime, 1, 2]);
    await twice(says.publishDone, 1);
    await twice(says.done, 1);
    const ended = await endOf(stream);
    assert.deepEqual([ended.startTime, ended.peakViewerCount, ended.viewerCount], [startTime, 2, 0]);
    await says.done(1);
    assert.deepEqual(await state(guest, stream), ended);
  });

  test("is understood from a server that names no connections", async () => {
    const { stream } = await newBroadcast();
    const plain = (event, more) => expect(server.plain(event, stream.streamKey, more), 200);
    await plain("on_publish");
    for (let count = 0; count < 3; count++) await plain("on_play");
    await plain("on_play_done");
    assert.equal((await look(guest, stream)).viewerCount, 2);
    await plain("on_done");
    const ended = await endOf(stream);
    assert.deepEqual([ended.viewerCount, ended.peakViewerCount], [0, 3]);
  });
});

describe("an owner", { concurrency: true }, () => {
  test("ends a broadcast for good: its encoder is refused at its next sign of life", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    await says.update(1);
    await says.play(2);
    await end(stream);
    const ended = await state(guest, stream);
    assert.equal(ended.status, "ended");
    assert.ok(ended.endTime >= ended.startTime);
    assert.deepEqual([ended.viewerCount, ended.peakViewerCount], [0, 1]);
    await expectProblem(server.nginx("update_publish", stream.streamKey, 1), 403);
    await says.publishDone(1);
    await says.done(1);
    assert.deepEqual(await state(guest, stream), ended);
    await expectProblem(owner.put(`/streams/${stream.id}`, { status: "ended" }), 409);
    await says.publish(2);
    assert.equal((await look(guest, stream)).status, "live");
    await end(stream);
  });

  test("changes the rest while it is live, and ends it in the same call if he likes", async () => {
    const { stream, says } = await newBroadcast({ title: "Before" });
    await says.publish(1);
    const live = await expect(owner.put(`/streams/${stream.id}`, { title: "During" }), 200);
    assert.deepEqual([live.status, live.title], ["live", "During"]);
    await expectProblem(owner.put(`/streams/${stream.id}`, { status: "live" }), 409);
    const after = await expect(owner.put(`/streams/${stream.id}`, { status: "ended", title: "After" }), 200);
    assert.deepEqual([after.status, after.title], ["ended", "After"]);
  });

  test("does not delete a stream that is live", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    await expectProblem(owner.delete(`/streams/${stream.id}`), 409);
    assert.equal((await look(guest, stream)).status, "live");
    await end(stream);
    await expect(owner.delete(`/streams/${stream.id}`), 204);
    for (const call of ["publish", "update_publish"]) {
      await expectProblem(server.nginx(call, stream.streamKey, 1), 403);
    }
    await expectProblem(guest.get(`/streams/${stream.id}`), 404);
  });

  test("rotates the key of a live stream: the old one may end what it began, and nothing else", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    const { streamKey } = await expect(owner.post(`/streams/${stream.id}/key/rotate`), 200);
    assert.equal((await look(guest, stream)).status, "live");
    await expectProblem(server.nginx("update_publish", stream.streamKey, 1), 403);
    await expectProblem(server.nginx("publish", stream.streamKey, 2), 403);
    await expectProblem(server.nginx("done", stream.streamKey, 2), 403);
    assert.equal((await look(guest, stream)).status, "live");
    await says.publishDone(1);
    await expect(server.nginx("publish", streamKey, 3), 302);
    await expectProblem(server.nginx("done", stream.streamKey, 1), 403);
    assert.equal((await look(guest, stream)).status, "live");
    await expect(server.nginx("done", streamKey, 3), 200);
    await endOf(stream);
  });
});

describe("viewers", { concurrency: true }, () => {
  test("are counted once each, never below zero, and the most at a time is kept", async () => {
    const { stream, says } = await newBroadcast();
    const count = async () => {
      const { viewerCount, peakViewerCount } = await look(guest, stream);
      return [viewerCount, peakViewerCount];
    };
    await says.publish(1);
    await says.playDone(50);
    assert.deepEqual(await count(), [0, 0]);
    for (const client of [2, 3, 4]) await says.play(client);
    assert.deepEqual(await count(), [3, 3]);
    await says.playDone(2);
    await says.playDone(2);
    await says.playerDone(3);
    assert.deepEqual(await count(), [1, 3]);
    await says.play(2);
    assert.deepEqual(await count(), [2, 3]);
    await end(stream);
    assert.deepEqual(await count(), [0, 3]);
  });

  test("are as many as the media server says, where it says so", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    await expect(server.plain("on_play", stream.name, { clientId: "v1", viewers: 40 }), 200);
    assert.equal((await look(guest, stream)).viewerCount, 40);
    await expect(server.plain("on_play_done", stream.name, { clientId: "v1" }), 200);
    assert.equal((await look(guest, stream)).viewerCount, 39);
    await expect(server.plain("on_done", stream.streamKey, { viewers: 57 }), 200);
    const ended = await endOf(stream);
    assert.deepEqual([ended.viewerCount, ended.peakViewerCount], [0, 57]);
  });

  test("may play under the key's name too, as a relay does", async () => {
    const { stream, says } = await newBroadcast();
    await says.publish(1);
    await expect(server.nginx("play", stream.streamKey, 2), 200);
    assert.equal((await look(guest, stream)).viewerCount, 1);
    await expect(server.nginx("done", stream.streamKey, 2), 200);
    const { status, viewerCount } = await look(guest, stream);
    assert.deepEqual([status, viewerCount], ["live", 0]);
    await end(stream);
  });
});
