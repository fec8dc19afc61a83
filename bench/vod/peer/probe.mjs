// What kind of file it is, how long it plays and how large its picture is. Cut down to MP4, as that is what is sent.

import { Refusal } from "./answers.mjs";

export const PREFIX_BYTES = 4_096;
const MAX_READ_BYTES = 65_536;
const MAX_READS = 16;
const BRANDS = new Set(["isom", "iso2", "avc1", "mp41", "mp42", "dash", "M4V "]);
const ENTERED = new Set(["moov", "trak", "mdia"]);

/** The media type of the file that begins with these bytes. */
export function sniff(head) {
  if (kindAt(head, 4) !== "ftyp" || !BRANDS.has(kindAt(head, 8)))
    throw new Refusal(415, "unsupported-media-type", "Unsupported media type", "the file is no video");
  return "video/mp4";
}

/** Goes from box to box, and reads on where one lies behind what was read. */
export async function probe(bucket, key, size) {
  const facts = { durationMs: null, width: null, height: null };
  let at = 0;
  for (let reads = 0; reads < MAX_READS && at < size; reads++) {
    const range = { offset: at, length: Math.min(MAX_READ_BYTES, size - at) };
    const object = await bucket.get(key, { range });
    if (!object) break;
    const bytes = new Uint8Array(await object.arrayBuffer());
    const next = walk(bytes, at, facts);
    if (next === at) break;
    at = next;
  }
  return facts;
}

/** Where the first box begins that is not in `bytes`. */
function walk(bytes, offset, facts) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const kind = kindAt(bytes, at + 4);
    if (!ENTERED.has(kind)) read(kind, view, at + 8, facts);
    at += ENTERED.has(kind) ? 8 : Math.max(8, view.getUint32(at));
  }
  return offset + at;
}

function read(kind, view, at, facts) {
  if (kind === "mvhd")
    facts.durationMs = Math.round((view.getUint32(at + 16) * 1_000) / view.getUint32(at + 12));
  if (kind === "tkhd")
    facts.picture = {
      width: view.getUint16(at + 76),
      height: view.getUint16(at + 80),
    };
  if (kind === "hdlr" && view.getUint32(at + 8) === 0x7669_6465) Object.assign(facts, facts.picture);
}

const kindAt = (bytes, at) => String.fromCharCode(...bytes.subarray(at, at + 4));
