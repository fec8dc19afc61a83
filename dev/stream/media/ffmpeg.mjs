// ffmpeg and ffprobe, for everything that has to become a video.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../lib/processes.mjs";

const COMMON = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"];
const SEGMENT_S = "4";
const PATTERN_S = "2";
const ENCODED = {
  video: ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "60"],
  audio: ["-c:a", "aac", "-b:a", "96k"],
};

const ffmpeg = (...args) => run("ffmpeg", [...COMMON, ...args]);

/**
 * @param {string} path
 * @returns {Promise<{durationSeconds: number, width: number, height: number, video?: string, audio?: string}>}
 *   codecs are absent where there is no such track
 */
export async function probe(path) {
  const entries = "format=duration:stream=codec_type,codec_name,width,height";
  const { streams, format } = JSON.parse(
    await run("ffprobe", ["-v", "error", "-of", "json", "-show_entries", entries, path]),
  );
  const track = (type) => streams.find(({ codec_type }) => codec_type === type);
  const { width = 0, height = 0, codec_name: video } = track("video") ?? {};
  const audio = track("audio")?.codec_name;
  return { durationSeconds: Number(format.duration) || 0, width, height, video, audio };
}

/** An MP4 with H.264 and AAC; what is so already is copied. */
export function toMp4(source, target, { video, audio }) {
  const tracks = [
    ...(video === "h264" ? ["-c:v", "copy"] : ENCODED.video),
    ...(audio === "aac" ? ["-c:a", "copy"] : ENCODED.audio),
  ];
  return ffmpeg("-i", source, "-map", "0:v:0", "-map", "0:a:0?", ...tracks, ...MP4, target);
}

const MP4 = ["-movflags", "+faststart", "-f", "mp4"];

/** The pieces of one broadcast, one after the other. */
export async function joinParts(parts, target) {
  await inScratch(async (folder) => {
    const list = join(folder, "parts");
    writeFileSync(list, parts.map((part) => `file '${part}'\n`).join(""));
    await ffmpeg("-f", "concat", "-safe", "0", "-i", list, "-c", "copy", ...MP4, target);
  });
}

/** What stands for the picture of an encoder that was not there. */
export const testPattern = (target) =>
  ffmpeg(
    ...["-f", "lavfi", "-i", "testsrc=size=320x180:rate=30", "-f", "lavfi", "-i", "sine", "-t", PATTERN_S],
    ...ENCODED.video,
    ...ENCODED.audio,
    ...MP4,
    target,
  );

export const cut = (source, target, startSeconds, endSeconds) =>
  ffmpeg(
    "-ss",
    `${startSeconds}`,
    "-to",
    `${endSeconds}`,
    "-i",
    source,
    ...ENCODED.video,
    ...ENCODED.audio,
    ...MP4,
    target,
  );

export const audioOnly = (source, target) =>
  ffmpeg("-i", source, "-vn", "-c:a", "copy", "-f", "ipod", target);

/** Playlist and segments of a whole video. */
export const toHls = (source, folder) =>
  ffmpeg(
    ...["-i", source, "-c", "copy", "-f", "hls", "-hls_time", SEGMENT_S, "-hls_playlist_type", "vod"],
    ...["-hls_segment_filename", join(folder, "seg_%d.ts"), join(folder, "index.m3u8")],
  );

export const toDash = (source, folder) =>
  ffmpeg("-i", source, "-c", "copy", "-f", "dash", "-seg_duration", SEGMENT_S, join(folder, "index.mpd"));

/**
 * A still, or where `seconds` is given a moving one.
 *
 * @returns {Promise<Buffer>}
 */
export function picture(source, { atSeconds, width, height, fit, seconds, fps }) {
  return inScratch(async (folder) => {
    const target = join(folder, seconds === undefined ? "picture.jpg" : "picture.gif");
    const frames = seconds === undefined ? ["-frames:v", "1"] : ["-t", `${seconds}`, "-r", `${fps}`];
    await ffmpeg("-ss", `${atSeconds}`, "-i", source, "-vf", fitting(fit, width, height), ...frames, target);
    return readFileSync(target);
  });
}

function fitting(fit, width, height) {
  const within = `scale=${width}:${height}:force_original_aspect_ratio=decrease`;
  if (fit === "clip") return within;
  if (fit === "fill") return `${within},pad=${width}:${height}:-1:-1`;
  if (fit === "scale") return `scale=${width}:${height}`;
  return `scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height}`;
}

async function inScratch(action) {
  const folder = mkdtempSync(join(tmpdir(), "stream-simulator-"));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
