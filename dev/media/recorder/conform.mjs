// Segments of different sizes or codecs made alike, by encoding them anew.

import { join } from "node:path";

const FRAMES_PER_S = 30;
const AUDIO_HZ = 48_000;
const H264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p", "-g", "60"];
const AAC = ["-c:a", "aac", "-b:a", "160k", "-ar", String(AUDIO_HZ), "-ac", "2"];

/**
 * Encodes every part with the size of the largest picture, bars around smaller ones, black or silence where a part has
 * no picture or no sound and another has.
 *
 * @param {ReturnType<typeof import("./ffmpeg.mjs").ffmpegAt>} ffmpeg
 * @param {{path: string, contents: import("./ffmpeg.mjs").Contents}[]} parts
 * @param {string} scratch
 * @returns {Promise<{path: string}[]>} in the scratch folder
 */
export async function conform(ffmpeg, parts, scratch) {
  const size = largestPicture(parts);
  const hasAudio = parts.some(({ contents }) => contents.audio);
  const alike = [];
  for (const [index, part] of parts.entries()) {
    const path = join(scratch, `alike-${index}.mkv`);
    await ffmpeg.run([
      ...inputs(part, size, hasAudio),
      ...outputs(part, size, hasAudio),
      "-f",
      "matroska",
      path,
    ]);
    alike.push({ path });
  }
  return alike;
}

/** Even sides, as the codec wants them. */
function largestPicture(parts) {
  const pictures = parts.map(({ contents }) => contents.video).filter(Boolean);
  if (pictures.length === 0) return undefined;
  const { width, height } = pictures.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
  return { width: width + (width % 2), height: height + (height % 2) };
}

function inputs({ path, contents }, size, hasAudio) {
  const args = ["-i", path];
  const invented = [];
  if (size && !contents.video) {
    invented.push(`color=black:size=${size.width}x${size.height}:rate=${FRAMES_PER_S}`);
  }
  if (hasAudio && !contents.audio) invented.push(`anullsrc=r=${AUDIO_HZ}:cl=stereo`);
  for (const source of invented) args.push("-f", "lavfi", "-t", String(contents.durationS), "-i", source);
  return args;
}

function outputs({ contents }, size, hasAudio) {
  const args = [];
  if (size) args.push("-map", contents.video ? "0:v:0" : "1:v:0", "-vf", fitInto(size), ...H264);
  if (hasAudio) args.push("-map", contents.audio ? "0:a:0" : "1:a:0", ...AAC);
  return args;
}

const fitInto = ({ width, height }) =>
  [
    `scale=${width}:${height}:force_original_aspect_ratio=decrease`,
    `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
    "setsar=1",
    `fps=${FRAMES_PER_S}`,
  ].join(",");
