// The folder in which the media server writes its recordings, and what is made of them.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** What nginx-rtmp makes of a playback name with `record_unique`, and SRS when told to; the time may be missing. */
const RECORDING = /^([A-Za-z0-9_-]{1,64}?)(?:-(\d{9,13}))?\.flv$/;

const MOST_DIGITS_OF_SECONDS = 11;

/**
 * @typedef {object} Found
 * @property {string} file name in the folder
 * @property {string} stream playback name
 * @property {number} startedAtMs when it was begun, Unix time
 * @property {number} endedAtMs when it was last written to, Unix time
 */

/**
 * Opens the folder, and makes in it what is missing: `work` for what is being made, `failed` for what nobody wants.
 *
 * @param {string} root
 */
export function openFolder(root) {
  for (const name of ["work", "failed"]) mkdirSync(join(root, name), { recursive: true });
  const folder = {
    path: (file) => join(root, file),
    /** The files that are made for a video. */
    made: (videoId) => ({
      video: join(root, "work", `${videoId}.mp4`),
      thumbnail: join(root, "work", `${videoId}.jpg`),
      scratch: join(root, "work", `${videoId}`),
    }),
    /** @returns {Found | undefined} nothing when it is no recording or not there */
    look(file) {
      const [, stream, start] = RECORDING.exec(file) ?? [];
      const stat = stream && statSync(join(root, file), { throwIfNoEntry: false });
      if (!stat?.isFile()) return undefined;
      return { file, stream, startedAtMs: startMs(stat, start), endedAtMs: Math.round(stat.mtimeMs) };
    },
    /** @returns {Found[]} every recording, complete or not */
    recordings: () => readdirSync(root).map(folder.look).filter(Boolean),
    /** @param {string[]} files */
    remove(files) {
      for (const file of files) rmSync(join(root, file), { force: true });
    },
    removeMade(videoId) {
      for (const path of Object.values(folder.made(videoId))) rmSync(path, { force: true, recursive: true });
    },
    /** Puts files out of the way, for a person to look at. @param {string[]} files */
    setAside(files) {
      for (const file of files.filter((name) => existsSync(join(root, name)))) {
        renameSync(join(root, file), join(root, "failed", file));
      }
    },
  };
  return folder;
}

/** A file that was copied here is younger than what is in it; its name still has the time, in seconds or milliseconds. */
function startMs({ birthtimeMs, mtimeMs }, start = "") {
  if (birthtimeMs > 0 && birthtimeMs <= mtimeMs) return Math.round(birthtimeMs);
  if (start === "") return Math.round(mtimeMs);
  return start.length > MOST_DIGITS_OF_SECONDS ? Number(start) : Number(start) * 1000;
}
