// The Worker, run by wrangler on this machine without an account.

import { migrate } from "./database.mjs";
import { inRoot } from "./paths.mjs";
import { run } from "./processes.mjs";
import { waitFor } from "./wait.mjs";
import { startWrangler } from "./wrangler.mjs";

const START_LIMIT_MS = 300_000; // wrangler may have to compile first
const SETTINGS = inRoot("dev/development.env");

/**
 * @typedef {object} Worker
 * @property {string} url
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} kill as a crash would
 * @property {() => string} logs
 * @property {import("./processes.mjs").Running["exited"]} exited
 */

/**
 * Compiles the Worker when its sources changed.
 *
 * @param {(line: string) => void} [onLine]
 */
export async function buildWorker(onLine) {
  await run("bash", [inRoot("dev/build-worker.sh")], { onLine });
}

/**
 * Starts the built Worker and waits until /healthz answers.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.stateDir database, objects and files of this run; made when it is not
 *   there, and kept when the Worker ends
 * @param {Record<string, string>} [options.vars] on top of dev/development.env
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<Worker>}
 */
export async function startWorker({ port, stateDir, vars = {}, onLine }) {
  await migrate(stateDir);
  const where = ["--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"];
  const how = ["--env-file", SETTINGS, "--show-interactive-dev-session=false"];
  const settings = Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]);

  const server = startWrangler(stateDir, ["dev", ...where, ...how, ...settings], onLine);
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(server, url);
  return { url, stop: server.stop, kill: server.kill, logs: server.logs, exited: server.exited };
}

async function untilHealthy(server, url) {
  try {
    await waitFor("GET /healthz", async () => (await fetch(`${url}/healthz`)).ok, {
      timeoutMs: START_LIMIT_MS,
      pointless: () => !server.isRunning(),
    });
  } catch (error) {
    await server.stop();
    throw new Error(`The Worker did not start. ${error.message}\n${server.logs()}`);
  }
}
