// Videos that people send to Stream or let it fetch, and the services to which a broadcast is sent on.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { run } from "../../dev/lib/processes.mjs";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { temporaryFolder } from "../lib/worker.mjs";
import { openRooms } from "./room-house.mjs";

const rooms = await openRooms();
const owner = await rooms.owner();
const { house } = rooms;

const { folder, remove } = temporaryFolder();
after(remove);
const file = join(folder, "video.mp4");
await run("ffmpeg", [
  "-v",
  "error",
  "-f",
  "lavfi",
  "-i",
  "testsrc=size=320x180:rate=25",
  "-t",
  "2",
  "-pix_fmt",
  "yuv420p",
  file,
]);

const until = (id, status) =>
  eventually(async () => {
    const video = await expect(owner.get(`/vod/${id}`), 200);
    assert.equal(video.status, status, JSON.stringify(video));
    return video;
  });

function sendFile(uploadUrl, bytes) {
  const form = new FormData();
  form.append("file", new Blob([bytes]), "video.mp4");
  return fetch(uploadUrl, { method: "POST", body: form });
}

test("a video that somebody sends to Stream becomes one here", async () => {
  const { uploadUrl, video } = await expect(owner.post("/vod/direct-upload", { title: "Sent" }), 201);
  assert.deepEqual([video.status, video.source, video.title], ["uploading", "cloudflare", "Sent"]);
  assert.equal((await sendFile(uploadUrl, readFileSync(file))).status, 200);
  const ready = await until(video.id, "ready");
  assert.ok(ready.duration > 1.5 && ready.size > 0);
  assert.match(ready.url, /video\.m3u8$/);
});

test("without the webhook the clock finds out; what is no video fails with a reason", async () => {
  await house.fault({ kind: "webhook_lost", times: 2, path: "/webhook/cloudflare/video" });
  const made = [];
  for (const bytes of [readFileSync(file), Buffer.from("no video at all")]) {
    const { uploadUrl, video } = await expect(owner.post("/vod/direct-upload", {}), 201);
    await sendFile(uploadUrl, bytes);
    made.push(video.id);
  }
  for (const [index, want] of ["ready", "failed"].entries()) {
    await eventually(async () => {
      await rooms.sweep();
      assert.equal((await expect(owner.get(`/vod/${made[index]}`), 200)).status, want);
    });
  }
  assert.match((await expect(owner.get(`/vod/${made[1]}`), 200)).reason, /video/);
});

test("what is sent is asked for in bounds, and by somebody with an account", async () => {
  await expectProblem(owner.post("/vod/direct-upload", { maxDurationSeconds: 0 }), 422, [
    "maxDurationSeconds",
  ]);
  await expectProblem(rooms.anyone.post("/vod/direct-upload", {}), 401);
  const stranger = await rooms.owner();
  const room = await rooms.create(owner);
  await expectProblem(stranger.post("/vod/direct-upload", { streamId: room.streamId }), 403);
});

test("Stream fetches a video from an address", async () => {
  const server = createServer((request, reply) => {
    const bytes = readFileSync(file);
    reply.writeHead(200, { "content-length": bytes.length, "content-type": "video/mp4" });
    reply.end(request.method === "HEAD" ? undefined : bytes);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/video.mp4`;
  const video = await expect(
    owner.post("/vod/upload", { url, title: "Fetched", provider: "cloudflare" }),
    201,
  );
  assert.deepEqual([video.status, video.source], ["processing", "cloudflare"]);
  assert.equal((await until(video.id, "ready")).title, "Fetched");
  const nothing = { url: "http://127.0.0.1:1/x.mp4", provider: "cloudflare" };
  await expectProblem(owner.post("/vod/upload", nothing), 422, ["url"]);
  await expectProblem(owner.post("/vod/upload", { url, provider: "youtube" }), 422, ["provider"]);
});

test("a broadcast is sent on, and no key comes out again", async () => {
  const room = await rooms.create(owner);
  const path = `/streams/${room.streamId}/outputs`;
  const target = { url: "rtmp://a.example/live2", streamKey: "the-key-of-another-service" };
  const made = await owner.post(path, target);
  const output = await expect(made, 201);
  assert.deepEqual([output.url, output.enabled], [target.url, true]);
  const changed = await owner.put(`${path}/${output.id}`, { enabled: false });
  assert.equal((await expect(changed, 200)).enabled, false);
  const listed = await owner.get(path);
  assert.equal((await expect(listed, 200)).items.length, 1);
  for (const reply of [made, changed, listed]) assert.ok(!reply.text.includes(target.streamKey));
  const stranger = await rooms.owner();
  for (const reply of [
    stranger.get(path),
    stranger.post(path, target),
    stranger.delete(`${path}/${output.id}`),
  ]) {
    await expectProblem(reply, 403);
  }
  await expect(owner.delete(`${path}/${output.id}`), 204);
  await expectProblem(owner.delete(`${path}/${output.id}`), 404);
  await expectProblem(owner.post(path, { url: "http://a", streamKey: "" }), 422, ["url", "streamKey"]);
  const here = await expect(owner.post("/streams", {}), 201);
  await expectProblem(owner.get(`/streams/${here.id}/outputs`), 409);
});
