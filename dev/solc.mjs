#!/usr/bin/env node
// The compiler of npm as the command that forge expects, in the two ways in which forge calls it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const solc = require("solc/wrapper")(require("solc/soljson.js"));

const STDIN = 0;
const options = process.argv.slice(2);

if (options.includes("--version")) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`);
} else if (options.includes("--standard-json")) {
  process.stdout.write(solc.compile(readFileSync(STDIN, "utf8")));
} else {
  console.error(`This wrapper does not know: ${options.join(" ")}`);
  process.exit(1);
}
