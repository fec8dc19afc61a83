// A large file through broken connections and a restart, by a client that is in use. `TUS_FILE_BYTES=1073741824 node
// --test …` for a whole gigabyte.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { expect, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { faultyLine } from "../lib/faulty-line.mjs";
import { newUser } from "../lib/people.mjs";
import { assertAgreement, stored } from "../lib/storage.mjs";
import { MIB, newFile, PART_BYTES } from "../lib/tus.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const { Upload } = createRequire(import.meta.url)("tus-js-client");
const LENGTH = Number(process.env.TUS_FILE_BYTES ?? 200 * MIB);

const { folder, remove } = temporaryFolder();
let worker = await start({ ACCESS_TOKEN_SECONDS: "3600" }, { stateDir: folder });
after(() => worker.stop().finally(remove));
const line = await faultyLine(new URL(worker.url).port);
after(() => line.close());

test("a large file survives two broken connections and a crash", { timeout: 900_000 }, async () => {
  const user = await newUser(worker.url);
  const file = newFile(LENGTH);
  const offsets = [];
  const done = new Promise((resolve, reject) => {
    // Read from the place where it goes on: as from a file, none of which is held.
    new Upload(
      {},
      {
        endpoint: `${line.url}/vod/uploads`,
        headers: { authorization: `Bearer ${user.token}` },
        metadata: { title: "large", filename: "large.mp4" },
        retryDelays: Array.from({ length: 60 }, () => 500),
        fileReader: {
          openFile: async () => ({
            size: LENGTH,
            slice: async (from, to) => ({
              value: Object.assign(file.stream(from, Math.min(to, LENGTH)), {
                size: Math.min(to, LENGTH) - from,
              }),
              done: to >= LENGTH,
            }),
            close() {},
          }),
        },
        onAfterResponse: (request, response) => {
          if (request.getMethod() === "HEAD") offsets.push(Number(response.getHeader("Upload-Offset")));
        },
        onSuccess: resolve,
        onError: reject,
      },
    ).start();
  });

  // What is on its way is lost with the line, and how much that is depends on the machine: storage counts.
  const quarter = Math.floor(LENGTH / 4);
  const isStored = (bytes) =>
    eventually(async () => assert.ok(stored(folder).parts * PART_BYTES >= bytes, `${bytes} bytes`));
  for (const quarters of [1, 2]) {
    await isStored(quarters * quarter);
    line.cut();
  }
  await isStored(3 * quarter);
  await worker.kill();
  worker = await start({ ACCESS_TOKEN_SECONDS: "3600" }, { stateDir: folder });
  line.port = new URL(worker.url).port;
  await done;

  // Each time it went on from near where it broke off, and never from the beginning.
  assert.equal(offsets.length, 3, offsets.join());
  const steps = offsets.map((offset, index) => offset - (offsets[index - 1] ?? 0));
  for (const step of steps) assert.ok(step > quarter / 2, steps.join());
  const me = { get: (path) => send(worker.url + path, "GET", { token: user.token }) };
  const video = await eventually(async () => {
    const [item] = (await expect(me.get("/vod"), 200)).items;
    assert.equal(item.status, "ready");
    return item;
  });
  assert.equal(video.sha256, file.sha256());
  assert.deepEqual([video.size, video.duration], [LENGTH, 60]);

  await expect(send(`${worker.url}/cdn-cgi/local/scheduled`, "GET"), 200);
  await eventually(async () => assertAgreement(folder));
  const { objects, undertakings, parts } = stored(folder);
  assert.deepEqual([objects.length, undertakings, parts], [1, [], 0]);
});
