// The segments of a broadcast made into one MP4 that plays while it is still being loaded.

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { conform } from "./conform.mjs";
import { fitTogether } from "./segments.mjs";

/** The first picture and the first sound, whichever there are; packets that the end of the file cut are left out. */
const COPY = ["-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy"];
const asItIs = (path) => ["-fflags", "+discardcorrupt", "-i", path, ...COPY];
const FAST_START = ["-movflags", "+faststart", "-f", "mp4"];

/**
 * @typedef {object} Job
 * @property {ReturnType<typeof import("./ffmpeg.mjs").ffmpegAt>} ffmpeg
 * @property {string[]} paths of the segments, in order
 * @property {string} scratch a folder for what is in between; made and removed here
 * @property {string} output path of the MP4; either complete or not there
 */

/**
 * @param {Job} job
 * @returns {Promise<import("./ffmpeg.mjs").Contents | undefined>} of the MP4; nothing when no segment holds anything
 */
export async function joinSegments({ ffmpeg, paths, scratch, output }) {
  const readable = (await lookAll(ffmpeg, paths)).map(({ path }) => path);
  if (readable.length === 0) return undefined;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const draft = join(scratch, "joined.mp4");
  await make(ffmpeg, readable, scratch, draft);
  const contents = await ffmpeg.look(draft);
  if (contents) renameSync(draft, output);
  rmSync(scratch, { recursive: true, force: true });
  return contents;
}

/** Those of the files that hold anything. */
async function lookAll(ffmpeg, paths) {
  const parts = [];
  for (const path of paths) {
    const contents = await ffmpeg.look(path);
    if (contents) parts.push({ path, contents });
  }
  return parts;
}

/** One file is the rule, and takes one pass. */
async function make(ffmpeg, paths, scratch, draft) {
  if (paths.length === 1 && (await succeeds(ffmpeg.run([...asItIs(paths[0]), ...FAST_START, draft])))) return;
  const parts = await lookAll(ffmpeg, await repair(ffmpeg, paths, scratch));
  const fit = fitTogether(parts.map(({ contents }) => contents));
  const joinable = fit && paths.length > 1;
  if (joinable && (await succeeds(concatenate(ffmpeg, parts, scratch, draft)))) return;
  await concatenate(ffmpeg, await conform(ffmpeg, parts, scratch), scratch, draft);
}

const succeeds = (attempt) =>
  attempt.then(
    () => true,
    (error) => {
      if (error.name === "AbortError") throw error;
      return false;
    },
  );

/**
 * An FLV that was cut off does not say how long it is, and one that was not may say how long the encoder thought it
 * would get. Matroska keeps its times to the millisecond, and knows.
 */
async function repair(ffmpeg, paths, scratch) {
  const repaired = [];
  for (const [index, path] of paths.entries()) {
    const copy = join(scratch, `part-${index}.mkv`);
    await ffmpeg.run([...asItIs(path), "-f", "matroska", copy]);
    repaired.push(copy);
  }
  return repaired;
}

/** The names are our own, so that none needs a quote. */
async function concatenate(ffmpeg, parts, scratch, draft) {
  const list = join(scratch, "list.txt");
  writeFileSync(list, parts.map(({ path }) => `file '${basename(path)}'\n`).join(""));
  await ffmpeg.run(["-f", "concat", "-safe", "0", "-i", list, ...COPY, ...FAST_START, draft]);
}
