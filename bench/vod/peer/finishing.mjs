// A stored file is looked into, and its video is ready.

import { PREFIX_BYTES, probe, sniff } from "./probe.mjs";
import { fill, find } from "./videos.mjs";

export async function finish({ DB: db, VIDEOS: bucket }, id) {
  const row = await find(db, id);
  if (row?.status !== "processing" || !row.objectKey) return;
  const { size } = await bucket.head(row.objectKey);
  const head = await bucket.get(row.objectKey, {
    range: { offset: 0, length: Math.min(size, PREFIX_BYTES) },
  });
  const contentType = sniff(new Uint8Array(await head.arrayBuffer()));
  const facts = await probe(bucket, row.objectKey, size);
  const digest = new crypto.DigestStream("SHA-256");
  await (await bucket.get(row.objectKey)).body.pipeTo(digest);
  await fill(db, id, row.objectKey, {
    contentType,
    size,
    sha256: hex(await digest.digest),
    ...facts,
  });
}

export const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
