// Resumable uploads by hand: each request of the protocol, good, bad or broken off, and files to be uploaded.

import { createHash, randomBytes } from "node:crypto";
import { request } from "node:http";
import { Readable } from "node:stream";
import { expect, send } from "./client.mjs";
import { sleep } from "./eventually.mjs";

export const MIB = 1024 * 1024;
export const PART_BYTES = 5 * MIB;
const VERSION = { "tus-resumable": "1.0.0" };
const BYTES = { "content-type": "application/offset+octet-stream" };

/** `Upload-Metadata` of some fields. */
export const metadata = (fields) =>
  Object.entries(fields)
    .map(([key, value]) => `${key} ${Buffer.from(String(value)).toString("base64")}`)
    .join(",");

/** Headers; one that is undefined is not sent. */
const headers = (all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));

/**
 * Somebody who uploads. Every call takes headers in place of the usual ones.
 *
 * @param {string} url
 * @param {string} [token]
 */
export function uploader(url, token) {
  const call = (method, path, { given, text, ...more } = {}) =>
    send(new URL(path, url), method, {
      token,
      text,
      headers: headers({ ...VERSION, ...given }),
      duplex: "half",
      ...more,
    });
  const tus = {
    url,
    token,
    call,
    begin: (length, given, text) =>
      call("POST", "/vod/uploads", { given: { "upload-length": String(length), ...given }, text }),
    patch: (path, offset, text, given) =>
      call("PATCH", path, { given: { ...BYTES, "upload-offset": String(offset), ...given }, text }),
    head: (path, given) => call("HEAD", path, { given }),
    terminate: (path) => call("DELETE", path),
    /** How much of it is stored. */
    offset: async (path) => Number((await expectHeaders(tus.head(path), 200)).get("upload-offset")),
    /** The path of a new upload. */
    async path(length, fields = {}) {
      const reply = await tus.begin(length, { "upload-metadata": metadata(fields) });
      await expect(reply, 201);
      return new URL(reply.headers.get("location")).pathname;
    },
    /** Sends bytes and breaks off before the announced end; answers once the other side knows. */
    brokenPatch: (path, offset, bytes, options) => broken(tus, path, offset, bytes, options),
  };
  return tus;
}

/** The headers of an answer that has this status. */
export async function expectHeaders(reply, status) {
  const got = await reply;
  await expect(got, status);
  return got.headers;
}

async function broken({ url, token }, path, offset, bytes, { announced, given, pauseMs = 300 } = {}) {
  const patch = request(new URL(path, url), {
    method: "PATCH",
    headers: headers({
      ...VERSION,
      ...BYTES,
      authorization: `Bearer ${token}`,
      "upload-offset": offset,
      "content-length": announced,
      ...given,
    }),
  });
  patch.on("error", () => {}); // we are the reason
  await new Promise((done) => patch.write(bytes, done));
  await sleep(pauseMs);
  await new Promise((done) => patch.on("close", done).destroy());
}

const ascii = (text) => Buffer.from(text, "latin1");

/** A box of an MP4. */
function box(type, content) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, content]);
}

/** What an MP4 of so many seconds begins with. */
function beginning(seconds) {
  const header = Buffer.alloc(100);
  header.writeUInt32BE(1000, 12); // units a second
  header.writeUInt32BE(seconds * 1000, 16);
  return Buffer.concat([box("ftyp", ascii("isom\0\0\x02\0isommp42")), box("moov", box("mvhd", header))]);
}

/**
 * A file that passes for an MP4 of a minute, in pieces of up to a mebibyte. No two files are alike, nor are two pieces.
 *
 * @param {number} length bytes
 */
export function newFile(length) {
  const start = beginning(60);
  const mdat = Buffer.alloc(16);
  mdat.writeUInt32BE(1);
  mdat.write("mdat", 4, "latin1");
  mdat.writeBigUInt64BE(BigInt(length - start.length), 8);
  const first = Buffer.concat([start, mdat]);
  const noise = randomBytes(MIB);
  const piece = (index) => {
    const bytes = Buffer.from(noise.subarray(0, Math.min(MIB, length - index * MIB)));
    if (bytes.length >= 4) bytes.writeUInt32BE(index);
    if (index === 0) first.copy(bytes);
    return bytes;
  };
  return {
    length,
    piece,
    /** Bytes from `from` up to `to`. */
    *pieces(from = 0, to = length) {
      for (let at = from; at < to; ) {
        const index = Math.floor(at / MIB);
        const bytes = piece(index).subarray(at - index * MIB, to - index * MIB);
        at += bytes.length;
        yield bytes;
      }
    },
    bytes(from = 0, to = length) {
      return Buffer.concat([...this.pieces(from, to)]);
    },
    stream(from = 0, to = length) {
      return Readable.from(this.pieces(from, to));
    },
    sha256() {
      const hash = createHash("sha256");
      for (const bytes of this.pieces()) hash.update(bytes);
      return hash.digest("hex");
    },
  };
}
