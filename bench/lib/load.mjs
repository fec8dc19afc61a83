// load.mjs <options as JSON>: a closed loop. Each connection sends its next request when the answer to the last one
// has come; nothing is measured in the first second or so. Writes one line of JSON.

import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { open } from "./connection.mjs";
import { SCENARIOS } from "./scenarios.mjs";

const CLOCK_TICK_MS = 10; // USER_HZ is 100 wherever Linux runs
/** Rooms report once a second while they have something to report: a shorter rest could be one between two reports. */
const REST_MS = 1_200;
const REST_CPU_MS = 30;
const SETTLE_LIMIT_MS = 60_000;

const options = JSON.parse(process.argv[2]);
const { url, pid, run, connections, warmupMs, measureMs } = options;
const { exchange, unit } = SCENARIOS.find(({ name }) => name === options.scenario);

const latencies = [];
let isMeasuring = false;
let isOver = false;

const loops = Array.from({ length: connections }, (_, index) => loop(index));
const loaded = Promise.all(loops);
const measured = await Promise.race([measure(), loaded]);
await loaded;
await settle();
console.log(JSON.stringify(measured));

async function loop(index) {
  const connection = await open(new URL(url));
  for (let n = 0; !isOver || n % unit !== 0; n++) {
    const { request, status, text } = exchange(run, index, n);
    const started = performance.now();
    const answer = await connection.exchange(request);
    if (answer.status !== status || !answer.body.includes(text)) {
      throw new Error(`${options.scenario}: answered ${answer.status}: ${answer.body.slice(0, 500)}`);
    }
    if (isMeasuring) latencies.push(performance.now() - started);
  }
  connection.close();
}

async function measure() {
  await pause(warmupMs);
  const [started, cpu, own] = [performance.now(), cpuMs(), process.cpuUsage()];
  isMeasuring = true;
  await pause(measureMs);
  isMeasuring = false;
  const elapsedMs = performance.now() - started;
  const { user, system } = process.cpuUsage(own);
  const cpuUsed = cpuMs() - cpu;
  isOver = true;
  latencies.sort((a, b) => a - b);
  return {
    rate: (latencies.length / elapsedMs) * 1000,
    p50: quantile(0.5),
    p99: quantile(0.99),
    cpuUs: (cpuUsed / latencies.length) * 1000,
    serverShare: cpuUsed / elapsedMs,
    loadShare: (user + system) / 1000 / elapsedMs,
  };
}

/** Waits until the server has done what its answers left to do, so that the next measurement is not charged for it. */
async function settle() {
  const givenUpAt = performance.now() + SETTLE_LIMIT_MS;
  let used = Number.POSITIVE_INFINITY;
  while (used > REST_CPU_MS && performance.now() < givenUpAt) {
    const before = cpuMs();
    await pause(REST_MS);
    used = cpuMs() - before;
  }
}

function quantile(q) {
  return latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))];
}

/** CPU time of the server so far, all threads, in its own code and the system's; NaN where the system does not tell. */
function cpuMs() {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
  } catch {
    return Number.NaN;
  }
}
