// Recordings as media servers leave them, made by ffmpeg, and what is in a file.

import { execFileSync } from "node:child_process";
import { statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./worker.mjs";

const QUIET = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"];
const H264 = [
  "-c:v",
  "libx264",
  "-preset",
  "ultrafast",
  "-tune",
  "zerolatency",
  "-g",
  "30",
  "-pix_fmt",
  "yuv420p",
];

/**
 * @param {string} path
 * @param {{seconds?: number, size?: string, hz?: number, video?: boolean, audio?: boolean}} [wish]
 */
export function makeFlv(
  path,
  { seconds = 2, size = "320x180", hz = 44_100, video = true, audio = true } = {},
) {
  const inputs = [];
  if (video) inputs.push("-f", "lavfi", "-i", `testsrc=size=${size}:rate=30`);
  if (audio) inputs.push("-f", "lavfi", "-i", `sine=sample_rate=${hz}`);
  const codecs = [...(video ? H264 : []), ...(audio ? ["-c:a", "aac", "-ar", String(hz)] : [])];
  execFileSync("ffmpeg", [...QUIET, ...inputs, "-t", String(seconds), ...codecs, "-f", "flv", path]);
}

/** Cuts the end of a file off, in the middle of whatever is there. */
export const cutTail = (path, bytes) => truncateSync(path, statSync(path).size - bytes);

/** What ffprobe says of a file: `{durationS, video, audio}`. */
export function contentsOf(path) {
  const out = execFileSync("ffprobe", ["-v", "error", "-show_streams", "-show_format", "-of", "json", path]);
  const { streams, format } = JSON.parse(out);
  const of = (type) => streams.find((stream) => stream.codec_type === type);
  return { durationS: Number(format.duration), video: of("video"), audio: of("audio") };
}

/** Decodes every frame. @throws when one is broken */
export function decodeAll(path) {
  const out = execFileSync("ffmpeg", [...QUIET, "-xerror", "-i", path, "-f", "null", "-"], { stdio: "pipe" });
  return String(out);
}

/** The same for bytes that are not in a file. */
export function inspect(bytes, name = "video.mp4") {
  const { folder, remove } = temporaryFolder();
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    decodeAll(path);
    return contentsOf(path);
  } finally {
    remove();
  }
}

/** Whether the index of an MP4 comes before its data, so that it plays while it is being loaded. */
export function hasFastStart(bytes) {
  const boxes = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    boxes.push(bytes.toString("latin1", at + 4, at + 8));
    at += size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : size || bytes.length;
  }
  return boxes.includes("moov") && boxes.indexOf("moov") < boxes.indexOf("mdat");
}
