// Files that somebody else keeps: which addresses are asked, and what is made of the answers.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { endless, redirect, startFileKeeper, startNameService, withoutRanges } from "../lib/file-keeper.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { newStream } from "../lib/streams.mjs";
import { HEIGHT, video, WIDTH } from "../lib/videos.mjs";
import { ownWorker } from "../lib/worker.mjs";

/** Its index is beyond what is read first. */
const LONG_S = 12;
const long = video("moov-at-end.mp4", LONG_S);
const page = Buffer.from("<!doctype html><title>no video</title>".padEnd(9_000));

const keeper = await startFileKeeper({
  "/video.mp4": video(),
  "/browser.webm": video("browser.webm"),
  "/long.mp4": long,
  "/no-ranges.mp4": withoutRanges(video()),
  "/long-without-ranges.mp4": withoutRanges(long),
  "/page.mp4": page,
  "/empty.mp4": withoutRanges(Buffer.alloc(0)),
  "/moved": redirect("/video.mp4"),
  "/moved-twice": redirect("/moved"),
  "/moved-away": redirect("http://10.0.0.1/video.mp4"),
  "/moved-to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
  "/moved-to-file": redirect("file:///etc/passwd"),
  "/moved-nowhere": redirect(),
  "/loop": redirect("/loop"),
  "/broken": (_, reply) => reply.destroy(),
  "/angry": (_, reply) => reply.writeHead(500).end(),
  "/silent": () => {},
  "/stuck": (_, reply) => reply.writeHead(200).write(video().subarray(0, 100)),
  "/endless.mp4": endless(video().subarray(0, 5_000)),
});
const names = await startNameService({
  "inside.example.com": ["10.1.2.3"],
  "half.example.com": ["93.184.216.34", "192.168.0.1"],
  "six.example.com": ["93.184.216.34", "fd00::1"],
  "mapped.example.com": ["::ffff:127.0.0.1"],
  "none.example.com": [],
  "garbage.example.com": (reply) => reply.end("<html>"),
  "away.example.com": (reply) => reply.writeHead(503).end(),
});
after(() => Promise.all([keeper.stop(), names.stop()]));

const { url } = await ownWorker({
  VOD_TRUSTED_ORIGINS: keeper.origin,
  VOD_DNS_URL: `${names.origin}/dns-query`,
});
const owner = await newUser(url);
const at = (path) => ({ url: `${keeper.origin}${path}` });
const register = (fields, who = owner) => who.post("/vod/upload", fields);
const nothingWasMade = async () =>
  assert.deepEqual((await expect(owner.get("/vod?status=processing"), 200)).items, []);

describe("the address of a file", () => {
  test("becomes a video that is ready and played from there", async () => {
    const reply = await register({ ...at("/video.mp4"), title: "elsewhere" });
    const made = await expect(reply, 201);
    assert.equal(reply.headers.get("location"), `/vod/${made.id}`);
    assert.deepEqual(
      [made.status, made.source, made.url, made.title],
      ["ready", "link", at("/video.mp4").url, "elsewhere"],
    );
    assert.deepEqual(
      [made.contentType, made.size, made.width, made.height, made.duration],
      ["video/mp4", video().length, WIDTH, HEIGHT, 2],
    );
    assert.equal(made.sha256, null, "nobody read all of it");
    const content = await owner.get(`/vod/${made.id}/content`);
    assert.deepEqual([content.status, content.headers.get("location")], [302, made.url]);
  });

  test("is told by its bytes, whatever its name", async () => {
    assert.equal((await expect(register(at("/browser.webm?name=x.mp4")), 201)).contentType, "video/webm");
  });

  test("may be of a keeper without ranges", async () => {
    const made = await expect(register(at("/no-ranges.mp4")), 201);
    assert.deepEqual([made.size, made.duration], [video().length, 2]);
  });

  test("whose index is at its end is read there, and not all of it", async () => {
    keeper.requests.length = 0;
    const made = await expect(register({ ...at("/long.mp4"), duration: 99 }), 201);
    assert.ok(Math.abs(made.duration - LONG_S) < 0.2, `${made.duration} s: the file knows better`);
    assert.ok(keeper.requests.length > 1 && keeper.requests.every((line) => line.includes("bytes=")));
  });

  test("whose length cannot be read has the one that was said", async () => {
    const made = await expect(register({ ...at("/long-without-ranges.mp4"), duration: 12.5 }), 201);
    assert.deepEqual([made.size, made.duration], [long.length, 12.5]);
  });

  test("may have moved", async () => {
    for (const path of ["/moved", "/moved-twice"]) {
      assert.equal((await expect(register(at(path)), 201)).size, video().length);
    }
  });

  test("is read at its beginning only, however long it is", async () => {
    const made = await expect(register(at("/endless.mp4")), 201);
    assert.equal(made.size, null);
    const sentBytes = keeper.sentBytes;
    assert.ok(sentBytes < 20_000_000, `${sentBytes} bytes`);
    await new Promise((later) => setTimeout(later, 500));
    assert.equal(keeper.sentBytes, sentBytes, "nobody listens any more");
  });

  test("comes with all that can be said of a video", async () => {
    const stream = await newStream(owner);
    const fields = { streamId: stream.id, private: true, thumbnail: "https://cdn.example/a.jpg" };
    const made = await expect(register({ ...at("/video.mp4"), ...fields }), 201);
    for (const [name, value] of Object.entries(fields)) assert.equal(made[name], value, name);
  });
});

