import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { newStream } from "../lib/streams.mjs";
import {
  BOUNDARY,
  DURATION_S,
  FILE,
  form,
  HEIGHT,
  KINDS,
  LAST,
  lasting,
  newVideo,
  rawPart,
  sendForm,
  sendRaw,
  sha256,
  video,
  WIDTH,
} from "../lib/videos.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const stream = await newStream(owner);

const FACTS = [
  ["width", WIDTH, 0],
  ["height", HEIGHT, 0],
  ["duration", DURATION_S, 0.2],
];

/** What is left of somebody's videos, unfinished ones too. */
const videosOf = async (who) => (await expect(who.get(`/vod?userId=${who.id}`), 200)).items;

async function expectNothingLeft(who) {
  assert.deepEqual(await videosOf(who), []);
}

describe("a file in a form", () => {
  for (const [name, { contentType, untold = [] }] of Object.entries(KINDS)) {
    test(`becomes a video: ${name}`, async () => {
      const file = video(name);
      const reply = await sendForm(owner, [["file", file, name, "application/octet-stream"]]);
      const made = await expect(reply, 201);
      assert.equal(reply.headers.get("location"), `/vod/${made.id}`);
      assert.deepEqual(
        [made.status, made.source, made.contentType, made.size, made.sha256],
        ["ready", "upload", contentType, file.length, sha256(file)],
      );
      for (const [fact, want, tolerance] of FACTS) {
        if (untold.includes(fact)) assert.equal(made[fact], null, fact);
        else assert.ok(Math.abs(made[fact] - want) <= tolerance, `${fact}: ${made[fact]}`);
      }
      assert.deepEqual(lasting(await expect(owner.get(`/vod/${made.id}`), 200)), lasting(made));
      const content = await fetch(made.url);
      assert.equal(content.headers.get("content-type"), contentType);
      assert.equal(sha256(Buffer.from(await content.arrayBuffer())), made.sha256);
    });
  }

  test("says what the video is to be, before the file or behind it", async () => {
    const fields = [
      ["title", "Großer Tag 🎬"],
      ["streamId", String(stream.id)],
      ["private", "true"],
    ];
    const file = ["file", video()];
    for (const order of [
      [...fields, file],
      [file, ...fields],
      [fields[0], file, fields[1], fields[2]],
    ]) {
      const { title, streamId, private: isPrivate } = await expect(sendForm(owner, order), 201);
      assert.deepEqual([title, streamId, isPrivate], ["Großer Tag 🎬", stream.id, true]);
    }
  });

  test("needs nothing beside it", async () => {
    const { title, streamId, private: isPrivate, userId, thumbnail } = await newVideo(owner);
    assert.deepEqual([title, streamId, isPrivate, userId, thumbnail], ["", null, false, owner.id, null]);
  });

  test("is what its bytes say, whatever its name and type", async () => {
    const made = await expect(sendForm(owner, [["file", video(), "notes.txt", "text/plain"]]), 201);
    assert.equal(made.contentType, "video/mp4");
  });

  test("of two texts of one name the first counts, and names nobody knows are passed over", async () => {
    const made = await newVideo(owner, { colour: "red" });
    assert.equal(made.title, "");
    const fields = [
      ["title", "first"],
      ["title", "second"],
      ["file", video()],
    ];
    assert.equal((await expect(sendForm(owner, fields), 201)).title, "first");
  });

  test("may be large enough to be stored in parts", async () => {
    const file = Buffer.concat([
      video(),
      Buffer.from([0x00, 0xb0, 0x00, 0x08]),
      Buffer.from("free"),
      Buffer.alloc(0xb00000),
    ]);
    const made = await newVideo(owner, {}, file);
    assert.deepEqual([made.size, made.sha256], [file.length, sha256(file)]);
    const content = await fetch(made.url);
    assert.equal(sha256(Buffer.from(await content.arrayBuffer())), made.sha256);
  });
});

describe("a form is refused", () => {
  const file = ["file", video()];
  for (const [what, fields, bad] of [
    ["without a file", [["title", "x"]], ["file"]],
    ["whose file is a text", [["file", "x"]], ["file"]],
    ["with a file of another name", [["film", video()]], ["file"]],
    ["with two files", [file, file], ["file"]],
    ["with a second file of another name", [file, ["poster", video()]], ["file"]],
    ["with a title that is too long", [["title", "x".repeat(256)], file], ["title"]],
    ["with a title of two lines", [["title", "a\nb"], file], ["title"]],
    ["with an unknown stream", [["streamId", "9007199254740991"], file], ["streamId"]],
    [
      "with every bad field named",
      [["streamId", "0"], ["private", "maybe"], ["videoId", "x"], file],
      ["streamId", "private", "videoId"],
    ],
    ["with a bad title behind the file", [file, ["title", "x".repeat(256)]], ["title"]],
    ["with an unknown stream behind the file", [file, ["streamId", "9007199254740991"]], ["streamId"]],
    ["with a videoId behind the file", [file, ["videoId", "7"]], ["videoId"]],
  ]) {
    test(what, async () => {
      const somebody = await newUser(url);
      await expectProblem(sendForm(somebody, fields), 422, bad);
      await expectNothingLeft(somebody);
    });
  }

  test("for somebody else's stream, named before the file or behind it", async () => {
    const other = await newUser(url);
    const streamId = ["streamId", String(stream.id)];
    for (const fields of [
      [streamId, file],
      [file, streamId],
    ]) {
      await expectProblem(sendForm(other, fields), 403);
    }
    await expectNothingLeft(other);
  });

  test("from a guest, and from nobody", async () => {
    await expectProblem(sendForm(await newGuest(url), [file]), 403);
    const reply = await sendForm(client(url), [file]);
    await expectProblem(reply, 401);
    assert.match(reply.headers.get("www-authenticate"), /^Bearer/);
    await expectProblem(sendForm(client(url, "garbage"), [file]), 401);
  });

  test("of a video that is no awaited recording, or not there", async () => {
    const made = await newVideo(owner);
    await expectProblem(sendForm(owner, [["videoId", String(made.id)], file]), 422, ["videoId"]);
    await expectProblem(sendForm(await newUser(url), [["videoId", String(made.id)], file]), 403);
    await expectProblem(sendForm(owner, [["videoId", "9007199254740991"], file]), 404);
  });
});

