// What a Worker left on disk.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Every file below a folder. */
export const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The files of the databases that a class of objects has. */
export const databasesOf = (stateDir, part) =>
  filesIn(stateDir).filter(
    (file) => file.includes(part) && file.endsWith(".sqlite") && !file.endsWith("metadata.sqlite"),
  );

/** The file of the D1 database. */
export const d1File = (stateDir) => databasesOf(stateDir, "miniflare-D1DatabaseObject")[0];

/** What the object storage holds: whole objects, and those that come in parts and are not complete. */
export function storedObjects(stateDir) {
  const [file] = databasesOf(stateDir, "R2BucketObject");
  return withDatabase(file, (database) => ({
    whole: database
      .prepare("select key from _mf_objects order by key")
      .all()
      .map(({ key }) => key),
    unfinished: database
      .prepare("select key from _mf_multipart_uploads where state = 0")
      .all()
      .map(({ key }) => key),
  }));
}

/** The files of the rooms. */
export const roomFiles = (stateDir) => databasesOf(stateDir, "StreamRoom");

/**
 * Does something with a database file that nobody else has open.
 *
 * @template T
 * @param {string} file
 * @param {(database: DatabaseSync) => T} act
 */
export function withDatabase(file, act) {
  const database = new DatabaseSync(file);
  try {
    return act(database);
  } finally {
    database.close();
  }
}

/** Every table that we made, with its rows. Those of the runtime itself begin with an underscore. */
export const tablesOf = (file) =>
  withDatabase(file, (database) => {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    const ours = tables.map(({ name }) => name).filter((name) => !name.startsWith("_"));
    return ours.map((name) => ({ name, rows: database.prepare(`select * from "${name}"`).all() }));
  });

/** The files in which some bytes are found, with the bytes. */
export function findBytes(folder, needles) {
  return filesIn(folder).flatMap((file) => {
    const content = readFileSync(file);
    return Object.entries(needles)
      .filter(([, needle]) => content.includes(needle))
      .map(([what]) => `${what} in ${file}`);
  });
}