describe("what is no video, or not to be had, is refused", () => {
  for (const [path, status] of [
    ["/page.mp4", 415],
    ["/empty.mp4", 415],
    ["/missing.mp4", 502],
    ["/angry", 502],
    ["/broken", 502],
    ["/loop", 502],
    ["/moved-nowhere", 502],
    ["/silent", 502],
    ["/stuck", 502],
  ]) {
    test(`${path}: ${status}`, async () => {
      await expectProblem(register(at(path)), status);
      await nothingWasMade();
    });
  }
});

describe("an address where strangers have no business is refused", () => {
  for (const address of [
    "http://media.example.com/a.mp4",
    "ftp://media.example.com/a.mp4",
    "file:///etc/passwd",
    "https://user:password@media.example.com/a.mp4",
    "https://localhost/a.mp4",
    "https://LOCALHOST./a.mp4",
    "https://worker.localhost/a.mp4",
    "https://printer.local/a.mp4",
    "https://db.internal/a.mp4",
    "https://intranet/a.mp4",
    "https://127.0.0.1/a.mp4",
    "https://127.1/a.mp4",
    "https://2130706433/a.mp4",
    "https://0x7f000001/a.mp4",
    "https://0177.0.0.1/a.mp4",
    "https://0.0.0.0/a.mp4",
    "https://10.0.0.1/a.mp4",
    "https://172.16.0.1/a.mp4",
    "https://192.168.1.1/a.mp4",
    "https://100.64.0.1/a.mp4",
    "https://169.254.169.254/latest/meta-data/",
    "https://224.0.0.1/a.mp4",
    "https://255.255.255.255/a.mp4",
    "https://[::1]/a.mp4",
    "https://[::]/a.mp4",
    "https://[::ffff:127.0.0.1]/a.mp4",
    "https://[::ffff:7f00:1]/a.mp4",
    "https://[64:ff9b::7f00:1]/a.mp4",
    "https://[fd00::1]/a.mp4",
    "https://[fe80::1]/a.mp4",
    "https://[ff02::1]/a.mp4",
    "https://①②⑦.0.0.1/a.mp4",
    "https://127.0.0.1%2f.example.com/a.mp4",
    "https://inside.example.com/a.mp4",
    "https://half.example.com/a.mp4",
    "https://six.example.com/a.mp4",
    "https://mapped.example.com/a.mp4",
    "https://none.example.com/a.mp4",
    "https://unknown.example.com/a.mp4",
  ]) {
    test(address, async () => {
      await expectProblem(register({ url: address }), 422, ["url"]);
      await nothingWasMade();
    });
  }

  test("also after a redirection", async () => {
    for (const path of ["/moved-away", "/moved-to-metadata", "/moved-to-file"]) {
      await expectProblem(register(at(path)), 422, ["url"]);
    }
  });

  test("trusted is one origin, and no other port or scheme of it", async () => {
    const { hostname, port } = new URL(keeper.origin);
    for (const address of [
      `http://${hostname}/video.mp4`,
      `https://${hostname}:${port}/video.mp4`,
      names.origin,
    ]) {
      await expectProblem(register({ url: address }), 422, ["url"]);
    }
    const credentials = keeper.origin.replace("//", "//user:password@");
    await expectProblem(register({ url: `${credentials}/video.mp4` }), 422, ["url"]);
  });

  test("a name service that is away, or talks nonsense, is not the client's fault", async () => {
    for (const host of ["garbage.example.com", "away.example.com"]) {
      await expectProblem(register({ url: `https://${host}/a.mp4` }), 502);
    }
  });
});

describe("a request is refused", () => {
  test("with every bad field named", async () => {
    await expectProblem(register({}), 422, ["url"]);
    const bad = { streamId: "7", title: "a\nb", url: "no address", duration: -1, thumbnail: "x", private: 1 };
    await expectProblem(register(bad), 422, ["streamId", "title", "url", "duration", "thumbnail", "private"]);
    await expectProblem(register({ ...at("/video.mp4"), streamId: 9007199254740991 }), 422, ["streamId"]);
  });

  test("from a guest, from nobody, and for somebody else's stream", async () => {
    const theirs = await newStream(await newUser(url));
    keeper.requests.length = 0;
    await expectProblem(register(at("/video.mp4"), await newGuest(url)), 403);
    await expectProblem(register(at("/video.mp4"), client(url)), 401);
    await expectProblem(register({ ...at("/video.mp4"), streamId: theirs.id }), 403);
    assert.deepEqual(keeper.requests, [], "nobody was asked for them");
  });

  test("that is not JSON, or too long", async () => {
    const json = { "content-type": "application/json" };
    await expectProblem(owner.call("POST", "/vod/upload", { text: "{", headers: json }), 400);
    await expectProblem(register({ url: `https://media.example.com/${"x".repeat(70_000)}` }), 413);
  });
});
