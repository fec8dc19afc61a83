// What happens within a stretch of time: deliveries, the server's CPU time, and how busy this process is itself.

import { performance } from "node:perf_hooks";
import { cpuMs, machineMs } from "../../lib/process.mjs";

/**
 * @param {number} pid the server
 * @param {{deliveries: number, frames: number}} [counts] those of the crowd, which go on
 * @returns {() => object} ends the stretch
 */
export function startMeter(pid, counts = { deliveries: 0, frames: 0 }) {
  const { deliveries, frames } = counts;
  const [started, cpu, all, own, loop] = [
    performance.now(),
    cpuMs(pid),
    machineMs(),
    process.cpuUsage(),
    performance.eventLoopUtilization(),
  ];
  return () => {
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(own);
    const delivered = counts.deliveries - deliveries;
    const cpuUsed = cpuMs(pid) - cpu;
    const ownMs = (user + system) / 1000;
    return {
      seconds,
      rate: delivered / seconds,
      perFrame: delivered / (counts.frames - frames),
      cpuUs: (cpuUsed / delivered) * 1000,
      serverShare: cpuUsed / 1000 / seconds,
      otherCores: (machineMs() - all - cpuUsed - ownMs) / 1000 / seconds,
      loadShare: ownMs / 1000 / seconds,
      loopShare: performance.eventLoopUtilization(loop).utilization,
    };
  };
}
