// load.mjs <options as JSON>: a closed loop. Each connection sends its next request when the answer to the last one
// has come; nothing is measured in the first second or so. Writes one line of JSON.

import { setTimeout as pause } from "node:timers/promises";
import { open } from "./connection.mjs";
import { quantile } from "./figures.mjs";
import { cpuMs, settle } from "./process.mjs";
import { SCENARIOS } from "./scenarios.mjs";

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
await settle(pid);
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
  const [started, cpu, own] = [performance.now(), cpuMs(pid), process.cpuUsage()];
  isMeasuring = true;
  await pause(measureMs);
  isMeasuring = false;
  const elapsedMs = performance.now() - started;
  const { user, system } = process.cpuUsage(own);
  const cpuUsed = cpuMs(pid) - cpu;
  isOver = true;
  return {
    rate: (latencies.length / elapsedMs) * 1000,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpuUs: (cpuUsed / latencies.length) * 1000,
    serverShare: cpuUsed / elapsedMs,
    loadShare: (user + system) / 1000 / elapsedMs,
  };
}
