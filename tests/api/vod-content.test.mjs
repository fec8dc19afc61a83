import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { newUser } from "../lib/people.mjs";
import { newVideo, picture, video } from "../lib/videos.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const file = video();
const size = file.length;
const made = await newVideo(owner, {}, file);
const path = `/vod/${made.id}/content`;
const etag = `"${made.sha256}"`;
const modified = new Date(Math.floor(Date.parse(made.createdAt) / 1_000) * 1_000);
const [same, earlier, later] = [0, -60_000, 60_000].map((ms) => new Date(+modified + ms).toUTCString());

async function get(headers = {}, { method = "GET", from = url + path } = {}) {
  const reply = await fetch(from, {
    method,
    headers: { authorization: `Bearer ${owner.token}`, ...headers },
  });
  return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
}

describe("the whole of a video", () => {
  test("comes with what players and caches want to know", async () => {
    const { status, headers, bytes } = await get();
    assert.equal(status, 200);
    assert.ok(bytes.equals(file));
    for (const [name, want] of [
      ["content-type", "video/mp4"],
      ["content-length", String(size)],
      ["accept-ranges", "bytes"],
      ["etag", etag],
      ["last-modified", same],
      ["cache-control", "private, max-age=3600"],
      ["x-content-type-options", "nosniff"],
    ]) {
      assert.equal(headers.get(name), want, name);
    }
  });

  test("is described by HEAD, which sends nothing of it", async () => {
    const { status, headers, bytes } = await get({ range: "bytes=0-9" }, { method: "HEAD" });
    assert.deepEqual([status, bytes.length], [200, 0]);
    assert.deepEqual([headers.get("content-length"), headers.get("etag")], [String(size), etag]);
    assert.equal(headers.get("content-range"), null);
  });
});

describe("a range", () => {
  for (const [range, first, last] of [
    ["bytes=0-0", 0, 0],
    ["bytes=0-999", 0, 999],
    ["bytes=1000-1999", 1000, 1999],
    ["bytes=5000-", 5000, size - 1],
    ["bytes=-500", size - 500, size - 1],
    [`bytes=-${size * 2}`, 0, size - 1],
    [`bytes=100-${size * 2}`, 100, size - 1],
    ["Bytes=7-8", 7, 8],
  ]) {
    test(`gives these bytes and no others: ${range}`, async () => {
      const { status, headers, bytes } = await get({ range });
      assert.equal(status, 206);
      assert.ok(bytes.equals(file.subarray(first, last + 1)));
      assert.equal(headers.get("content-range"), `bytes ${first}-${last}/${size}`);
      assert.equal(headers.get("content-length"), String(last - first + 1));
      assert.deepEqual([headers.get("etag"), headers.get("content-type")], [etag, "video/mp4"]);
    });
  }

  for (const range of [`bytes=${size}-`, `bytes=${size + 5}-${size + 9}`, "bytes=-0"]) {
    test(`that the file does not have is refused with its size: ${range}`, async () => {
      const reply = await client(url, owner.token).call("GET", path, { headers: { range } });
      await expectProblem(reply, 416);
      assert.equal(reply.headers.get("content-range"), `bytes */${size}`);
    });
  }

  for (const range of [
    "bytes=0-1,5-6",
    "bytes=9-1",
    "bytes=a-b",
    "bytes=",
    "bytes",
    "seconds=0-9",
    "bytes=1-2-3",
  ]) {
    test(`that is not understood gives the whole: ${range}`, async () => {
      const { status, bytes } = await get({ range });
      assert.deepEqual([status, bytes.length], [200, size]);
    });
  }
});

describe("a condition", () => {
  const part = { range: "bytes=0-9" };
  for (const [headers, status] of [
    [{ "if-none-match": etag }, 304],
    [{ "if-none-match": `W/${etag}` }, 304],
    [{ "if-none-match": `"other", ${etag}` }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"other"' }, 200],
    [{ "if-none-match": etag, ...part }, 304],
    [{ "if-modified-since": same }, 304],
    [{ "if-modified-since": later }, 304],
    [{ "if-modified-since": earlier }, 200],
    [{ "if-modified-since": "yesterday" }, 200],
    [{ "if-none-match": '"other"', "if-modified-since": later }, 200],
    [{ "if-match": etag }, 200],
    [{ "if-match": "*" }, 200],
    [{ "if-match": '"other"' }, 412],
    [{ "if-match": `W/${etag}` }, 412],
    [{ "if-unmodified-since": same }, 200],
    [{ "if-unmodified-since": earlier }, 412],
    [{ "if-match": etag, "if-unmodified-since": earlier }, 200],
    [{ "if-range": etag, ...part }, 206],
    [{ "if-range": same, ...part }, 206],
    [{ "if-range": '"other"', ...part }, 200],
    [{ "if-range": `W/${etag}`, ...part }, 200],
    [{ "if-range": earlier, ...part }, 200],
    [{ "if-range": '"other"', range: `bytes=${size}-` }, 200],
  ]) {
    test(`${JSON.stringify(headers)}: ${status}`, async () => {
      const reply = await get(headers);
      assert.equal(reply.status, status);
      const length = { 200: size, 206: 10, 304: 0 }[status];
      if (length !== undefined) {
        assert.equal(reply.bytes.length, length);
        assert.equal(reply.headers.get("etag"), etag);
      } else {
        assert.equal(reply.headers.get("content-type"), "application/problem+json");
      }
    });
  }
});

describe("a picture", () => {
  test("is served like a video: whole, in part, or not at all when it is known", async () => {
    const bytes = picture("thumbnail.png");
    const body = { text: bytes, headers: { "content-type": "image/png" } };
    const { thumbnail } = await expect(owner.call("PUT", `/vod/${made.id}/thumbnail`, body), 200);
    const whole = await get({}, { from: thumbnail });
    assert.deepEqual([whole.status, whole.headers.get("content-type")], [200, "image/png"]);
    assert.ok(whole.bytes.equals(bytes));
    const part = await get({ range: "bytes=1-3" }, { from: thumbnail });
    assert.deepEqual([part.status, part.bytes.toString()], [206, "PNG"]);
    const known = await get({ "if-none-match": whole.headers.get("etag") }, { from: thumbnail });
    assert.equal(known.status, 304);
  });

  test("that there is none of is not found", async () => {
    const bare = await newVideo(owner);
    await expectProblem(owner.get(`/vod/${bare.id}/thumbnail`), 404);
  });
});
