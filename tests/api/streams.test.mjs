import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { DEVELOPMENT } from "../lib/settings.mjs";
import { newStream } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const stranger = await newUser(url);
const guest = await newGuest(url);
const admin = await newAdmin(url);

const PUBLIC = [
  ["id", "userId", "username", "title", "description", "status", "startTime", "endTime", "scheduledAt"],
  ["viewerCount", "peakViewerCount", "thumbnail", "provider", "playback", "createdAt", "updatedAt"],
].flat();
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe("a new stream", () => {
  test("has an address, a key and a place to publish", async () => {
    const reply = await owner.post("/streams", { title: "First" });
    const stream = await expect(reply, 201);
    assert.equal(reply.headers.get("location"), `/streams/${stream.id}`);
    assert.deepEqual(stream.ingest, { rtmpUrl: DEVELOPMENT.INGEST_RTMP_URL, streamKey: stream.streamKey });
    for (const field of PUBLIC) assert.ok(field in stream, field);
    assert.deepEqual([stream.userId, stream.username], [owner.id, owner.username]);
    assert.deepEqual([stream.status, stream.startTime, stream.endTime], ["ended", null, null]);
    assert.deepEqual([stream.viewerCount, stream.peakViewerCount], [0, 0]);
    assert.match(stream.createdAt, TIME);
    assert.match(stream.updatedAt, TIME);
  });

  test("needs nothing, not even a body", async () => {
    for (const options of [{}, { json: {} }, { json: { title: null, scheduledAt: null } }]) {
      const stream = await expect(owner.call("POST", "/streams", options), 201);
      assert.deepEqual([stream.title, stream.description, stream.scheduledAt], ["", "", null]);
    }
  });

  test("has everything that was wished for", async () => {
    const wishes = {
      title: "Grüße, 世界 😀",
      description: "line one\nline two\ttabbed",
      scheduledAt: "2031-01-01T01:00:00+02:00",
      thumbnail: "https://cdn.example/a.jpg?x=1",
      provider: "selfhosted",
    };
    const { id } = await newStream(owner, wishes);
    const stream = await expect(stranger.get(`/streams/${id}`), 200);
    for (const [field, value] of Object.entries({ ...wishes, scheduledAt: "2030-12-31T23:00:00.000Z" })) {
      assert.equal(stream[field], value, field);
    }
  });

  test("does not let its maker say what is not his to say", async () => {
    const wishes = {
      id: 1,
      userId: stranger.id,
      status: "live",
      viewerCount: 99,
      streamKey: "mine",
      colour: 1,
    };
    const stream = await newStream(owner, { ...wishes, featured: true });
    assert.equal(stream.userId, owner.id);
    assert.deepEqual([stream.status, stream.viewerCount, stream.featured], ["ended", 0, false]);
    assert.notEqual(stream.streamKey, "mine");
  });

  test("has a key of its own with 128 random bits at least", async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => newStream(owner)));
    const keys = streams.map((stream) => stream.streamKey);
    assert.equal(new Set(keys).size, keys.length);
    const digits = keys.map((key) => key.match(/^sk_([0-9a-f]{32,})$/)?.[1]);
    assert.ok(digits.every(Boolean), keys[0]);
    // Each of the first 32 digits takes several values: none is constant.
    for (let at = 0; at < 32; at++)
      assert.ok(new Set(digits.map((text) => text[at])).size > 3, `digit ${at}`);
    for (const stream of streams) assert.ok(!stream.streamKey.includes(stream.name));
  });

  for (const [what, wishes, fields] of [
    ["a title of 256 characters", { title: "x".repeat(256) }, ["title"]],
    ["a title of two lines", { title: "a\nb" }, ["title"]],
    ["a description of 5001 characters", { description: "語".repeat(5001) }, ["description"]],
    ["a NUL in the description", { description: "a\u0000b" }, ["description"]],
    ["a time that is none", { scheduledAt: "tomorrow" }, ["scheduledAt"]],
    ["a time without a zone", { scheduledAt: "2031-01-01T00:00:00" }, ["scheduledAt"]],
    ["a script for a thumbnail", { thumbnail: "javascript:alert(1)" }, ["thumbnail"]],
    ["an unknown provider", { provider: "elsewhere" }, ["provider"]],
    ["a provider that is not set up", { provider: "cloudflare" }, ["provider"]],
    ["two things", { title: 5, thumbnail: [], scheduledAt: 12 }, ["title", "scheduledAt", "thumbnail"]],
  ]) {
    test(`is refused for ${what}`, async () => {
      await expectProblem(owner.post("/streams", wishes), 422, fields);
    });
  }

  test("may have 255 characters of title and 5000 of description in any script", async () => {
    const [title, description] = ["😀".repeat(255), "語".repeat(5000)];
    const { id } = await newStream(owner, { title, description });
    const stream = await expect(guest.get(`/streams/${id}`), 200);
    assert.deepEqual([stream.title, stream.description], [title, description]);
  });
});

