// Resumable uploads, request by request: what each header does, and what is refused.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, describe, test } from "node:test";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { ownToken } from "../lib/jwt.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { d1File, withDatabase } from "../lib/state.mjs";
import { assertAgreement, stored } from "../lib/storage.mjs";
import { newStream } from "../lib/streams.mjs";
import { expectHeaders, MIB, metadata, newFile, PART_BYTES, uploader } from "../lib/tus.mjs";
import { ownWorker } from "../lib/worker.mjs";

const MAX_BYTES = 32 * MIB;
const ORIGIN = "https://studio.example";

const { url, stateDir } = await ownWorker({ VOD_MAX_BYTES: String(MAX_BYTES), CORS_ORIGINS: ORIGIN });
const user = await newUser(url);
const tus = uploader(url, user.token);
const other = uploader(url, (await newUser(url)).token);
const videos = async () => (await expect(user.get("/vod?limit=100&status=uploading"), 200)).items;

/** The video once it is ready, which must have come to this file. */
async function ready(video, file) {
  const found = await eventually(async () => {
    const { items } = await expect(user.get("/vod?limit=100"), 200);
    const it = items.find(({ title }) => title === video);
    assert.equal(it?.status, "ready");
    return it;
  });
  assert.equal(found.sha256, file.sha256());
  assert.equal(found.size, file.length);
  return found;
}

/** Every refusal is one of the protocol too. */
async function refused(reply, status) {
  const got = await reply;
  if (got.text !== "")
    await expectProblem(got, status, status === 422 ? got.body.errors.map((e) => e.field) : undefined);
  assert.equal(got.status, status);
  assert.equal(got.headers.get("tus-resumable"), "1.0.0");
  return got;
}

describe("what is spoken", () => {
  const extensions = "creation,creation-with-upload,termination,checksum,expiration";

  test("is told by OPTIONS without a token and without a version", async () => {
    for (const path of ["/vod/uploads", "/vod/uploads/some"]) {
      const got = await expectHeaders(send(url + path, "OPTIONS"), 204);
      assert.equal(got.get("tus-resumable"), "1.0.0");
      assert.equal(got.get("tus-version"), "1.0.0");
      assert.equal(got.get("tus-extension"), extensions);
      assert.equal(got.get("tus-max-size"), String(MAX_BYTES));
      assert.equal(got.get("tus-checksum-algorithm"), "sha1,sha256,md5");
    }
  });

  test("may be used and read by pages of a configured origin", async () => {
    const sent = [
      ...[
        "authorization",
        "content-type",
        "tus-resumable",
        "upload-checksum",
        "upload-length",
        "upload-metadata",
      ],
      ...["upload-offset", "x-http-method-override", "x-request-id", "x-requested-with"],
    ];
    const preflight = await send(`${url}/vod/uploads/some`, "OPTIONS", {
      headers: {
        origin: ORIGIN,
        "access-control-request-method": "PATCH",
        "access-control-request-headers": sent.join(", "),
      },
    });
    assert.equal(preflight.headers.get("access-control-allow-origin"), ORIGIN);
    assert.match(
      preflight.headers.get("access-control-allow-methods"),
      /\bHEAD\b.*\bPOST\b.*\bPATCH\b.*\bDELETE\b/,
    );
    const allowed = preflight.headers.get("access-control-allow-headers").split(/, */);
    assert.deepEqual(
      sent.filter((name) => !allowed.includes(name)),
      [],
    );
    const got = await expectHeaders(tus.begin(100, { origin: ORIGIN }), 201);
    const readable = got.get("access-control-expose-headers").split(/, */);
    for (const name of got.keys()) {
      if (/^(tus|upload)-|^location$/.test(name)) assert.ok(readable.includes(name), name);
    }
  });
});

