// `make bench-chat`: our chat, a plain JavaScript object that does the same work, and Node's socket.io, one after the
// other on this machine. Fails when something does not work, never because something is slow. See ../README.md.

import { parseArgs } from "node:util";
import { stopAll } from "../../dev/lib/processes.mjs";
import * as programs from "../lib/programs.mjs";
import { ENTRIES, SERVERS } from "./lib/contestants.mjs";
import { needFiles } from "./lib/files.mjs";
import { report } from "./lib/report.mjs";

/** What is learned from the same talk. */
const TALKS = ["single", "coalesced", "delay"];
const SCENARIOS = ["connect", "memory", ...TALKS];

const { values: options } = parseArgs({
  options: {
    rooms: { type: "string", default: "100,1000,5000" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "3" },
    only: { type: "string", default: SCENARIOS.join(",") },
    contestants: { type: "string", default: Object.keys(SERVERS).join(",") },
  },
});
const rooms = options.rooms.split(",").map(Number);
const scenarios = choice("only", SCENARIOS);
const contestants = choice("contestants", Object.keys(SERVERS));
const entries = ENTRIES.filter((entry) => contestants.includes(entry.contestant) && isIn(entry, SCENARIOS));

/** Each job has a room of its own, and comes from addresses of its own. */
let jobs = 0;

try {
  needFiles(Math.max(...rooms));
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await stopAll();
}

function isIn(entry, some) {
  return some.some((one) => scenarios.includes(one) && entry.scenarios.includes(one));
}

function choice(option, known) {
  const chosen = options[option].split(",");
  const unknown = chosen.find((word) => !known.includes(word));
  if (unknown === undefined) return chosen;
  console.error(`--${option} knows ${known.join(", ")}`);
  process.exit(1);
}

async function main() {
  const results = rooms.map((sockets) => ({ sockets, rounds: [] }));
  if (scenarios.some((scenario) => scenario !== "memory")) await measureSpeed(results);
  if (scenarios.includes("memory")) await measureMemory(results.at(-1));
  console.log(report(results, entries, scenarios));
}

/** One contestant after the other, so that what else the machine does meets all alike. */
async function measureSpeed(results) {
  const servers = {};
  for (const name of contestants) servers[name] = await serve(name);
  // Not counted: code is compiled, caches are filled.
  for (const entry of entries) await measure(servers[entry.contestant], entry, rooms[0]);
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { sockets, rounds } of results) {
      rounds[round] = {};
      for (const entry of entries) {
        rounds[round][entry.name] = await measure(servers[entry.contestant], entry, sockets);
        progress(round, sockets, entry);
      }
    }
  }
  for (const server of Object.values(servers)) await server.stop();
}

async function measure(server, entry, sockets) {
  const measured = {};
  if (isIn(entry, ["connect"])) measured.connect = await job(server, entry, "connect", sockets);
  if (isIn(entry, TALKS)) measured.talk = await job(server, entry, "talk", sockets);
  return measured;
}

/** Of the largest room, and a server that has just been started. */
async function measureMemory({ sockets, rounds }) {
  for (let round = 0; round < Number(options.rounds); round++) {
    rounds[round] ??= {};
    for (const entry of entries.filter((entry) => isIn(entry, ["memory"]))) {
      const server = await serve(entry.contestant);
      rounds[round][entry.name] = {
        ...rounds[round][entry.name],
        idle: await job(server, entry, "idle", sockets),
      };
      await server.stop();
      progress(round, sockets, entry);
    }
  }
}

function serve(name) {
  return programs.serve(name, SERVERS[name]);
}

function job(server, entry, name, sockets) {
  jobs += 1;
  return programs.load(server, "bench/chat/load.mjs", {
    job: name,
    door: entry.door,
    sockets,
    streamId: jobs,
    sources: process.platform === "linux" ? `127.${1 + (jobs >> 8)}.${jobs & 0xff}` : undefined,
    deliveriesInFlight: entry.isCoalescing ? 400_000 : 20_000,
    withDelay: scenarios.includes("delay"),
    warmupMs: 1_000,
    measureMs: Number(options.seconds) * 1_000,
  });
}

function progress(round, sockets, { name }) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Kround ${round + 1}, ${sockets} sockets, ${name}`);
}
