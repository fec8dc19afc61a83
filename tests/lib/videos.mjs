// Videos to upload, made by ffmpeg, and the ways in which they are sent.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "./client.mjs";
import { temporaryFolder } from "./worker.mjs";

export const [WIDTH, HEIGHT, DURATION_S] = [160, 90, 2];

const QUIET = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"];
const PICTURE = ["-f", "lavfi", "-i", `testsrc=size=${WIDTH}x${HEIGHT}:rate=15`];
const SOUND = ["-f", "lavfi", "-i", "sine=sample_rate=44100"];
const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p", "-c:a", "aac"];
const VP8 = ["-c:v", "libvpx", "-deadline", "realtime", "-g", "15", "-c:a", "libvorbis"];

/**
 * The kinds of file that are taken: how each is made, what it is served as, and which facts its headers do not tell.
 */
export const KINDS = {
  "faststart.mp4": { codecs: [...H264, "-movflags", "+faststart"], contentType: "video/mp4" },
  "moov-at-end.mp4": { codecs: H264, contentType: "video/mp4" },
  "fragmented.mp4": {
    codecs: [...H264, "-movflags", "+frag_keyframe+empty_moov"],
    contentType: "video/mp4",
    untold: ["duration"],
  },
  "camera.mov": { codecs: H264, contentType: "video/quicktime" },
  "browser.webm": { codecs: VP8, contentType: "video/webm" },
  "editor.mkv": { codecs: H264, contentType: "video/x-matroska" },
  "broadcast.ts": { codecs: H264, contentType: "video/mp2t", untold: ["duration", "width", "height"] },
  "recorder.flv": { codecs: H264, contentType: "video/x-flv" },
};

const made = new Map();

/**
 * The bytes of a video of two seconds, 160 by 90.
 *
 * @param {keyof typeof KINDS} name
 * @returns {Buffer}
 */
export function video(name = "faststart.mp4", seconds = DURATION_S) {
  const key = `${name} ${seconds}`;
  if (!made.has(key)) {
    made.set(
      key,
      ffmpeg(name, [...PICTURE, ...SOUND, "-t", String(seconds), "-shortest", ...KINDS[name].codecs]),
    );
  }
  return made.get(key);
}

/** One picture, as `thumbnail.jpg`, `.png` or `.webp`. */
export const picture = (name, { width = WIDTH } = {}) =>
  ffmpeg(name, [...PICTURE, "-frames:v", "1", "-vf", `scale=${width}:-1`]);

function ffmpeg(name, args) {
  const { folder, remove } = temporaryFolder();
  try {
    const path = join(folder, name);
    execFileSync("ffmpeg", [...QUIET, ...args, path]);
    return readFileSync(path);
  } finally {
    remove();
  }
}

/** An MP4 that is so large, most of it a box that players pass over, in pieces. */
export function* largeVideo(sizeBytes) {
  const head = video("faststart.mp4");
  const free = Buffer.alloc(8);
  free.writeUInt32BE(sizeBytes - head.length, 0);
  free.write("free", 4);
  yield Buffer.concat([head, free]);
  const piece = Buffer.alloc(65_536, 0x5a);
  for (let left = sizeBytes - head.length - free.length; left > 0; left -= piece.length) {
    yield piece.subarray(0, Math.min(left, piece.length));
  }
}

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/**
 * A form as browsers send it; the order of the fields is that of the list.
 *
 * @param {[string, string | Buffer, string?, string?][]} fields each a name and a text, or a name, a file, its name
 *   and its type
 */
export function form(fields) {
  const body = new FormData();
  for (const [name, content, filename = "video.mp4", type = "video/mp4"] of fields) {
    if (typeof content === "string") body.append(name, content);
    else body.append(name, new Blob([content], { type }), filename);
  }
  return body;
}

/** Sends a form. */
export const sendForm = (who, fields) => who.call("POST", "/vod/upload", { text: form(fields) });

/** A video that is ready, as its owner sees it. */
export function newVideo(who, fields = {}, file = video()) {
  const texts = Object.entries(fields).map(([name, value]) => [name, String(value)]);
  return expect(sendForm(who, [...texts, ["file", file]]), 201);
}

export const BOUNDARY = "a-boundary";

/** A form written by hand, for those that are not as they should be. */
export const rawPart = (disposition, content, end = "\r\n") =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from(end),
  ]);

export const FILE = 'name="file"; filename="video.mp4"';
export const LAST = Buffer.from(`--${BOUNDARY}--\r\n`);

/**
 * Sends what is to be a form, as it is.
 *
 * @param {object} who
 * @param {BodyInit} text
 * @param {object} [options]
 */
export const sendRaw = (who, text, { boundary = BOUNDARY, headers, ...options } = {}) =>
  who.call("POST", "/vod/upload", {
    text,
    headers: { "content-type": `multipart/form-data; boundary=${boundary}`, ...headers },
    ...(text instanceof ReadableStream && { duplex: "half" }),
    ...options,
  });

const withoutQuery = (link) => link?.replace(/\?.*/, "") ?? null;

/** What stays the same of a video when the hour strikes: its links are signed anew then. */
export const lasting = ({ url, thumbnail, ...video }) => ({
  ...video,
  url: withoutQuery(url),
  thumbnail: withoutQuery(thumbnail),
});
