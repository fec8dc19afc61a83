// `make bench-vod`: videos up and down, by our Worker and by a plain JavaScript one that does the same work, side by
// side on this machine. Fails when something does not work, never because something is slow. See ../README.md.

import { parseArgs } from "node:util";
import { stopAll } from "../../dev/lib/processes.mjs";
import * as programs from "../lib/programs.mjs";
import { CONTESTANTS } from "./lib/contestants.mjs";
import { table } from "./lib/report.mjs";
import { SCENARIOS } from "./lib/scenarios.mjs";

/** From here on the load generator itself may be what is measured. */
const LOAD_SHARE_LIMIT = 0.75;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
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
  for (const name of CONTESTANTS) servers[name] = await programs.serve(name, "bench/vod/serve.mjs");
  const results = scenarios.map((scenario) => ({ scenario, pairs: [] }));
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { scenario, pairs } of results) pairs.push(await pair(servers, scenario, round));
  }
  console.log(table(results));
  warnOfBusyGenerator(results);
}

/** One contestant after the other, and who begins changes, so that what else the machine does meets both alike. */
async function pair(servers, scenario, round) {
  const measured = {};
  const order = round % 2 === 0 ? CONTESTANTS : CONTESTANTS.toReversed();
  for (const name of order) measured[name] = await load(servers[name], scenario);
  return measured;
}

function load(server, scenario) {
  const measureMs = Number(options.seconds) * 1_000;
  return programs.load(server, "bench/vod/load.mjs", {
    scenario: scenario.name,
    measureMs,
  });
}

function warnOfBusyGenerator(results) {
  const shares = results.flatMap(({ pairs }) =>
    pairs.flatMap((pair) => CONTESTANTS.map((name) => pair[name].loadShare)),
  );
  const most = Math.max(...shares);
  console.log(`The load generator used ${Math.round(most * 100)} % of a core at most.`);
  if (most > LOAD_SHARE_LIMIT)
    console.log("That is too much: rates and latencies may be its own. CPU times hold.");
}
