// Everything that the account owns: in memory, and in one file so that a restart forgets nothing.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SAVE_AFTER_MS = 200;

/**
 * @typedef {object} Store
 * @property {Record<string, any>} inputs by uid
 * @property {Record<string, any>} videos by uid
 * @property {Record<string, any>} keys signing keys by id
 * @property {Record<string, any>} uploads tus uploads by their secret name
 * @property {Record<string, any>} destinations of notifications by id
 * @property {Record<string, any>} policies of notifications by id
 * @property {object | null} webhook
 * @property {() => void} save soon
 * @property {() => void} saveNow
 */

const blank = () => ({
  inputs: {},
  videos: {},
  keys: {},
  uploads: {},
  destinations: {},
  policies: {},
  webhook: null,
});

/**
 * @param {string} folder
 * @returns {Store}
 */
export function openStore(folder) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "account.json");
  const saved = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : blank();
  const content = withoutPrototypes(saved);
  let timer;
  function saveNow() {
    clearTimeout(timer);
    timer = undefined;
    writeFileSync(`${path}.new`, JSON.stringify(content));
    renameSync(`${path}.new`, path);
  }
  function save() {
    timer ??= setTimeout(saveNow, SAVE_AFTER_MS);
  }
  // The methods are no part of what is saved.
  return Object.defineProperties(content, { save: { value: save }, saveNow: { value: saveNow } });
}

/** Names come from addresses, and `constructor` is the name of nothing here. */
function withoutPrototypes(content) {
  const bare = (entries) => entries && Object.assign(Object.create(null), entries);
  return Object.fromEntries(Object.entries(content).map(([name, entries]) => [name, bare(entries)]));
}
