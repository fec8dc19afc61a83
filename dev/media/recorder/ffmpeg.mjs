// ffmpeg and ffprobe: run beside a media server that has more urgent things to do.

import { execFile } from "node:child_process";
import { constants, setPriority } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const LIMIT_MS = 6 * 3_600_000;
const MAX_OUTPUT_BYTES = 4_194_304;
const QUIET = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"];

/**
 * @param {string} program ffmpeg's name or path
 * @param {AbortSignal} stopping
 */
export function ffmpegAt(program, stopping) {
  const ffprobe = program.includes("/") ? join(dirname(program), "ffprobe") : "ffprobe";

  async function run(command, args, more = {}) {
    const options = {
      signal: stopping,
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
      maxBuffer: MAX_OUTPUT_BYTES,
      ...more,
    };
    const running = execute(command, args, options);
    yieldToOthers(running.child.pid);
    return (await running).stdout;
  }

  async function convert(args, options) {
    return await run(program, [...QUIET, ...args], options).catch((error) => {
      stopping.throwIfAborted();
      const words = error.stderr?.toString().trim().split("\n").at(-1);
      throw new Error(`ffmpeg ended with ${error.signal ?? error.code}: ${words || error.message}`);
    });
  }

  return {
    /** @param {string[]} args @throws when it fails; the message is its last words */
    async run(args) {
      await convert(args);
    },
    /**
     * What it writes to its standard output, at most 4 MiB.
     *
     * @param {string[]} args
     * @param {number} limitMs
     * @returns {Promise<Buffer>}
     */
    output: (args, limitMs) => convert(args, { encoding: "buffer", timeout: limitMs }),
    /**
     * What is in a file.
     *
     * @param {string} path
     * @returns {Promise<Contents | undefined>} nothing when it holds no picture and no sound
     */
    async look(path) {
      const shown = ["-show_streams", "-show_format", "-show_data_hash", "sha256", "-of", "json"];
      const found = await run(ffprobe, ["-v", "quiet", ...shown, path]).catch((error) => {
        stopping.throwIfAborted();
        if (error.code === "ENOENT") throw new Error(`there is no ${ffprobe}`);
        return "{}";
      });
      return contents(JSON.parse(found || "{}"));
    },
  };
}

/**
 * @typedef {object} Contents
 * @property {number} durationS
 * @property {object} [video] ffprobe's words of the first picture stream
 * @property {object} [audio] of the first sound stream
 */

function contents({ streams = [], format = {} }) {
  const of = (type) =>
    streams.find((stream) => stream.codec_type === type && stream.codec_name !== undefined);
  // A header may announce what never came; a size is known once there was a picture.
  const video = of("video")?.width > 0 ? of("video") : undefined;
  const audio = Number(of("audio")?.sample_rate) > 0 ? of("audio") : undefined;
  const durationS = Number(format.duration);
  return (video || audio) && durationS > 0 ? { durationS, video, audio } : undefined;
}

function yieldToOthers(pid) {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // over already, or it never began
  }
}