describe("a new upload", () => {
  test("is at 0, says where it is and until when", async () => {
    const got = await expectHeaders(tus.begin(1000), 201);
    assert.match(got.get("location"), new RegExp(`^${url}/vod/uploads/[0-9a-f-]{36}$`));
    assert.equal(got.get("upload-offset"), "0");
    const hours = (Date.parse(got.get("upload-expires")) - Date.now()) / 3_600_000;
    assert.ok(hours > 23.9 && hours < 24.1, String(hours));
  });

  const bad = {
    "no version": [{ "tus-resumable": undefined }, 412],
    "another version": [{ "tus-resumable": "0.2.2" }, 412],
    "no length": [{ "upload-length": undefined }, 400],
    "a length to be told later": [{ "upload-length": undefined, "upload-defer-length": "1" }, 400],
    "a length that is none": [{ "upload-length": "ten" }, 400],
    "a negative length": [{ "upload-length": "-1" }, 400],
    "no bytes at all": [{ "upload-length": "0" }, 415],
    "more than is taken": [{ "upload-length": String(MAX_BYTES + 1) }, 413],
    "metadata that is no base64": [{ "upload-metadata": "title ***" }, 400],
    "a key twice": [{ "upload-metadata": "title YQ==,title YQ==" }, 400],
    "a stream that is none": [{ "upload-metadata": metadata({ streamId: 999_999 }) }, 422],
    "a title of two lines": [{ "upload-metadata": metadata({ title: "a\nb" }) }, 422],
    "a piece of an upload": [{ "upload-concat": "partial" }, 400],
    "pieces to be put together": [{ "upload-concat": "final;/vod/uploads/a /vod/uploads/b" }, 400],
  };
  for (const [what, [given, status]] of Object.entries(bad)) {
    test(`is refused with ${what}`, async () => {
      const before = (await videos()).length;
      const got = await refused(tus.begin(1000, given), status);
      assert.equal(got.headers.get("tus-version"), status === 412 ? "1.0.0" : null);
      assert.equal((await videos()).length, before);
    });
  }

  test("is for accounts", async () => {
    await refused(uploader(url).begin(1000), 401);
    await refused(uploader(url, (await newGuest(url)).token).begin(1000), 403);
  });

  test("may come with its first bytes, or all of them", async () => {
    const file = newFile(300_000);
    const begun = await expectHeaders(
      tus.begin(file.length, { "content-type": "application/offset+octet-stream" }, file.bytes(0, 100_000)),
      201,
    );
    assert.equal(begun.get("upload-offset"), "100000");
    const { pathname } = new URL(begun.get("location"));
    await expect(tus.patch(pathname, 100_000, file.bytes(100_000)), 204);
    const whole = newFile(200_000);
    const given = {
      "content-type": "application/offset+octet-stream",
      "upload-metadata": metadata({ title: "at once" }),
    };
    const done = await expectHeaders(tus.begin(whole.length, given, whole.bytes()), 201);
    assert.equal(done.get("upload-offset"), "200000");
    await ready("at once", whole);
  });

  test("leaves nothing when the bytes that came with it are refused", async () => {
    const held = () => stored(stateDir).undertakings;
    const before = [(await videos()).length, held()];
    const given = { "content-type": "application/offset+octet-stream" };
    await refused(tus.begin(10, given, "eleven bytes"), 413);
    await refused(tus.begin(100_000, given, "no video".repeat(1000)), 415);
    await refused(tus.begin(1000, { ...given, "upload-checksum": `sha1 ${digest("sha1", "a")}` }, "b"), 460);
    assert.deepEqual([(await videos()).length, held()], before);
  });
});

const digest = (algorithm, bytes) => createHash(algorithm).update(bytes).digest("base64");

describe("how far an upload is", () => {
  test("is told its owner, with all that came with it", async () => {
    const given = metadata({ filename: "wörld.mp4", title: "mine" });
    const begun = await expectHeaders(tus.begin(1000, { "upload-metadata": given }), 201);
    const got = await expectHeaders(tus.head(new URL(begun.get("location")).pathname), 200);
    assert.equal(got.get("upload-offset"), "0");
    assert.equal(got.get("upload-length"), "1000");
    assert.equal(got.get("upload-metadata"), given);
    assert.equal(got.get("upload-expires"), begun.get("upload-expires"));
    assert.equal(got.get("cache-control"), "no-store");
    assert.equal(got.get("tus-resumable"), "1.0.0");
  });

  test("is told nobody else", async () => {
    const path = await tus.path(1000);
    for (const method of ["head", "terminate"]) {
      await refused(other[method](path), 404);
      await refused(uploader(url)[method](path), 401);
      await refused(tus[method]("/vod/uploads/00000000-0000-4000-8000-000000000000"), 404);
    }
    await refused(other.patch(path, 0, "a"), 404);
    await refused(tus.head(path, { "tus-resumable": "2.0.0" }), 412);
    assert.equal((await tus.call("GET", path)).status, 405);
  });
});

