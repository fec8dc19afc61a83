// wrangler without questions, news, reports, or anything outside this machine and its state folder.

import { resolve } from "node:path";
import { inRoot } from "./paths.mjs";
import { run, start } from "./processes.mjs";

const NODE = inRoot("node_modules/.bin/node");
const WRANGLER = inRoot("node_modules/wrangler/bin/wrangler.js");

/**
 * Starts wrangler on the state in a folder.
 *
 * @param {string} stateDir
 * @param {string[]} args
 * @param {(line: string) => void} [onLine]
 */
export function startWrangler(stateDir, args, onLine) {
  return start(NODE, commandLine(stateDir, args), { env: settings(stateDir), onLine });
}

/** The same, to its end. */
export function runWrangler(stateDir, args) {
  return run(NODE, commandLine(stateDir, args), { env: settings(stateDir) });
}

const commandLine = (stateDir, args) => [WRANGLER, ...args, "--local", "--persist-to", resolve(stateDir)];

const settings = (stateDir) => ({
  CI: "1",
  // It is started again and again: what node made of its code is kept.
  NODE_COMPILE_CACHE: inRoot(".dev/compiled"),
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  CLOUDFLARE_DEV_REGISTRY_PATH: resolve(stateDir, "registry"),
  WRANGLER_REGISTRY_PATH: resolve(stateDir, "registry"),
  WRANGLER_LOG_PATH: resolve(stateDir, "log"),
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
  // They would keep every request's URL in the state folder, and with it the webhook's secret.
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
});
