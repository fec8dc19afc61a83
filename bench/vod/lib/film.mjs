// A file that looks like a film from the outside: the boxes that tell what it is, then bytes that nothing can shorten.

import { createCipheriv, createHash } from "node:crypto";

const MIB = 1_048_576;
const FILM_BYTES = 24 * MIB;
const DURATION_MS = 61_500;
const [WIDTH, HEIGHT] = [1_280, 720];
/** 16.16 fixed point, as the pictures' sizes and matrices are. */
const ONE = 0x1_0000;

/** The same in every run. */
export const FILM = film();
/** What a server must find out of it. */
export const FACTS = {
  size: FILM.length,
  sha256: createHash("sha256").update(FILM).digest("hex"),
  contentType: "video/mp4",
  duration: DURATION_MS / 1_000,
  width: WIDTH,
  height: HEIGHT,
};

function film() {
  const head = Buffer.concat([box("ftyp", Buffer.from("isom\0\0\0\0isomavc1")), moov()]);
  const pictures = box("mdat", noise(FILM_BYTES - head.length - 8));
  return Buffer.concat([head, pictures]);
}

function moov() {
  const mvhd = words(25, { 3: 1_000, 4: DURATION_MS });
  const tkhd = words(21, {
    3: 1,
    5: DURATION_MS,
    10: ONE,
    14: ONE,
    18: 0x4000_0000,
    19: WIDTH * ONE,
    20: HEIGHT * ONE,
  });
  const hdlr = words(6, { 2: Buffer.from("vide").readUInt32BE() });
  return box("moov", box("mvhd", mvhd), box("trak", box("tkhd", tkhd), box("mdia", box("hdlr", hdlr))));
}

function box(kind, ...contents) {
  const length = 8 + contents.reduce((sum, content) => sum + content.length, 0);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(length);
  head.write(kind, 4, "latin1");
  return Buffer.concat([head, ...contents]);
}

/** So many words of 32 bits; those that are named, and else zeros. */
function words(count, named) {
  const bytes = Buffer.alloc(4 * count);
  for (const [index, value] of Object.entries(named)) bytes.writeUInt32BE(value, 4 * Number(index));
  return bytes;
}

function noise(length) {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 1), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(length));
}
