// `make bench`: our Worker and a plain JavaScript one that does the same work, side by side on this machine.
// Fails when something does not work, never because something is slow. See README.md.

import { parseArgs } from "node:util";
import { stopAll } from "../dev/lib/processes.mjs";
import { waitFor } from "../dev/lib/wait.mjs";
import { open } from "./lib/connection.mjs";
import { CONTESTANTS } from "./lib/contestants.mjs";
import * as programs from "./lib/programs.mjs";
import { hook, KEYS, SCENARIOS } from "./lib/scenarios.mjs";
import { table } from "./lib/table.mjs";

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
  for (const name of CONTESTANTS) servers[name] = await programs.serve(name, "bench/lib/serve.mjs");
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

function load(server, scenario, round) {
  return programs.load(server, "bench/lib/load.mjs", {
    scenario: scenario.name,
    run: round,
    connections: Number(options.connections),
    warmupMs: 1_000,
    measureMs: Number(options.seconds) * 1_000,
  });
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
