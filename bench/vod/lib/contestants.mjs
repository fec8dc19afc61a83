// The two Workers that are compared: ours as it was built, and the peer.

import { readFileSync } from "node:fs";
import { inRoot } from "../../../dev/lib/paths.mjs";
import * as base from "../../lib/contestants.mjs";

export { CONTESTANTS, SETTINGS } from "../../lib/contestants.mjs";

const PEER = [
  "worker.mjs",
  "conditions.mjs",
  "content.mjs",
  "filling.mjs",
  "finishing.mjs",
  "form.mjs",
  "links.mjs",
  "probe.mjs",
  "reception.mjs",
  "tus.mjs",
  "videos.mjs",
];
/** What the peer of the other benchmark has already. */
const SHARED = ["answers.mjs", "tokens.mjs"];

/** @param {string} name */
export function modulesOf(name) {
  if (name === "ours") return base.modulesOf(name);
  const module = (folder) => (path) => ({
    type: "ESModule",
    path,
    contents: readFileSync(inRoot(`${folder}/${path}`), "utf8"),
  });
  return [...PEER.map(module("bench/vod/peer")), ...SHARED.map(module("bench/peer"))];
}
