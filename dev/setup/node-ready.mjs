// Exits 0 when node_modules holds what package-lock.json asks for and its programs run.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

const json = (path) => JSON.parse(readFileSync(path, "utf8"));

const wanted = json("package-lock.json").packages;
const present = json("node_modules/.package-lock.json").packages;

/** Optional packages are those of other platforms; they count only when they are there. */
const isCurrent = ([path, want]) =>
  path === "" || (present[path] ? present[path].version === want.version : want.optional === true);

// `npm ci` that was killed while it ran an install script leaves the list but not the program.
const runs = (program) => promisify(execFile)(`node_modules/.bin/${program}`, ["--version"]);

const pinnedNode = `v${wanted["node_modules/node"].version}`;
if (!Object.entries(wanted).every(isCurrent) || process.version !== pinnedNode) process.exit(1);
await Promise.all(["workerd", "esbuild", "biome", "wasm-opt"].map(runs)).catch(() => process.exit(1));
