// Resumable uploads by a client that is in use, as it comes: tus-js-client.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { assertAgreement } from "../lib/storage.mjs";
import { newStream } from "../lib/streams.mjs";
import { MIB, newFile } from "../lib/tus.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { Upload } = createRequire(import.meta.url)("tus-js-client");

const { url, stateDir } = await ownWorker();
const user = await newUser(url);

/** How an upload goes: what its callbacks were told. `onBegun` gets the client's own object. */
function upload(source, options, onBegun = () => {}) {
  return new Promise((resolve, reject) => {
    const client = new Upload(source, {
      endpoint: `${url}/vod/uploads`,
      headers: { authorization: `Bearer ${user.token}` },
      retryDelays: null,
      ...options,
      onSuccess: () => resolve(client),
      onError: reject,
    });
    onBegun(client, resolve);
    client.start();
  });
}

const listed = async () => (await expect(user.get("/vod?limit=100"), 200)).items;

async function ready(title, file) {
  return eventually(async () => {
    const video = (await listed()).find((it) => it.title === title);
    assert.equal(video?.status, "ready");
    assert.equal(video.sha256, file.sha256());
    return video;
  });
}

describe("tus-js-client uploads", () => {
  const ways = {
    "a small file": [40_000, {}],
    "a file of many parts": [23 * MIB + 5, {}],
    "in small steps": [3 * MIB + 1, { chunkSize: 100_003 }],
    "in steps that are no whole parts": [17 * MIB + 17, { chunkSize: 7_000_001 }],
    "in steps of exactly a part": [15 * MIB, { chunkSize: 5 * MIB }],
    "with the first request": [3 * MIB, { uploadDataDuringCreation: true }],
    "with the first request, in steps": [9 * MIB, { uploadDataDuringCreation: true, chunkSize: 4_000_000 }],
    "with no method but POST": [6 * MIB, { overridePatchMethod: true }],
    "with a name for each request": [1 * MIB, { addRequestId: true }],
  };
  for (const [title, [length, options]] of Object.entries(ways)) {
    test(title, async () => {
      const file = newFile(length);
      await upload(file.bytes(), {
        metadata: { title, filename: "a.mp4", filetype: "video/mp4" },
        ...options,
      });
      await ready(title, file);
    });
  }

  test("a stream that it does not know the end of, once it is told the length", async () => {
    const file = newFile(6 * MIB + 3);
    const options = { chunkSize: 2 * MIB, uploadSize: file.length, metadata: { title: "stream" } };
    await upload(Readable.from(file.pieces()), options);
    await ready("stream", file);
  });

  test("what it is told about the video", async () => {
    const stream = await newStream(user);
    const file = newFile(50_000);
    const metadata = { title: "Über alles 🎬", private: "true", streamId: String(stream.id) };
    await upload(file.bytes(), { metadata });
    const video = await ready(metadata.title, file);
    assert.equal(video.private, true);
    assert.equal(video.streamId, stream.id);
    assert.equal(video.duration, 60);
  });
});

describe("tus-js-client goes on with an upload", () => {
  test("that it paused, and one of which it knows the address alone", async () => {
    const file = newFile(21 * MIB);
    const options = { chunkSize: 3_000_000, metadata: { title: "resumed" } };
    const paused = await upload(file.bytes(), options, (client, resolve) => {
      client.options.onChunkComplete = async (_, sent) => {
        if (sent >= 9_000_000) resolve(await client.abort().then(() => client));
      };
    });
    const offsets = [];
    await upload(file.bytes(), {
      ...options,
      uploadUrl: paused.url,
      onChunkComplete: (_, sent) => offsets.push(sent),
    });
    assert.ok(offsets[0] > 9_000_000, `went on from ${offsets[0]}`);
    await ready("resumed", file);
    // Of one that is complete it learns so.
    await upload(file.bytes(), { ...options, uploadUrl: paused.url });
  });

  test("or begins anew when that is gone", async () => {
    const file = newFile(60_000);
    const uploadUrl = `${url}/vod/uploads/00000000-0000-4000-8000-000000000000`;
    const client = await upload(file.bytes(), { uploadUrl, metadata: { title: "anew" } });
    assert.notEqual(client.url, uploadUrl);
    await ready("anew", file);
  });
});

describe("tus-js-client", () => {
  test("takes an upload back", async () => {
    const file = newFile(12 * MIB);
    const given = await upload(
      file.bytes(),
      { chunkSize: 3 * MIB, metadata: { title: "taken back" } },
      (client, resolve) => {
        client.options.onChunkComplete = async () => resolve(await client.abort(true).then(() => client));
      },
    );
    assert.ok(given.url.startsWith(url));
    assert.ok(!(await listed()).some(({ title }) => title === "taken back"));
  });

  test("is told that pieces at once are not offered, and leaves nothing", async () => {
    const before = (await listed()).length;
    const file = newFile(8 * MIB);
    await assert.rejects(upload(file.bytes(), { parallelUploads: 2 }), /concat|pieces/);
    assert.equal((await listed()).length, before);
  });

  test("is told why a file is refused", async () => {
    await assert.rejects(upload(Buffer.alloc(20_000, "text "), {}), /response code: 415/);
  });

  test("leaves in storage what the rows say", async () => {
    await expect(user.get("/cdn-cgi/local/scheduled"), 200);
    await eventually(async () => assertAgreement(stateDir));
  });
});
