// load.mjs <options as JSON>: a closed loop. Each connection begins anew when its last answer has come, until the time
// is over; what was begun is finished, and counted. Writes one line of JSON.

import { quantile } from "../lib/figures.mjs";
import { cpuMs, settle } from "../lib/process.mjs";
import { SESSION } from "../lib/scenarios.mjs";
import { sign } from "../lib/tokens.mjs";
import { Client } from "./lib/client.mjs";
import { SCENARIOS } from "./lib/scenarios.mjs";
import { fetchWhole, ready, remove, uploadForm } from "./lib/videos.mjs";

const WARMUP_SHARE = 0.25;

const { url, pid, scenario: wanted, measureMs } = JSON.parse(process.argv[2]);
const scenario = SCENARIOS.find(({ name }) => name === wanted);
const token = sign({ sub: "1", name: "user1", role: "user", sid: SESSION });
const client = new Client(url, token, scenario.connections);

if (!scenario.isUpload) await uploadForm(client);
const [video] = await ready(client);
await loops(measureMs * WARMUP_SHARE);
await clear();
await settle(pid);
const measured = await measure();
const videos = await ready(client);
await fetchWhole(client, videos.at(-1));
await remove(client, videos);
await settle(pid);
client.close();
console.log(JSON.stringify(measured));

/** What uploads leave is removed: the storage is in memory. */
async function clear() {
  if (scenario.isUpload) await remove(client, await ready(client));
}

async function measure() {
  const [started, cpu, own] = [performance.now(), cpuMs(pid), process.cpuUsage()];
  const { bytes, latencies } = await loops(measureMs);
  // Of a video by tus the work is not done before it was looked into.
  if (scenario.isUpload) await ready(client);
  const elapsedMs = performance.now() - started;
  const cpuUsed = cpuMs(pid) - cpu;
  const { user, system } = process.cpuUsage(own);
  return {
    rate: (latencies.length / elapsedMs) * 1_000,
    mbRate: bytes / elapsedMs / 1_000,
    p50: quantile(latencies, 0.5),
    cpuMs: cpuUsed / latencies.length,
    cpuMsPerMb: cpuUsed / (bytes / 1_000_000),
    loadShare: (user + system) / 1_000 / elapsedMs,
  };
}

async function loops(forMs) {
  const until = performance.now() + forMs;
  const latencies = [];
  let [bytes, begun] = [0, 0];
  const loop = async () => {
    while (performance.now() < until) {
      const started = performance.now();
      bytes += await scenario.once(client, video, begun++);
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: scenario.connections }, loop));
  return { bytes, latencies };
}
