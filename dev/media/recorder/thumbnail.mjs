// Pictures that stand for a video, and for what is on air.

import { statSync } from "node:fs";

const WIDTH_PX = 640;
const MAX_BYTES = 2 * 1024 * 1024;
const MAX_SNAPSHOT_BYTES = 512 * 1024;
const SNAPSHOT_LIMIT_MS = 15_000;
/** How long the media server may keep silent, as ffmpeg counts it. */
const SILENCE_LIMIT_US = 5_000_000;
/** Not the very first picture, which often is black. */
const AT = 0.1;

/**
 * Makes a JPEG of a moment early in the video.
 *
 * @param {ReturnType<typeof import("./ffmpeg.mjs").ffmpegAt>} ffmpeg
 * @param {{path: string, contents: import("./ffmpeg.mjs").Contents, output: string}} job
 * @returns {Promise<boolean>} whether there is one: sound alone has none
 */
export async function makeThumbnail(ffmpeg, { path, contents, output }) {
  if (!contents.video) return false;
  for (const atS of [contents.durationS * AT, 0]) {
    const picture = [
      "-frames:v",
      "1",
      "-vf",
      `scale=${WIDTH_PX}:-2`,
      "-q:v",
      "4",
      "-f",
      "image2",
      "-update",
      "1",
    ];
    await ffmpeg
      .run(["-ss", atS.toFixed(3), "-i", path, "-map", "0:v:0", ...picture, output])
      .catch(() => {});
    const bytes = statSync(output, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > 0 && bytes <= MAX_BYTES) return true;
  }
  return false;
}

/**
 * A JPEG of what an HLS playlist shows now: of its last piece, which begins with a whole picture.
 *
 * @param {ReturnType<typeof import("./ffmpeg.mjs").ffmpegAt>} ffmpeg
 * @param {string} url
 * @returns {Promise<Buffer>}
 * @throws when there is none
 */
export async function takeSnapshot(ffmpeg, url) {
  const from = ["-rw_timeout", String(SILENCE_LIMIT_US), "-live_start_index", "-1", "-i", url];
  const scale = `scale='min(${WIDTH_PX},iw)':-2`;
  const to = [
    "-map",
    "0:v:0",
    "-frames:v",
    "1",
    "-vf",
    scale,
    "-q:v",
    "5",
    "-f",
    "image2pipe",
    "-c:v",
    "mjpeg",
  ];
  const jpeg = await ffmpeg.output([...from, ...to, "pipe:1"], SNAPSHOT_LIMIT_MS);
  if (jpeg.length === 0) throw new Error("there is no picture in it");
  if (jpeg.length > MAX_SNAPSHOT_BYTES) throw new Error(`a picture of ${jpeg.length} bytes is too large`);
  return jpeg;
}
