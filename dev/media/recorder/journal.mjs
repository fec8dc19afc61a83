// What the recorder remembers across its own restarts, in one file that is either the old or the new one.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

const FILE = "journal.json";
const VERSION = 1;

/**
 * @typedef {object} Segment a recording file that is complete
 * @property {string} stream playback name
 * @property {number} startedAtMs Unix time
 * @property {number} endedAtMs Unix time
 * @property {number} [videoId] the recording that it belongs to, once the Worker named it
 */

/**
 * @typedef {object} Recording
 * @property {string | null} startTime of the broadcast, as the stream told it when it was first looked at
 * @property {string} [upload] path of the upload in pieces that was begun
 * @property {string[]} [joined] the segments that the joined file was made of
 */

/**
 * Opens the journal of a folder. One that cannot be read is begun anew: the files are found again, and the Worker
 * answers each with the video that it answered before.
 *
 * @param {string} folder
 * @param {(line: string) => void} log
 */
export function openJournal(folder, log) {
  const path = join(folder, FILE);
  /** @type {{version: number, segments: Record<string, Segment>, recordings: Record<string, Recording>}} */
  const state = read(path, log) ?? { version: VERSION, segments: {}, recordings: {} };
  const change = (act) => {
    act(state);
    write(path, JSON.stringify(state));
  };
  return {
    has: (file) => Object.hasOwn(state.segments, file),
    /** @returns {[string, Segment][]} */
    segments: () => Object.entries(state.segments),
    videoIds: () => Object.keys(state.recordings).map(Number),
    /** @returns {Recording | undefined} */
    recording: (videoId) => state.recordings[videoId],
    /** The segments of a recording, the oldest first. */
    segmentsOf: (videoId) =>
      Object.entries(state.segments)
        .filter(([, segment]) => segment.videoId === videoId)
        .map(([file, segment]) => ({ file, ...segment }))
        .sort((a, b) => a.startedAtMs - b.startedAtMs),
    /** @param {string} file @param {Segment} segment */
    add: (file, segment) => change(({ segments }) => (segments[file] = segment)),
    /** Notes which recording a segment belongs to. */
    assign: (file, videoId, startTime) =>
      change(({ segments, recordings }) => {
        segments[file].videoId = videoId;
        recordings[videoId] ??= { startTime };
      }),
    /** Notes what the joined file was made of; what was uploaded of another one is worth nothing. */
    noteJoined: (videoId, files) =>
      change(({ recordings }) => {
        recordings[videoId].joined = files;
        delete recordings[videoId].upload;
      }),
    noteUpload: (videoId, upload) =>
      change(({ recordings }) => {
        recordings[videoId].upload = upload;
      }),
    forgetSegment: (file) => change(({ segments }) => delete segments[file]),
    /** Forgets a recording and its segments. */
    forget: (videoId) =>
      change(({ segments, recordings }) => {
        delete recordings[videoId];
        for (const [file, segment] of Object.entries(segments)) {
          if (segment.videoId === videoId) delete segments[file];
        }
      }),
  };
}

function read(path, log) {
  try {
    const state = JSON.parse(readFileSync(path, "utf8"));
    if (state.version === VERSION) return state;
    log(`the journal has version ${state.version} and is begun anew`);
  } catch (error) {
    if (error.code !== "ENOENT") log(`the journal cannot be read (${error.message}) and is begun anew`);
  }
  return undefined;
}

function write(path, text) {
  const draft = `${path}.new`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
