// Where npm put forge and anvil.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const PLATFORMS = {
  "linux-x64": "linux-amd64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "darwin-amd64",
  "darwin-arm64": "darwin-arm64",
};

/**
 * The program itself, not npm's launcher of it: that one ends with 0 when tests fail, and has another
 * process id.
 *
 * @param {"forge" | "anvil"} name
 * @returns {string} absolute path
 * @throws where the package is not installed or not made for this machine
 */
export function foundryTool(name) {
  const machine = `${process.platform}-${process.arch}`;
  const folder = `@foundry-rs/${name}-${PLATFORMS[machine]}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${folder}/package.json`);
    return join(dirname(manifest), "bin", name);
  } catch {
    throw new Error(
      `There is no ${name} for ${machine} in node_modules. \`make setup\` brings it where npm has one.`,
    );
  }
}