describe("bytes", () => {
  const file = newFile(12 * MIB + 345);
  let path;
  before(async () => {
    path = await tus.path(file.length, { title: "bytes" });
  });

  const bad = {
    "no version": [0, { "tus-resumable": undefined }, 412],
    "no offset": [0, { "upload-offset": undefined }, 400],
    "an offset that is none": [0, { "upload-offset": "-1" }, 400],
    "an offset that is not there yet": [7, {}, 409],
    "no content type": [0, { "content-type": undefined }, 415],
    "another content type": [0, { "content-type": "video/mp4" }, 415],
    "an unknown algorithm": [0, { "upload-checksum": "crc32 AAAAAA==" }, 400],
    "a checksum that is none": [0, { "upload-checksum": "sha1" }, 400],
  };
  for (const [what, [offset, given, status]] of Object.entries(bad)) {
    test(`are refused with ${what}`, async () => {
      await refused(tus.patch(path, offset, new Uint8Array(1000), given), status);
      assert.equal(await tus.offset(path), 0);
    });
  }

  test("are refused when they are more than was announced", async () => {
    const small = await tus.path(1000);
    await refused(tus.patch(small, 0, new Uint8Array(1001)), 413);
    await refused(tus.patch(small, 0, newFile(5000).stream()), 413);
    assert.equal(await tus.offset(small), 0);
  });

  test("come in any number of requests", async () => {
    path = await tus.path(file.length, { title: "bytes in steps" });
    const steps = [
      0,
      1,
      100,
      100,
      PART_BYTES - 1,
      PART_BYTES,
      PART_BYTES + 1,
      2 * PART_BYTES + 7,
      file.length,
    ];
    for (let i = 1; i < steps.length; i++) {
      const got = await expectHeaders(tus.patch(path, steps[i - 1], file.bytes(steps[i - 1], steps[i])), 204);
      assert.equal(got.get("upload-offset"), String(steps[i]));
      assert.equal(got.get("tus-resumable"), "1.0.0");
      assert.equal(await tus.offset(path), steps[i]);
    }
    await ready("bytes in steps", file);
  });

  test("are taken once: a finished upload says so to whoever missed it", async () => {
    const got = await expectHeaders(tus.patch(path, file.length, ""), 204);
    assert.equal(got.get("upload-offset"), String(file.length));
    assert.equal(got.get("upload-expires"), null);
    await refused(tus.patch(path, file.length, "more"), 413);
    await refused(tus.patch(path, 0, file.bytes(0, 100)), 409);
    await refused(tus.terminate(path), 409);
    assert.equal(await tus.offset(path), file.length);
  });

  test("may come without their number being told", async () => {
    const chunked = await tus.path(file.length, { title: "chunked" });
    await expect(tus.patch(chunked, 0, file.stream(0, 7 * MIB)), 204);
    await expect(tus.patch(chunked, 7 * MIB, file.stream(7 * MIB)), 204);
    await ready("chunked", file);
  });

  test("come from clients that know no PATCH", async () => {
    const small = newFile(50_000);
    const way = await tus.path(small.length, { title: "overridden" });
    const post = (as, given, text) =>
      tus.call("POST", way, { given: { "x-http-method-override": as, ...given }, text });
    const given = { "content-type": "application/offset+octet-stream", "upload-offset": "0" };
    await expect(post("PATCH", given, small.bytes(0, 20_000)), 204);
    assert.equal((await expectHeaders(post("HEAD"), 200)).get("upload-offset"), "20000");
    assert.equal((await post("PUT")).status, 405);
    await expect(post("PATCH", { ...given, "upload-offset": "20000" }, small.bytes(20_000)), 204);
    await ready("overridden", small);
    const unwanted = await tus.path(10);
    await expect(tus.call("POST", unwanted, { given: { "x-http-method-override": "DELETE" } }), 204);
    await refused(tus.head(unwanted), 404);
  });

  test("trickle in as they like", async () => {
    const small = newFile(5_000);
    const slow = await tus.path(small.length, { title: "trickle" });
    async function* trickle() {
      for (let at = 0; at < small.length; at += 50) {
        yield small.bytes(at, at + 50);
        await sleep(1);
      }
    }
    await expect(tus.patch(slow, 0, ReadableStream.from(trickle())), 204);
    await ready("trickle", small);
  });

  test("come in more requests than storage takes parts", { timeout: 300_000 }, async () => {
    const many = newFile(600);
    const way = await tus.path(many.length, { title: "many" });
    for (let at = 0; at < many.length; at++) await expect(tus.patch(way, at, many.bytes(at, at + 1)), 204);
    await ready("many", many);
    // Only parts take numbers, so that ten thousand requests are no reason to begin anew.
    const id = way.split("/").pop();
    const next = withDatabase(d1File(stateDir), (d1) =>
      d1.prepare("select nextPart from uploads where id = ?").get(id),
    );
    assert.ok(next.nextPart <= 3, JSON.stringify(next));
  });
});

