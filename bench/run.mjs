// `make bench`: our Worker and a plain JavaScript one that does the same work, side by side on this machine.
// Fails when something does not work, never because something is slow. See README.md.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inRoot } from "../dev/lib/paths.mjs";
import { run, start, stopAll } from "../dev/lib/processes.mjs";
import { waitFor } from "../dev/lib/wait.mjs";
import { open } from "./lib/connection.mjs";
import { CONTESTANTS } from "./lib/contestants.mjs";
import { hook, KEYS, SCENARIOS } from "./lib/scenarios.mjs";
import { table } from "./lib/table.mjs";

const NODE = inRoot("node_modules/.bin/node");
const MEMORY = "/dev/shm";
const START_LIMIT_MS = 60_000;
/** From here on the load generator itself may be what is measured. */
const LOAD_SHARE_LIMIT = 0.75;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    connections: { type: "string", default: "32" },
    only: { type: "string" },
  },
});
/** Databases and objects of this run; in memory where there is a place for that, or the disk would be measured. */
const stateDir = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "liveroom-bench-"));
process.once("exit", () => rmSync(stateDir, { recursive: true, force: true }));

const scenarios = SCENARIOS.filter(({ name }) => (options.only ?? name).split(",").includes(name));

try {
  if (scenarios.length === 0) throw new Error(`--only knows ${SCENARIOS.map(({ name }) => name).join(", ")}`);
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await stopAll();
}

async function main() {
  const servers = {};
  for (const name of CONTESTANTS) servers[name] = await serve(name);
  for (const server of Object.values(servers)) await publish(server);
  // One round that is not counted: code is compiled, caches are filled.
  for (const scenario of scenarios) await pair(servers, scenario, "warm");
  const results = scenarios.map((scenario) => ({ scenario, pairs: [] }));
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { scenario, pairs } of results) pairs.push(await pair(servers, scenario, `r${round}`));
  }
  for (const server of Object.values(servers)) await checkIndex(server);
  console.log(table(results));
  warnOfBusyGenerator(results);
}

/** One contestant after the other, so that what else the machine does meets both alike. */
async function pair(servers, scenario, round) {
  const measured = {};
  for (const name of CONTESTANTS) measured[name] = await load(servers[name], scenario, round);
  return measured;
}

async function serve(name) {
  const server = start(NODE, [inRoot("bench/lib/serve.mjs"), name], { env: { TMPDIR: stateDir } });
  const serving = await waitFor(`the Worker "${name}"`, () => parseLast(server.logs()), {
    timeoutMs: START_LIMIT_MS,
    pointless: () => !server.isRunning(),
  }).catch((error) => {
    throw new Error(`${error.message}\n${server.logs()}`);
  });
  return { name, ...serving, logs: server.logs };
}

async function load({ name, url, pid, logs }, scenario, round) {
  const settings = {
    url,
    pid,
    scenario: scenario.name,
    run: round,
    connections: Number(options.connections),
    warmupMs: 1_000,
    measureMs: Number(options.seconds) * 1_000,
  };
  const written = await run(NODE, [inRoot("bench/lib/load.mjs"), JSON.stringify(settings)]).catch((error) => {
    throw new Error(`${name}: ${error.message}\n${logs()}`);
  });
  return parseLast(written);
}

function parseLast(text) {
  return JSON.parse(text.trim().split("\n").at(-1));
}

/** The streams that viewers will come to go live. */
async function publish({ name, url }) {
  for (const streamKey of KEYS)
    await tell(name, url, { event: "on_publish", streamKey, clientId: "encoder" }, "started");
}

async function tell(name, url, event, verdict) {
  const connection = await open(new URL(url));
  const { status, body } = await connection.exchange(hook(event));
  connection.close();
  if (status !== 200 || JSON.parse(body).verdict !== verdict) {
    throw new Error(`${name}: ${event.event} was answered ${status}: ${body}`);
  }
}

/** That the work was done: every viewer who came is gone, one more is counted, and the list learns of it. */
async function checkIndex({ name, url }) {
  await tell(name, url, { event: "on_play", streamKey: KEYS[0], clientId: "last" }, "viewer_joined");
  const { request } = SCENARIOS.find(({ name }) => name === "list").exchange();
  await waitFor(
    `the list of "${name}" to show the one viewer left`,
    async () => {
      const connection = await open(new URL(url));
      const { body } = await connection.exchange(request);
      connection.close();
      const counts = JSON.parse(body).items.map(({ viewerCount }) => viewerCount);
      return counts.reduce((sum, count) => sum + count, 0) === 1;
    },
    { timeoutMs: 30_000 },
  );
}

function warnOfBusyGenerator(results) {
  const shares = results.flatMap(({ pairs }) =>
    pairs.flatMap((pair) => CONTESTANTS.map((name) => pair[name].loadShare)),
  );
  const most = Math.max(...shares);
  const percent = Math.round(most * 100);
  console.log(`The load generator used ${percent} % of a core at most.`);
  if (most > LOAD_SHARE_LIMIT)
    console.log("That is too much: rates and latencies may be its own. CPU times hold.");
}