describe("what others see of a stream", () => {
  test("is everything but its key", async () => {
    const stream = await newStream(owner, { title: "Look" });
    for (const who of [stranger, guest, admin]) {
      const reply = await who.get(`/streams/${stream.id}`);
      const seen = await expect(reply, 200);
      assert.ok(!("streamKey" in seen) && !("ingest" in seen));
      assert.ok(!reply.text.includes(stream.streamKey));
      assert.equal(seen.title, "Look");
    }
    const own = await expect(owner.get(`/streams/${stream.id}`), 200);
    assert.deepEqual([own.streamKey, own.ingest], [stream.streamKey, stream.ingest]);
  });

  test("excludes its key, its rotation and its events", async () => {
    const { id, streamKey } = await newStream(owner);
    for (const who of [stranger, guest, admin]) {
      for (const [method, path] of [
        ["GET", `/streams/${id}/key`],
        ["POST", `/streams/${id}/key/rotate`],
        ["GET", `/streams/${id}/events`],
      ]) {
        await expectProblem(who.call(method, path), 403);
      }
    }
    assert.equal((await expect(owner.get(`/streams/${id}/key`), 200)).streamKey, streamKey);
  });

  test("includes where to watch, and nothing to play while it is not live", async () => {
    const { id } = await newStream(owner);
    for (const who of [owner, guest]) {
      assert.deepEqual(await expect(who.get(`/streams/${id}/playback`), 200), { status: "ended" });
    }
  });
});

describe("what is not there", () => {
  for (const [method, path] of [
    ["GET", ""],
    ["PUT", ""],
    ["DELETE", ""],
    ["GET", "/key"],
    ["POST", "/key/rotate"],
    ["GET", "/playback"],
    ["GET", "/events"],
  ]) {
    test(`${method} /streams/<unknown>${path} is 404`, async () => {
      await expectProblem(owner.call(method, `/streams/987654321${path}`), 404);
    });
  }

  for (const path of [
    "/streams/",
    "/streams/0",
    "/streams/01",
    "/streams/-1",
    "/streams/x",
    "/streams/1/x",
  ]) {
    test(`${path} is 404`, async () => {
      await expectProblem(owner.get(path), 404);
    });
  }
});

describe("a method that a path does not have", () => {
  for (const [method, path, allow] of [
    ["DELETE", "/streams", ["GET", "POST"]],
    ["PATCH", "/streams/1", ["DELETE", "GET", "PUT"]],
    ["POST", "/streams/1/key", ["GET"]],
    ["GET", "/streams/1/key/rotate", ["POST"]],
    ["GET", "/auth/login", ["POST"]],
    ["PUT", "/webhook/stream-event", ["POST"]],
    ["POST", "/healthz", ["GET"]],
  ]) {
    test(`${method} ${path} is 405 and says ${allow.join(", ")}`, async () => {
      const reply = await client(url).call(method, path);
      await expectProblem(reply, 405);
      const said = reply.headers
        .get("allow")
        .split(/, */)
        .filter((name) => name !== "HEAD");
      assert.deepEqual(said.sort(), allow);
    });
  }
});

describe("a body that cannot be read", () => {
  const json = { "content-type": "application/json" };
  for (const [what, status, options] of [
    ["half an object", 400, { text: '{"title":', headers: json }],
    ["two objects", 400, { text: "{}{}", headers: json }],
    ["half a character", 400, { text: '{"title":"\\ud800"}', headers: json }],
    ["bytes that are no text", 400, { text: new Uint8Array([0x7b, 0xff, 0x7d]), headers: json }],
    ["a thousand brackets", 400, { text: "[".repeat(1000), headers: json }],
    ["an array", 400, { json: [] }],
    ["null", 400, { json: null }],
    ["a form", 400, { text: "title=x", headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["plain text", 400, { text: "{}", headers: { "content-type": "text/plain" } }],
    ["too much", 413, { json: { description: "x".repeat(70_000) } }],
    ["too much without a length", 413, { text: unannounced(), headers: json, duplex: "half" }],
  ]) {
    test(`is refused: ${what}`, async () => {
      await expectProblem(owner.call("POST", "/streams", options), status);
    });
  }

  test("is told from a good one by nothing but its content", async () => {
    const headers = { "content-type": "application/json; charset=utf-8" };
    const text = new TextEncoder().encode('\n {"title":"\\u00e9"}\n');
    assert.equal((await expect(owner.call("POST", "/streams", { text, headers }), 201)).title, "é");
  });

  /** A body of unknown length, just larger than any that is read: a sender in the middle of more would see a reset. */
  function unannounced() {
    const chunks = [65_536, 1].map((size) => new TextEncoder().encode("x".repeat(size)));
    return new ReadableStream({
      pull(controller) {
        if (chunks.length > 0) controller.enqueue(chunks.shift());
        else controller.close();
      },
    });
  }
});
