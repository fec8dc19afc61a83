// What the rooms left in the database and in the bucket, while the Worker goes on.

import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runWrangler } from "../../dev/lib/wrangler.mjs";
import { d1File, withDatabase } from "./state.mjs";
import { temporaryFolder } from "./worker.mjs";

const BUCKET = "liveroom-videos";

/** Does something in a folder that is gone afterwards. */
async function inFolder(act) {
  const { folder, remove } = temporaryFolder();
  try {
    return await act(folder);
  } finally {
    remove();
  }
}

/**
 * Rows of the database. Its runtime lets nobody else open the file, so this is a copy; one that was taken in the middle
 * of a write fails, or is a moment old: ask `eventually`.
 *
 * @param {string} stateDir
 * @param {string} query
 * @param {...any} values
 * @returns {Promise<any[]>}
 */
export const rowsOf = (stateDir, query, ...values) =>
  inFolder((folder) => {
    const [file, copy] = [d1File(stateDir), join(folder, "copy.sqlite")];
    for (const part of ["", "-wal"]) if (existsSync(file + part)) cpSync(file + part, copy + part);
    const rows = withDatabase(copy, (database) => database.prepare(query).all(...values));
    return rows.map((row) => ({ ...row }));
  });

/** The rows of a room's messages, in order. */
export const loggedIn = (stateDir, { id }) =>
  rowsOf(stateDir, "select * from chats where streamId = ? order by seq", id);

/**
 * The lines of a broadcast's archive; throws while there is none.
 *
 * @param {string} stateDir
 * @param {{id: number}} stream
 * @param {string} startTime of the broadcast
 */
export const archiveOf = (stateDir, { id }, startTime) =>
  inFolder(async (folder) => {
    // A copy here too: two runtimes on one folder would lock each other out.
    const state = join(folder, "state");
    cpSync(join(stateDir, "v3/r2"), join(state, "v3/r2"), { recursive: true });
    const file = join(folder, "archive.ndjson");
    const key = `chats/${id}/${Date.parse(startTime)}.ndjson`;
    await runWrangler(state, ["r2", "object", "get", `${BUCKET}/${key}`, "--file", file]);
    return linesOf(readFileSync(file, "utf8"));
  });

/** The objects of NDJSON. */
export function linesOf(text) {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("the last line has no end");
  return lines.map((line) => JSON.parse(line));
}
