// Who is measured, and what of: a contestant at one of its doors.

import { readFileSync } from "node:fs";
import { inRoot } from "../../../dev/lib/paths.mjs";
import * as base from "../../lib/contestants.mjs";

/** One socket says more here than a person may. */
export const SETTINGS = { ...base.SETTINGS, CHAT_RATE_MESSAGES: "1000000", CHAT_RATE_WINDOW_MS: "1000" };

/** The script that serves each. */
export const SERVERS = {
  ours: "bench/chat/serve.mjs",
  peer: "bench/chat/serve.mjs",
  node: "bench/chat/peer/socketio.mjs",
};

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {keyof typeof SERVERS} contestant
 * @property {"json" | "sio" | "batch"} door
 * @property {string[]} scenarios what it takes part in
 * @property {boolean} isCoalescing whether a busy room may put several messages into a frame
 */

/** @type {Entry[]} */
export const ENTRIES = [
  entry("ours json", ["connect", "memory", "coalesced", "delay"], true),
  entry("peer json", ["connect", "memory", "coalesced", "delay"]),
  entry("ours batch", ["coalesced", "delay"], true),
  entry("node sio", ["connect", "memory", "single", "coalesced", "delay"]),
  entry("ours sio", ["connect", "memory", "single", "delay"]),
  entry("peer sio", ["connect", "memory", "single", "delay"]),
];

function entry(name, scenarios, isCoalescing = false) {
  const [contestant, door] = name.split(" ");
  return { name, contestant, door, scenarios, isCoalescing };
}

const PEER = ["worker.mjs", "room.mjs", "log.mjs", "doors.mjs", "rules.mjs"];
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
  return [...PEER.map(module("bench/chat/peer")), ...SHARED.map(module("bench/peer"))];
}
