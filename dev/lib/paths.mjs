// Where things are, from wherever a script is called.

import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** @param {string} path relative to the project's root */
export const inRoot = (path) => join(ROOT, path);

/** Our tools come first, so that `node` and `wrangler` are the pinned ones. */
export const PATH = [
  inRoot(".tools/bin"),
  inRoot("node_modules/.bin"),
  process.env.PATH ?? "",
  join(homedir(), ".cargo/bin"),
].join(delimiter);
