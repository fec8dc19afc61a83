// The two Workers that are compared: ours as it was built, and the peer. They have the same bindings, settings and
// rows, because both are made from wrangler.toml, dev/development.env and migrations/.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { inRoot } from "../../dev/lib/paths.mjs";

const DAY_MS = "86400000";

export const SETTINGS = {
  ...parseEnv(readFileSync(inRoot("dev/development.env"), "utf8")),
  // As deployed: both write a line a request and a line a media event.
  LOG_LEVEL: "info",
  // There is no picture to look at, and looking for one is not what is measured.
  PROBE_INTERVAL_MS: DAY_MS,
};

/** In the order of each pair of runs. */
export const CONTESTANTS = ["ours", "peer"];

/**
 * The modules of a contestant, the main one first.
 *
 * @param {string} name
 * @returns {{type: string, path: string, contents: string | Uint8Array}[]}
 */
export function modulesOf(name) {
  return name === "ours" ? ours() : peer();
}

function ours() {
  const script = { type: "ESModule", path: "index.js", contents: readText("build/index.js") };
  const wasm = {
    type: "CompiledWasm",
    path: "index_bg.wasm",
    contents: readFileSync(inRoot("build/index_bg.wasm")),
  };
  return [script, wasm];
}

function peer() {
  const scripts = [
    "worker.mjs",
    "answers.mjs",
    "media.mjs",
    "reports.mjs",
    "room.mjs",
    "streams.mjs",
    "tokens.mjs",
  ];
  const modules = scripts.map((path) => ({
    type: "ESModule",
    path,
    contents: readText(join("bench/peer", path)),
  }));
  return [...modules, { type: "Text", path: "openapi.json", contents: readText("web/public/openapi.json") }];
}

const readText = (path) => readFileSync(inRoot(path), "utf8");
