// The servers and load generators of a benchmark: each a process of its own that says what it has to say as a line of
// JSON.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inRoot } from "../../dev/lib/paths.mjs";
import { run, start } from "../../dev/lib/processes.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";

const NODE = inRoot("node_modules/.bin/node");
const MEMORY = "/dev/shm";
const START_LIMIT_MS = 60_000;

/** Databases and objects of this run; in memory where there is a place for that, or the disk would be measured. */
const stateDir = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "liveroom-bench-"));
process.once("exit", () => rmSync(stateDir, { recursive: true, force: true }));

/**
 * Starts a server and waits until it serves.
 *
 * @param {string} name
 * @param {string} script
 * @returns {Promise<{name: string, url: string, pid: number, logs: () => string, stop: () => Promise<void>}>}
 */
export async function serve(name, script) {
  const server = start(NODE, [inRoot(script), name], { env: { TMPDIR: stateDir } });
  const serving = await waitFor(`the contestant "${name}"`, () => parseLast(server.logs()), {
    timeoutMs: START_LIMIT_MS,
    pointless: () => !server.isRunning(),
  }).catch((error) => {
    throw new Error(`${error.message}\n${server.logs()}`);
  });
  return { name, ...serving, logs: server.logs, stop: server.stop };
}

/**
 * Loads a server, and returns what was measured.
 *
 * @param {{name: string, url: string, pid: number, logs: () => string}} server
 * @param {string} script
 * @param {object} settings
 */
export async function load({ name, url, pid, logs }, script, settings) {
  const written = await run(NODE, [inRoot(script), JSON.stringify({ url, pid, ...settings })]).catch(
    (error) => {
      throw new Error(`${name}: ${error.message}\n${logs()}`);
    },
  );
  return parseLast(written);
}

function parseLast(text) {
  return JSON.parse(text.trim().split("\n").at(-1));
}
