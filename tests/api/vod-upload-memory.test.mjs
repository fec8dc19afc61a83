// A Worker has 128 MB, and files are larger.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { expect } from "../lib/client.mjs";
import { runtimePeakBytes } from "../lib/memory.mjs";
import { newUser } from "../lib/people.mjs";
import { FILE, LAST, largeVideo, rawPart, sendRaw } from "../lib/videos.mjs";
import { ownWorker } from "../lib/worker.mjs";

const MIB = 1_048_576;
const SIZE_BYTES = 90 * MIB;
const AT_ONCE = 3;
/** Whoever holds files whole needs twice their size more than for one of them. WASM's memory is part of it. */
const MAX_GROWTH_BYTES = 128 * MIB;

const { url } = await ownWorker();
const owner = await newUser(url);

/** Made as it is sent: it is not in this process's memory either. */
async function upload() {
  const digest = createHash("sha256");
  const body = function* () {
    yield rawPart(FILE, "", "");
    for (const piece of largeVideo(SIZE_BYTES)) {
      digest.update(piece);
      yield piece;
    }
    yield Buffer.from("\r\n");
    yield LAST;
  };
  const made = await expect(sendRaw(owner, ReadableStream.from(body())), 201);
  assert.deepEqual([made.status, made.size], ["ready", SIZE_BYTES]);
  assert.equal(made.sha256, digest.digest("hex"));
  return made;
}

async function download({ url, sha256 }) {
  const digest = createHash("sha256");
  for await (const piece of (await fetch(url)).body) digest.update(piece);
  assert.equal(digest.digest("hex"), sha256);
}

test(`${AT_ONCE} files of ${SIZE_BYTES / MIB} MiB at once take little more memory than one`, async (t) => {
  // With the first one the runtime gets as large as it lets its garbage grow.
  await download(await upload());
  const before = runtimePeakBytes();
  assert.ok(before > 0, "no runtime was found");
  await Promise.all(Array.from({ length: AT_ONCE }, upload));
  const growth = runtimePeakBytes() - before;
  t.diagnostic(`the runtime held ${Math.round(growth / MIB)} MiB more`);
  assert.ok(growth < MAX_GROWTH_BYTES, `${growth} bytes more`);
});
