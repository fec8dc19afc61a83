// The local Cloudflare Stream: its program, and the nginx-rtmp that takes its video.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { startIngest } from "../stream/media/nginx.mjs";
import { inRoot } from "./paths.mjs";
import { start } from "./processes.mjs";
import { waitFor } from "./wait.mjs";

const START_LIMIT_MS = 60_000;

/** Of `make dev`. */
export const USUAL_PORTS = { port: 19360, rtmpPort: 19361, ingestHttpPort: 19362 };

/** Of an account that there is only here. */
export const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";
export const API_TOKEN = "dev-stream-api-token";

/**
 * @typedef {object} StreamSimulator
 * @property {string} url of the playback domain, and of the test's handles
 * @property {string} apiUrl `…/client/v4/accounts/<account>`
 * @property {string} accountId
 * @property {string} apiToken
 * @property {string} rtmpUrl where to publish: add the stream key
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} kill as a crash would; the account stays in its folder
 * @property {() => string} logs
 * @property {import("./processes.mjs").Running["exited"]} exited when either ends
 */

/**
 * Starts both and waits until they answer.
 *
 * @param {object} options
 * @param {number} options.port of API, playback and handles
 * @param {number} options.rtmpPort
 * @param {number} options.ingestHttpPort of nginx, for control
 * @param {string} options.stateDir kept when the simulator ends
 * @param {string} [options.accountId]
 * @param {string} [options.apiToken]
 * @param {object} [options.switches] see docs/stream-simulator.md
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<StreamSimulator>}
 */
export async function startStreamSimulator(options) {
  const { port, rtmpPort, ingestHttpPort, accountId = ACCOUNT_ID, apiToken = API_TOKEN, onLine } = options;
  const stateDir = resolve(options.stateDir);
  mkdirSync(stateDir, { recursive: true });
  const mediaDir = join(stateDir, "ingest");
  const settings = { port, rtmpPort, ingestHttpPort, accountId, apiToken, stateDir, mediaDir };
  const argument = JSON.stringify({ ...settings, switches: options.switches });
  const url = `http://127.0.0.1:${port}`;
  const ingest = await startIngest({
    simulatorPort: port,
    rtmpPort,
    httpPort: ingestHttpPort,
    folder: mediaDir,
    onLine,
  });
  const program = start("node", [inRoot("dev/stream/main.mjs"), argument], { onLine });
  await untilUp(program, ingest, url);
  return {
    url,
    apiUrl: `${url}/client/v4/accounts/${accountId}`,
    accountId,
    apiToken,
    rtmpUrl: `rtmp://127.0.0.1:${rtmpPort}/live`,
    stop: () => both(ingest.stop, program.stop),
    kill: () => both(ingest.kill, program.kill),
    logs: () => `${program.logs()}\n${ingest.logs()}`,
    exited: Promise.race([program.exited, ingest.exited]),
  };
}

async function untilUp(program, ingest, url) {
  try {
    await waitFor("the Stream simulator", async () => (await fetch(`${url}/__health`)).ok, {
      timeoutMs: START_LIMIT_MS,
      pointless: () => !program.isRunning(),
    });
  } catch (error) {
    await both(ingest.stop, program.stop);
    throw new Error(`The Stream simulator did not start. ${error.message}\n${program.logs()}`);
  }
}

const both = async (...ends) => void (await Promise.all(ends.map((end) => end())));
