// The local recorder: brings the media server's recordings into the library.

import { resolve } from "node:path";
import { inRoot } from "./paths.mjs";
import { start } from "./processes.mjs";
import { DEVELOPMENT } from "./settings.mjs";
import { waitFor } from "./wait.mjs";

const MAIN = inRoot("dev/media/recorder/main.mjs");
const START_LIMIT_MS = 60_000;

/** In the environment alone: others can read what a program is called with. */
const SECRETS = { WEBHOOK_SECRET: DEVELOPMENT.WEBHOOK_SECRET, JWT_SECRETS: DEVELOPMENT.JWT_SECRETS };

/** Where the media server tells a recorder on this port that a file is complete. */
export const recordHook = (port) => `http://127.0.0.1:${port}/record-done`;

/**
 * Starts the recorder and waits until it answers.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.recordingsDir the media server's
 * @param {string} options.workerUrl
 * @param {string} [options.statUrl] where the media server tells its figures
 * @param {string} [options.hlsUrl] where its HLS plays, with `{name}`
 * @param {Record<string, string>} [options.vars] further settings of its own
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<import("./processes.mjs").Running>}
 */
export async function startRecorder({ port, recordingsDir, workerUrl, statUrl, hlsUrl, vars = {}, onLine }) {
  const where = {
    RECORDINGS_DIR: resolve(recordingsDir),
    LIVEROOM_URL: workerUrl,
    ...(statUrl && { STAT_URL: statUrl }),
    ...(hlsUrl && { HLS_URL: hlsUrl }),
    PORT: String(port),
  };
  const recorder = start("node", [MAIN], { env: { ...where, ...SECRETS, ...vars }, onLine });
  try {
    await waitFor("the recorder", async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, {
      timeoutMs: START_LIMIT_MS,
      pointless: () => !recorder.isRunning(),
    });
  } catch (error) {
    await recorder.stop();
    throw new Error(`The recorder did not start. ${error.message}\n${recorder.logs()}`);
  }
  return recorder;
}
