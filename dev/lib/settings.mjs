// The settings of the local run.

import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { inRoot } from "./paths.mjs";

const read = (file) => parseEnv(readFileSync(inRoot(file), "utf8"));

export const DEVELOPMENT = read("dev/development.env");

/** On top of that where there is a Stream: the simulator. */
export const STREAM = read("dev/stream.env");
