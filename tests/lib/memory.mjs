// How much memory the runtime takes, by what Linux knows of its processes.

import { readdirSync, readFileSync } from "node:fs";

const RUNTIME = "workerd";

/** Every process, by id: its name, its parent, and what it held at its height. */
function processes() {
  const found = new Map();
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${id}/status`, "utf8");
      const line = (name) => status.match(new RegExp(`^${name}:\\s+(\\S+)`, "m"))?.[1];
      const peakBytes = Number(line("VmHWM") ?? 0) * 1024;
      found.set(Number(id), { name: line("Name"), parent: Number(line("PPid")), peakBytes });
    } catch {
      // It ended while its like were being looked at.
    }
  }
  return found;
}

/** What the runtimes that this process started held at their height, all of them together. */
export function runtimePeakBytes() {
  const all = processes();
  const isOurs = (id) => id === process.pid || (all.has(id) && isOurs(all.get(id).parent));
  const ours = [...all].filter(([id, { name }]) => name === RUNTIME && isOurs(id));
  return ours.reduce((total, [, { peakBytes }]) => total + peakBytes, 0);
}
