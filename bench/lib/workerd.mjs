// A Worker on a workerd of its own, as the project's wrangler.toml describes it.
//
// Miniflare writes workerd's configuration and starts it. Its own address leads through a Worker of its own, and
// that of `wrangler dev` through two proxies; the socket used here leads straight to the contestant.

import { readFileSync } from "node:fs";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { inRoot } from "../../dev/lib/paths.mjs";

/**
 * Serves until SIGTERM; writes {"url","pid"} as a line when it does.
 *
 * @param {object} contestant
 * @param {string} contestant.name
 * @param {{type: string, path: string, contents: string | Uint8Array}[]} contestant.modules the main one first
 * @param {Record<string, string>} contestant.settings
 * @param {string[]} [contestant.flags] compatibility flags beside those of wrangler.toml
 * @param {(db: import("miniflare").D1Database) => Promise<void>} contestant.seed
 */
export async function serve(contestant) {
  const { name } = contestant;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [workerOptions(contestant)],
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      unsafeLocalExplorer: false,
      unsafeObservability: false,
      // Read, so that the pipe never fills, and dropped.
      handleStructuredLogs: ({ level, message }) => {
        if (level === "error") process.stderr.write(`${name}: ${message}\n`);
      },
    }),
  );
  process.once("SIGTERM", () => miniflare.dispose().finally(() => process.exit(0)));
  const url = await miniflare.unsafeGetDirectURL(name);
  await contestant.seed(await miniflare.getD1Database("DB", name));
  console.log(JSON.stringify({ url: url.origin, pid: onlyChild() }));
}

function workerOptions({ name, modules, settings, flags = [] }) {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(inRoot("wrangler.toml"));
  // Left out: the rules for bundling, which is done; what would wake by itself in the middle of a measurement; and
  // the static files, because the local stand-in for the edge's file server is put before the Worker.
  const { modulesRules: _rules, cronTriggers: _crons, assets: _assets, ...options } = workerOptions;
  return {
    ...options,
    name,
    compatibilityFlags: [...new Set([...options.compatibilityFlags, ...flags])],
    bindings: { ...options.bindings, ...settings },
    modules,
    modulesRoot: "/",
    rootPath: "/",
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    unsafeRegisterWorker: false,
  };
}

/** workerd's process id, where the system tells. */
function onlyChild() {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(/\s+/);
    return children
      .map(Number)
      .find((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("workerd"));
  } catch {
    return undefined;
  }
}
