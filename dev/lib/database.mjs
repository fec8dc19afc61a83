// The local database, brought up to date before a Worker starts on it.

import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { inRoot } from "./paths.mjs";
import { runWrangler } from "./wrangler.mjs";

const MIGRATIONS = inRoot("migrations");
const STAMP = "migrated"; // which migrations a state folder has seen

/**
 * Applies what is missing. A new folder is a copy of one that was migrated before, because tests
 * begin with a new one each and wrangler takes seconds.
 *
 * @param {string} stateDir
 */
export async function migrate(stateDir) {
  const wanted = fingerprint();
  if (isNew(stateDir)) return copy(await template(wanted), stateDir);
  if (stampOf(stateDir) !== wanted) await apply(stateDir, wanted);
}

const isNew = (stateDir) => !existsSync(stateDir) || readdirSync(stateDir).length === 0;

async function template(wanted) {
  const folder = inRoot(".dev/migrated");
  const finished = join(folder, wanted);
  if (existsSync(finished)) return finished;
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, "draft-"));
  await apply(draft, wanted);
  try {
    renameSync(draft, finished);
  } catch {
    rmSync(draft, { recursive: true }); // somebody else was quicker
  }
  return finished;
}

async function apply(stateDir, wanted) {
  mkdirSync(stateDir, { recursive: true });
  await runWrangler(stateDir, ["d1", "migrations", "apply", "DB"]);
  writeFileSync(join(stateDir, STAMP), wanted);
}

function copy(from, to) {
  mkdirSync(join(to, ".."), { recursive: true });
  cpSync(from, to, { recursive: true });
}

function stampOf(stateDir) {
  const stamp = join(stateDir, STAMP);
  return existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined;
}

/** wrangler.toml counts too: the file of a database is named after what it says. */
function fingerprint() {
  const migrations = readdirSync(MIGRATIONS)
    .sort()
    .map((name) => join(MIGRATIONS, name));
  const hash = createHash("sha256");
  for (const file of [inRoot("wrangler.toml"), ...migrations]) hash.update(file).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}
