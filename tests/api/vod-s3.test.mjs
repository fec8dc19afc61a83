// Videos in another store than R2, chosen by configuration: everything that is done with objects, once more.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { Upload } from "tus-js-client";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer, putSnapshot } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { startS3 } from "../lib/s3.mjs";
import { look, newStream } from "../lib/streams.mjs";
import { largeVideo, newVideo, picture, sendForm, sha256, video } from "../lib/videos.mjs";
import { ownWorker } from "../lib/worker.mjs";

const PARTS_BYTES = 12_000_000;

const store = await startS3();
const { url } = await ownWorker(store.vars);
const owner = await newUser(url);
const large = Buffer.concat([...largeVideo(PARTS_BYTES)]);
const keys = (prefix) => store.keys().filter((key) => key.startsWith(prefix));
const bytesOf = async (address, headers = {}) => {
  const reply = await fetch(address, { headers });
  return {
    status: reply.status,
    headers: reply.headers,
    bytes: Buffer.from(await reply.arrayBuffer()),
  };
};

/** @returns {Promise<Upload>} once it is through */
const sendByTus = (file, options) =>
  new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: `${url}/vod/uploads`,
      headers: { authorization: `Bearer ${owner.token}` },
      retryDelays: null,
      onError: reject,
      onSuccess: () => resolve(upload),
      ...options,
    });
    upload.start();
  });

describe("a video in a store by the S3 API", () => {
  let small, many;

  before(async () => {
    small = await newVideo(owner, { title: "in one go" });
    many = await newVideo(owner, { title: "in parts" }, large);
  });

  test("is stored whole, in one go or in parts", async () => {
    assert.equal(small.sha256, sha256(video()));
    assert.equal(many.sha256, sha256(large));
    assert.equal(many.size, large.length);
    assert.ok(store.calls.some(({ query }) => query.partNumber === "3"));
    assert.deepEqual(store.uploads(), []);
    assert.equal(keys("videos/").length, 2);
  });

  test("is read whole, by ranges, and not at all when it is known", async () => {
    const whole = await bytesOf(many.url);
    assert.equal(whole.status, 200);
    assert.ok(whole.bytes.equals(large));
    const part = await bytesOf(many.url, { range: "bytes=5000000-6999999" });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get("content-range"), `bytes 5000000-6999999/${large.length}`);
    assert.ok(part.bytes.equals(large.subarray(5_000_000, 7_000_000)));
    const first = await bytesOf(many.url, { range: "bytes=0-0" });
    assert.deepEqual([first.status, first.bytes], [206, large.subarray(0, 1)]);
    const known = await bytesOf(many.url, {
      "if-none-match": whole.headers.get("etag"),
    });
    assert.equal(known.status, 304);
    const beyond = await send(many.url, "GET", {
      headers: { range: `bytes=${large.length}-` },
    });
    assert.equal(beyond.status, 416);
  });

  test("comes by tus, with a tail that waits for more", async () => {
    const waiting = { stopped: false };
    await sendByTus(large, {
      chunkSize: 7_000_000,
      metadata: { title: "by tus" },
      onChunkComplete: () => {
        waiting.stopped ||= keys("uploads/").length === 1;
      },
    });
    assert.ok(waiting.stopped, "what was left of the first chunk was stored");
    await eventually(async () => {
      const { items } = await expect(owner.get("/vod"), 200);
      const found = items.find(({ title }) => title === "by tus");
      assert.deepEqual([found.status, found.sha256], ["ready", sha256(large)]);
    });
    await send(`${url}/cdn-cgi/local/scheduled`, "GET");
    await eventually(async () => assert.deepEqual([keys("uploads/"), store.uploads()], [[], []]));
  });

  test("is given up without a trace", async () => {
    const upload = new Upload(large, {
      endpoint: `${url}/vod/uploads`,
      headers: { authorization: `Bearer ${owner.token}` },
      chunkSize: 6_000_000,
      retryDelays: null,
      onChunkComplete: () => upload.abort(true),
    });
    const before = keys("");
    upload.start();
    await eventually(async () => assert.notEqual(upload.url, null));
    await eventually(async () => assert.deepEqual([keys(""), store.uploads()], [before, []]));
  });

  test("has a picture, and takes it along when it is deleted", async () => {
    const jpeg = picture("thumbnail.jpg");
    const { thumbnail } = await expect(owner.call("PUT", `/vod/${small.id}/thumbnail`, { text: jpeg }), 200);
    assert.ok((await bytesOf(thumbnail)).bytes.equals(jpeg));
    await expect(owner.delete(`/vod/${small.id}`), 204);
    await eventually(async () => assert.deepEqual(keys("thumbnails/"), []));
    await expectProblem(send(small.url, "GET"), 404);
  });

  test("is not taken while the store is away, and leaves nothing behind", async () => {
    const before = keys("videos/");
    store.fail({
      of: ({ method }) => method === "PUT",
      times: 9,
      status: 500,
      code: "InternalError",
    });
    const refused = await sendForm(owner, [["file", video()]]);
    assert.ok(refused.status >= 500, refused.text);
    assert.deepEqual(keys("videos/"), before);
    const { items } = await expect(owner.get("/vod?status=uploading"), 200);
    assert.deepEqual(items, []);
  });
});

test("a picture of what is on air is kept there too, and goes with its stream", async () => {
  const stream = await newStream(owner);
  await expect(mediaServer(url).plain("on_publish", stream.streamKey), 200);
  const jpeg = picture("a.jpg");
  // The store counts in seconds: what comes in the very second of the beginning may be from before it.
  await eventually(async () => {
    await expect(putSnapshot(url, stream.name, jpeg), 204);
    const { snapshot } = await look(owner, stream);
    const { status, headers, bytes } = await bytesOf(snapshot);
    assert.deepEqual([status, bytes], [200, jpeg]);
    assert.equal((await bytesOf(snapshot, { "if-none-match": headers.get("etag") })).status, 304);
  });
  assert.deepEqual(keys("snapshots/"), [`snapshots/${stream.id}.jpg`]);
  await expect(owner.put(`/streams/${stream.id}`, { status: "ended" }), 200);
  await expect(owner.delete(`/streams/${stream.id}`), 204);
  await eventually(async () => assert.deepEqual(keys("snapshots/"), []));
});
