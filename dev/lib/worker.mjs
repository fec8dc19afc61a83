// The Worker, run by wrangler on this machine without an account.

import { resolve } from "node:path";
import { inRoot } from "./paths.mjs";
import { run, start } from "./processes.mjs";
import { waitFor } from "./wait.mjs";

const START_LIMIT_MS = 120_000;
const WRANGLER = inRoot("node_modules/wrangler/bin/wrangler.js");
const NODE = inRoot("node_modules/.bin/node");
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
 * Brings the local database in `stateDir` up to date.
 *
 * @param {string} stateDir
 */
export async function migrate(stateDir) {
  const args = ["d1", "migrations", "apply", "DB", "--local", "--persist-to", resolve(stateDir)];
  await run(NODE, [WRANGLER, ...args], { env: quiet(stateDir) });
}

/**
 * Starts the built Worker and waits until /healthz answers.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.stateDir database, objects and files of this run; kept when it ends
 * @param {Record<string, string>} [options.vars] on top of dev/development.env
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<Worker>}
 */
export async function startWorker({ port, stateDir, vars = {}, onLine }) {
  await migrate(stateDir);
  const args = ["dev", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0", "--local"];
  args.push(
    "--persist-to",
    resolve(stateDir),
    "--env-file",
    SETTINGS,
    "--show-interactive-dev-session=false",
  );
  for (const [name, value] of Object.entries(vars)) args.push("--var", `${name}:${value}`);

  const server = start(NODE, [WRANGLER, ...args], { env: quiet(stateDir), onLine });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(server, url);
  return { url, stop: server.stop, kill: server.kill, logs: server.logs, exited: server.exited };
}

/** wrangler without questions, news, reports, or anything outside this machine and `stateDir`. */
function quiet(stateDir) {
  return {
    CI: "1",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    CLOUDFLARE_DEV_REGISTRY_PATH: resolve(stateDir, "registry"),
    WRANGLER_REGISTRY_PATH: resolve(stateDir, "registry"),
    WRANGLER_LOG_PATH: resolve(stateDir, "log"),
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_SEND_ERROR_REPORTS: "false",
    WRANGLER_SEND_METRICS: "false",
  };
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