describe("what is no video is refused, whatever it is called", () => {
  const padded = (head) => Buffer.concat([Buffer.from(head, "latin1"), Buffer.alloc(9_000, 0x20)]);
  for (const [what, bytes] of [
    ["nothing at all", Buffer.alloc(0)],
    ["one byte", Buffer.from([0])],
    ["a page", padded("<!doctype html><script>alert(1)</script>")],
    ["a picture", padded("\xff\xd8\xff\xe0\x00\x10JFIF\x00")],
    [
      "an AVIF picture",
      Buffer.concat([
        Buffer.from("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", "latin1"),
        Buffer.alloc(9_000),
      ]),
    ],
    ["a document", padded("%PDF-1.7\n")],
    ["an archive", padded("PK\x03\x04\x14\x00")],
    ["a program", padded("\x7fELF\x02\x01\x01")],
    ["words", Buffer.from("hello")],
    ["zeroes", Buffer.alloc(300_000)],
  ]) {
    test(what, async () => {
      const somebody = await newUser(url);
      await expectProblem(sendForm(somebody, [["file", bytes]]), 415);
      await expectNothingLeft(somebody);
    });
  }

  test("and so is a body that is neither a form nor JSON", async () => {
    for (const type of ["video/mp4", "text/plain", "application/x-www-form-urlencoded"]) {
      const reply = owner.call("POST", "/vod/upload", { text: video(), headers: { "content-type": type } });
      await expectProblem(reply, 415);
    }
    await expectProblem(send(`${url}/vod/upload`, "POST", { token: owner.token }), 415);
  });
});

describe("a form that is not as it should be is refused", () => {
  const part = rawPart(FILE, video());
  const cases = {
    "without its last boundary": [[part]],
    "that ends in the head of a part": [[part, Buffer.from(`--${BOUNDARY}\r\nContent-Disp`)]],
    "that ends in the middle of its file": [[rawPart(FILE, video(), "").subarray(0, 9_000)]],
    "whose boundary is another than it says": [[part, LAST], { boundary: "another" }],
    "without a boundary": [[part, LAST], { headers: { "content-type": "multipart/form-data" } }],
    "of another kind": [
      [part, LAST],
      { headers: { "content-type": `multipart/mixed; boundary=${BOUNDARY}` } },
    ],
    "without a name for its part": [[rawPart('filename="a.mp4"', video()), LAST]],
    "with a field that never ends": [[rawPart('name="title"', "x".repeat(200_000)), part, LAST]],
    "with a text that is not UTF-8": [[rawPart('name="title"', Buffer.from([0xff, 0xfe])), part, LAST]],
    "that is empty": [[]],
  };
  for (const [what, [parts, options]] of Object.entries(cases)) {
    test(what, async () => {
      const somebody = await newUser(url);
      const reply = await sendRaw(somebody, Buffer.concat(parts), options);
      assert.ok([400, 415, 422].includes(reply.status), reply.text);
      await expectProblem(
        reply,
        reply.status,
        reply.body.errors?.map((error) => error.field),
      );
      await expectNothingLeft(somebody);
    });
  }

  test("but what stands before the first boundary and behind the last is passed over", async () => {
    const body = [Buffer.from("This is a message.\r\n"), part, LAST, Buffer.from("epilogue")];
    const made = await expect(sendRaw(owner, Buffer.concat(body)), 201);
    assert.equal(made.sha256, sha256(video()));
  });

  test("and content that looks like a boundary is content", async () => {
    const bytes = Buffer.concat([video(), Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}\r\n--\r\n\r\n-`)]);
    const made = await expect(sendRaw(owner, Buffer.concat([rawPart(FILE, bytes), LAST])), 201);
    assert.equal(made.sha256, sha256(bytes));
  });
});

test("a form is taken whose length nobody announced, in pieces of any size", async () => {
  const whole = Buffer.from(
    await new Response(
      form([
        ["title", "piecemeal"],
        ["file", video()],
      ]),
    ).arrayBuffer(),
  );
  const boundary = whole.toString("latin1", 2, whole.indexOf("\r\n"));
  for (const size of [997, 70_001]) {
    const pieces = ReadableStream.from(
      (function* () {
        for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
      })(),
    );
    const made = await expect(sendRaw(owner, pieces, { boundary }), 201);
    assert.deepEqual([made.title, made.sha256], ["piecemeal", sha256(video())]);
  }
});
