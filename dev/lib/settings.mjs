// The settings of the local run.

import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { inRoot } from "./paths.mjs";

export const DEVELOPMENT = parseEnv(readFileSync(inRoot("dev/development.env"), "utf8"));
