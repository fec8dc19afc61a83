// What a process of the server uses, as Linux tells.

import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const CLOCK_TICK_MS = 10; // USER_HZ is 100 wherever Linux runs
/** Rooms report once a second while they have something to report: a shorter rest could be one between two reports. */
const REST_MS = 1_200;
const REST_SHARE = 0.025;
const SETTLE_LIMIT_MS = 60_000;

/** Waits until the server has done what its answers left to do, so that the next measurement is not charged for it. */
export async function settle(pid, restMs = REST_MS) {
  const givenUpAt = performance.now() + SETTLE_LIMIT_MS;
  let used = Number.POSITIVE_INFINITY;
  while (used > REST_SHARE * restMs && performance.now() < givenUpAt) {
    const before = cpuMs(pid);
    await pause(restMs);
    used = cpuMs(pid) - before;
  }
}

/** CPU time of the server so far, all threads, in its own code and the system's; NaN where the system does not tell. */
export function cpuMs(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
  } catch {
    return Number.NaN;
  }
}

/** Memory of the server that is really in use; NaN where the system does not tell. */
export function residentKb(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
  } catch {
    return Number.NaN;
  }
}

/** CPU time that all processes of the machine took so far; NaN where the system does not tell. */
export function machineMs() {
  try {
    const [user, nice, system, , , irq, softirq] = readFileSync("/proc/stat", "utf8")
      .slice(5)
      .trim()
      .split(/\s+/);
    return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks), 0) * CLOCK_TICK_MS;
  } catch {
    return Number.NaN;
  }
}
