// A picture that stands for a video.

import { statSync } from "node:fs";

const WIDTH_PX = 640;
const MAX_BYTES = 2 * 1024 * 1024;
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
