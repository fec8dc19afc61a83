// A room from its making to its recording, as Stream tells of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { events } from "../lib/streams.mjs";
import { openRooms } from "./room-house.mjs";

const rooms = await openRooms();
const owner = await rooms.owner();

test("a room is made, goes on air, ends, and leaves a video", async () => {
  const room = await rooms.create(owner, { title: "Hello", host: "Ann" });
  assert.deepEqual(Object.keys(room).sort(), [
    "IngestURL",
    "SessionID",
    "StreamKey",
    "roomId",
    "srt",
    "streamId",
    "warnings",
    "webRTC",
  ]);
  assert.deepEqual(room.warnings, []);
  assert.match(room.srt, /^srt:\/\/.*streamid=.*&passphrase=/);
  assert.match(room.webRTC.publish, /webRTC\/publish$/);
  const waiting = await expect(rooms.livestream(room.SessionID), 200);
  assert.equal(waiting.status, "waiting");

  await rooms.act(room, "connect");
  const live = await rooms.until(owner, room, "live");
  assert.equal(live.provider, "cloudflare");
  const session = await expect(rooms.livestream(room.SessionID), 200);
  assert.deepEqual([session.status, session.sessionId], ["live", room.SessionID]);
  assert.match(session.playback.hls, new RegExp(`${room.SessionID}/manifest/video.m3u8$`));
  assert.match(session.iframe, /iframe$/);
  const playback = await expect(owner.get(`/streams/${room.streamId}/playback`), 200);
  for (const member of ["hls", "dash", "webrtc", "iframe", "thumbnail"]) {
    assert.match(playback[member], /^http:\/\//, member);
  }
  assert.ok(playback.clips.mp4.includes("clip.mp4"));
  const videoId = playback.thumbnail.split("/").at(-3);
  assert.equal((await expect(rooms.livestream(videoId), 200)).status, "live");
  const { snapshot } = await expect(owner.get(`/streams/${room.streamId}`), 200);
  assert.equal(snapshot, playback.thumbnail);

  await rooms.act(room, "disconnect");
  const [video] = await rooms.untilVideos(owner, room, "ready");
  assert.equal(video.source, "cloudflare");
  assert.ok(video.duration > 0 && video.size > 0, JSON.stringify(video));
  assert.match(video.url, new RegExp(`${videoId}/manifest/video.m3u8$`));
  assert.equal((await fetch(video.url)).status, 200);
  assert.equal((await rooms.until(owner, room, "ended")).snapshot, null);
  const ended = await expect(owner.get(`/streams/${room.streamId}/playback`), 200);
  assert.deepEqual([ended.status, ended.vodId], ["ended", video.id]);
  assert.equal(ended.hls, video.url);
  await expectProblem(rooms.livestream(room.SessionID), 410);
  await expectProblem(rooms.livestream(videoId), 410);
  await eventually(async () => {
    const told = (await events(owner, { id: room.streamId })).map(
      ({ source, event }) => `${source} ${event}`,
    );
    assert.deepEqual(
      told.filter((each) => each.startsWith("cloudflare")),
      ["cloudflare on_publish", "cloudflare on_publish_done", "cloudflare on_record_done"],
    );
  });
});

test("POST /streams makes one by the same way, with everything that its encoder needs", async () => {
  const stream = await expect(owner.post("/streams", { title: "B", provider: "cloudflare" }), 201);
  for (const member of ["rtmpUrl", "srtUrl", "whipUrl", "streamKey"]) {
    assert.equal(typeof stream.ingest[member], "string", member);
  }
  assert.match(stream.playback.hls, /manifest\/video\.m3u8$/);
  const stranger = await rooms.owner();
  const seen = await stranger.get(`/streams/${stream.id}`);
  assert.ok(!seen.text.includes(stream.streamKey) && seen.body.ingest === undefined);
  const key = await expect(owner.get(`/streams/${stream.id}/key`), 200);
  assert.deepEqual(key.ingest, stream.ingest);
  const rotated = await expect(owner.post(`/streams/${stream.id}/key/rotate`), 200);
  assert.notEqual(rotated.streamKey, stream.streamKey);
  assert.notEqual(rotated.ingest.whipUrl, stream.ingest.whipUrl);
  assert.deepEqual((await expect(owner.get(`/streams/${stream.id}/key`), 200)).ingest, rotated.ingest);
  const inputId = stream.playback.hls.split("/").at(-3);
  assert.ok((await rooms.inputs()).some(({ uid }) => uid === inputId));
  await expect(owner.delete(`/streams/${stream.id}`), 204);
  assert.ok(!(await rooms.inputs()).some(({ uid }) => uid === inputId));
});

test("the owner ends a room for good, and nobody else", async () => {
  const room = await rooms.create(owner);
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  const stranger = await rooms.owner();
  const body = { sessionId: room.SessionID };
  await expectProblem(stranger.post("/api/end", body), 403);
  await expectProblem(rooms.anyone.post("/api/end", body), 401);
  await expectProblem(owner.post("/api/end", { sessionId: "nothing" }), 404);
  assert.equal((await expect(owner.post("/api/end", body), 200)).status, "ended");
  await rooms.until(owner, room, "ended");
  await expectProblem(rooms.livestream(room.SessionID), 410);
  const input = await rooms.house.result(rooms.house.api.get(`/stream/live_inputs/${room.SessionID}`));
  assert.equal(input.enabled, false);
  await expect(owner.post("/api/end", body), 200);
});

test("a stream that is ended by PUT lets its encoder in again", async () => {
  const room = await rooms.create(owner);
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  await expect(owner.put(`/streams/${room.streamId}`, { status: "ended" }), 200);
  const input = await rooms.house.result(rooms.house.api.get(`/stream/live_inputs/${room.SessionID}`));
  assert.equal(input.enabled, true);
  assert.equal(input.status.current.state, "disconnected");
  await rooms.act(room, "connect");
  await rooms.until(owner, room, "live");
  await rooms.act(room, "disconnect");
});

test("what Stream cannot use is told to the owner in words", async () => {
  const room = await rooms.create(owner);
  await rooms.act(room, "error", { code: "ERR_GOP_OUT_OF_RANGE" });
  await eventually(async () => {
    const [event] = await events(owner, { id: room.streamId });
    assert.equal(event?.event, "on_error");
    assert.match(event.fields.reason, /keyframe interval/);
  });
});

test("unknown sessions are not found, and a guest makes no room", async () => {
  for (const id of ["", "nothing", "a%2Fb", "0".repeat(32)]) await expectProblem(rooms.livestream(id), 404);
  await expectProblem(rooms.anyone.post("/api/create", {}), 401);
  await expectProblem(owner.post("/api/create", { title: 5, host: "a\nb" }), 422, ["host", "title"]);
});

test("viewers are those that Stream counts", async () => {
  const room = await rooms.create(owner);
  await rooms.house.set({ liveViewers: 42 });
  await rooms.act(room, "connect");
  await eventually(async () => {
    assert.equal((await expect(owner.get(`/streams/${room.streamId}`), 200)).viewerCount, 42);
  });
  await rooms.house.set({ liveViewers: null });
  await rooms.act(room, "disconnect");
});

test("Stream is among what the health check names", async () => {
  const health = await expect(rooms.anyone.get("/healthz"), 200);
  assert.deepEqual([health.status, health.checks.stream.status], ["ok", "ok"]);
});
