// Both sides of the storage of videos and pictures, rows and objects, held against each other.

import assert from "node:assert/strict";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { d1File, databasesOf, withDatabase } from "./state.mjs";
import { temporaryFolder } from "./worker.mjs";

/** What the bucket has of videos and pictures is below these. */
const OURS = /^(videos|uploads|thumbnails|snapshots)\//;
const IN_PROGRESS = 0;

/** The file of the bucket's index. */
export const r2File = (stateDir) => databasesOf(stateDir, "miniflare-R2BucketObject")[0];

/** Reads a database that may be in use: a copy of it. */
function read(file, act) {
  const { folder, remove } = temporaryFolder();
  try {
    const copy = join(folder, "copy.sqlite");
    for (const end of ["", "-wal"]) if (existsSync(file + end)) cpSync(file + end, copy + end);
    return withDatabase(copy, act);
  } finally {
    remove();
  }
}

/** What is stored: objects, undertakings that are not complete, and how many parts those have. */
export function stored(stateDir) {
  const file = r2File(stateDir);
  if (!file) return { objects: [], undertakings: [], parts: 0 };
  return read(file, (r2) => ({
    objects: r2
      .prepare("select key from _mf_objects order by key")
      .all()
      .map(({ key }) => key)
      .filter((key) => OURS.test(key)),
    undertakings: r2
      .prepare("select key, upload_id from _mf_multipart_uploads where state = ? order by key")
      .all(IN_PROGRESS)
      .filter(({ key }) => OURS.test(key))
      .map(({ key, upload_id }) => `${key} ${upload_id}`),
    parts: r2.prepare("select count(*) n from _mf_multipart_parts where object_key is null").get().n,
  }));
}

/** What should be stored, as the rows say. */
export function known(stateDir) {
  return read(d1File(stateDir), (d1) => {
    const column = (sql) =>
      d1
        .prepare(sql)
        .all()
        .map(({ it }) => it);
    return {
      objects: column(
        `select objectKey it from videos where objectKey is not null and status in ('ready', 'processing')
         union select thumbnailKey from videos where thumbnailKey is not null
         union select tailKey from uploads where tailKey is not null
         union select 'snapshots/' || id || '.jpg' from streams where snapshotOf is not null`,
      ),
      undertakings: column(
        "select objectKey || ' ' || storageUpload it from uploads where storageUpload is not null",
      ),
      uploads: column("select id it from uploads"),
      videos: column("select id || ' ' || status it from videos"),
      discarded: column("select objectKey || ' ' || storageUpload it from discarded"),
    };
  });
}

/** What only one side knows of. */
export function differences(stateDir) {
  const [is, should] = [stored(stateDir), known(stateDir)];
  const without = (some, others) => some.filter((item) => !others.includes(item));
  return {
    objectsWithoutRows: without(is.objects, should.objects),
    rowsWithoutObjects: without(should.objects, is.objects),
    undertakingsWithoutRows: without(is.undertakings, should.undertakings),
    rowsWithoutUndertakings: without(should.undertakings, is.undertakings),
    discarded: should.discarded,
  };
}

/** Both sides know the same, and nothing waits to be removed. */
export const assertAgreement = (stateDir) =>
  assert.deepEqual(differences(stateDir), {
    objectsWithoutRows: [],
    rowsWithoutObjects: [],
    undertakingsWithoutRows: [],
    rowsWithoutUndertakings: [],
    discarded: [],
  });