describe("a checksum", () => {
  for (const algorithm of ["sha1", "sha256", "md5"]) {
    test(`by ${algorithm} lets nothing in that is not as it was sent`, async () => {
      const file = newFile(13 * MIB + 11);
      const title = `checked by ${algorithm}`;
      const path = await tus.path(file.length, { title });
      const sum = (from, to) => ({
        "upload-checksum": `${algorithm} ${digest(algorithm, file.bytes(from, to))}`,
      });
      const wrong = file.bytes(0, 11 * MIB);
      wrong[0] ^= 1;
      wrong[9 * MIB] ^= 1;
      for (let i = 0; i < 3; i++) await refused(tus.patch(path, 0, wrong, sum(0, 11 * MIB)), 460);
      assert.equal(await tus.offset(path), 0);
      await expect(tus.patch(path, 0, file.bytes(0, 11 * MIB), sum(0, 11 * MIB)), 204);
      await refused(tus.patch(path, 11 * MIB, "x", sum(11 * MIB)), 460);
      await expect(tus.patch(path, 11 * MIB, file.bytes(11 * MIB), sum(11 * MIB)), 204);
      await ready(title, file);
    });
  }
});

describe("an upload that turns out to be no video", () => {
  test("is refused once that is known, and everything of it is gone", async () => {
    const path = await tus.path(8 * MIB, { title: "no video" });
    await expect(tus.patch(path, 0, Buffer.alloc(100, "a")), 204);
    await refused(tus.patch(path, 100, Buffer.alloc(6 * MIB, "a")), 415);
    await refused(tus.head(path), 404);
    assert.ok(!(await videos()).some(({ title }) => title === "no video"));
  });

  test("is refused at its end when it is too short to know earlier", async () => {
    const path = await tus.path(20);
    await refused(tus.patch(path, 0, "<html>not a video..."), 415);
    await refused(tus.head(path), 404);
  });
});

describe("an upload that is given up", () => {
  test("is gone, with what was stored of it and the video that it should have been", async () => {
    const file = newFile(7 * MIB);
    const path = await tus.path(file.length, { title: "given up" });
    await expect(tus.patch(path, 0, file.bytes(0, 6 * MIB)), 204);
    await expect(tus.terminate(path), 204);
    for (const reply of [tus.head(path), tus.terminate(path), tus.patch(path, 6 * MIB, "")])
      await refused(reply, 404);
    assert.ok(!(await videos()).some(({ title }) => title === "given up"));
  });
});

describe("a recording", () => {
  const media = uploader(url, ownToken({ sub: "recorder", name: "recorder", role: "media" }));

  async function newRecording() {
    const stream = await newStream(user);
    const server = mediaServer(url);
    await expect(server.nginx("publish", stream.streamKey, 1), 302);
    const told = await expect(
      server.plain("on_record_done", stream.name, { eventId: "r", path: "a.flv" }),
      200,
    );
    await expect(user.put(`/streams/${stream.id}`, { status: "ended" }), 200);
    return told.videoId;
  }

  test("that is awaited is brought by a media server", async () => {
    const videoId = await newRecording();
    const file = newFile(6 * MIB);
    const path = await media.path(file.length, { videoId, filename: "a.mp4", filetype: "video/mp4" });
    await expect(media.patch(path, 0, file.bytes(0, 5_500_000)), 204);
    assert.equal((await expect(user.get(`/vod/${videoId}`), 200)).status, "uploading");
    await refused(tus.head(path), 404);
    await expect(media.patch(path, 5_500_000, file.bytes(5_500_000)), 204);
    await eventually(async () => {
      const video = await expect(user.get(`/vod/${videoId}`), 200);
      assert.equal(video.status, "ready");
      assert.equal(video.sha256, file.sha256());
    });
    await refused(media.begin(1000, { "upload-metadata": metadata({ videoId }) }), 409);
    assert.equal((await expect(user.get(`/vod/${videoId}`), 200)).status, "ready");
  });

  test("that somebody else begins to bring is not that of the one before", async () => {
    const videoId = await newRecording();
    const file = newFile(6 * MIB);
    const first = await media.path(file.length, { videoId });
    await expect(media.patch(first, 0, file.bytes(0, 5_500_000)), 204);
    const second = await media.path(file.length, { videoId });
    await refused(media.patch(first, 5_500_000, file.bytes(5_500_000)), 404);
    await expect(media.patch(second, 0, file.bytes()), 204);
    await eventually(async () =>
      assert.equal((await expect(user.get(`/vod/${videoId}`), 200)).sha256, file.sha256()),
    );
  });

  test("is awaited again when its upload is given up", async () => {
    const videoId = await newRecording();
    const path = await media.path(1000, { videoId });
    await expect(media.terminate(path), 204);
    assert.equal((await expect(user.get(`/vod/${videoId}`), 200)).status, "processing");
  });

  test("is not brought by somebody else", async () => {
    const videoId = await newRecording();
    await refused(other.begin(1000, { "upload-metadata": metadata({ videoId }) }), 404);
    await refused(media.begin(1000), 403);
  });
});

test("what is stored in the end is what the rows say", async () => {
  await eventually(async () => {
    await expect(send(`${url}/cdn-cgi/local/scheduled`, "GET"), 200);
    assertAgreement(stateDir);
  });
});
