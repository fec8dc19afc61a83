// ffmpeg in the roles of an encoder and of a viewer.

import { run, start } from "./processes.mjs";

const COMMON = ["-hide_banner", "-loglevel", "error", "-nostdin"];
const PATTERN = "testsrc=size=640x360:rate=30";
const TONE = "sine=frequency=440:sample_rate=44100";
const VIDEO = [
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
const AUDIO = ["-c:a", "aac", "-b:a", "96k"];

/** The same as one line to paste into a shell. */
export const ENCODER_COMMAND = `ffmpeg -re -f lavfi -i ${PATTERN} -f lavfi -i ${TONE} ${[...VIDEO, ...AUDIO].join(" ")} -f flv`;

/**
 * Publishes a test pattern, or another picture, with a tone until it is stopped.
 *
 * @param {string} url `rtmp://host/app/<stream key>`
 * @param {string} [picture] what is shown, as a source of ffmpeg's `lavfi`
 * @returns {import("./processes.mjs").Running}
 */
export function publish(url, picture = PATTERN) {
  const inputs = ["-re", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", TONE];
  return start("ffmpeg", [...COMMON, ...inputs, ...VIDEO, ...AUDIO, "-f", "flv", url]);
}

/**
 * Watches for some seconds and leaves.
 *
 * @param {string} url rtmp or http address
 * @param {number} seconds of media
 * @throws when nothing could be decoded
 */
export async function watch(url, seconds) {
  const out = await run("ffmpeg", [
    ...COMMON,
    "-xerror",
    "-i",
    url,
    "-t",
    String(seconds),
    "-f",
    "null",
    "-",
  ]);
  return out;
}

/**
 * What a player finds at an address.
 *
 * @param {string} url
 * @returns {Promise<string[]>} the codecs, such as `["h264", "aac"]`
 */
export async function codecs(url) {
  const out = await run("ffprobe", [
    "-v",
    "error",
    "-show_entries",
    "stream=codec_name",
    "-of",
    "csv=p=0",
    url,
  ]);
  return [...new Set(out.split(/\s+/).filter(Boolean))];
}
