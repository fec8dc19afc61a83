// Pictures of what is on air: taken of every stream now and then, and brought to the Worker.

import { setTimeout as sleep } from "node:timers/promises";
import { Refused } from "./refused.mjs";
import { lookAtStat } from "./stat.mjs";

const LOOK_EVERY_MS = 2_000;
/** The first picture needs a first piece of HLS; whoever begins is not known to last, either. */
const FIRST_AFTER_MS = 3_000;
/** Pictures that are made at the same time: the media server needs the processor more. */
const AT_ONCE = 2;

/**
 * Takes pictures until it is stopped. One that fails or does not arrive is not repeated: the next one is newer.
 *
 * @param {object} tools
 * @param {import("./settings.mjs").Settings} tools.settings
 * @param {(url: string) => Promise<Buffer>} tools.take a JPEG of what an HLS playlist shows now
 * @param {(name: string, jpeg: Buffer) => Promise<unknown>} tools.bring to the Worker
 * @param {AbortSignal} tools.stopping
 * @param {(line: string) => void} tools.log
 * @param {number} [tools.lookEveryMs]
 * @param {number} [tools.firstAfterMs]
 * @returns {Promise<void>} when it has stopped
 */
export async function startSnapshots({
  settings: { statUrl, hlsUrl, snapshotEveryMs },
  take,
  bring,
  stopping,
  log,
  lookEveryMs = LOOK_EVERY_MS,
  firstAfterMs = FIRST_AFTER_MS,
}) {
  const schedule = schedules(firstAfterMs, snapshotEveryMs);

  async function round() {
    // Whether /stat answers, the measuring says.
    const streams = await lookAtStat(statUrl, stopping).catch(() => undefined);
    if (!streams) return;
    const names = streams.map(({ name }) => name);
    schedule.keep(new Set(names), Date.now());
    const due = names.filter((name) => schedule.isDue(name, Date.now()));
    while (due.length > 0 && !stopping.aborted) await Promise.all(due.splice(0, AT_ONCE).map(snap));
  }

  async function snap(name) {
    try {
      await bring(name, await take(hlsUrl.replace("{name}", name)));
      if (schedule.succeeded(name, Date.now())) log(`pictures of ${name} again`);
    } catch (error) {
      if (stopping.aborted) return;
      const isNews = schedule.failed(name, Date.now(), error instanceof Refused && error.status === 403);
      if (isNews) log(`no picture of ${name}: ${error.message}`);
    }
  }

  while (!stopping.aborted) {
    await round();
    await sleep(lookEveryMs, undefined, { signal: stopping }).catch(() => {});
  }
}

/**
 * When each stream's next picture is due.
 *
 * @param {number} firstAfterMs after a stream was first seen
 * @param {number} everyMs from then on
 */
export function schedules(firstAfterMs, everyMs) {
  /** @type {Map<string, {dueMs: number, failures: number}>} */
  const streams = new Map();
  return {
    /** Begins with streams that are new, and forgets those that are gone. */
    keep(names, nowMs) {
      for (const name of streams.keys()) if (!names.has(name)) streams.delete(name);
      for (const name of names) {
        if (!streams.has(name)) streams.set(name, { dueMs: nowMs + firstAfterMs, failures: 0 });
      }
    },
    isDue: (name, nowMs) => streams.get(name)?.dueMs <= nowMs,
    /** @returns {boolean} whether it had failed before */
    succeeded(name, nowMs) {
      const hadFailed = streams.get(name)?.failures > 1;
      streams.set(name, { dueMs: nowMs + everyMs, failures: 0 });
      return hadFailed;
    },
    /**
     * The first failure is tried again soon: the picture may just not have been there yet. What is refused as unknown
     * is left alone until it is gone.
     *
     * @returns {boolean} whether that is worth saying: at the second failure in a row
     */
    failed(name, nowMs, isUnknown) {
      const failures = (streams.get(name)?.failures ?? 0) + 1;
      const pauseMs = isUnknown ? Number.POSITIVE_INFINITY : Math.min(everyMs, firstAfterMs * 2 ** failures);
      streams.set(name, { dueMs: nowMs + pauseMs, failures });
      return isUnknown || failures === 2;
    },
  };
}
