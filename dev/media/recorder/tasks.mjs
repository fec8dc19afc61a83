// Work that is tried until it is done: while the Worker is away, again and again, less and less often.

import { setTimeout as sleep } from "node:timers/promises";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/**
 * How long to wait after so many failures in a row: twice as long each time, up to a minute, and each time somewhat
 * else, so that many recorders do not come back in the same moment.
 *
 * @param {number} failures from 1
 * @param {number} chance from 0 to 1
 */
export const pauseMs = (failures, chance) =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 20)) * (0.5 + chance / 2);

/**
 * Runs named tasks, each of them once at a time.
 *
 * @param {AbortSignal} stopping ends all of them
 * @param {(line: string) => void} log
 */
export function runTasks(stopping, log) {
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();

  async function persist(name, task) {
    for (let failures = 1; !stopping.aborted; failures += 1) {
      try {
        return await task();
      } catch (error) {
        if (stopping.aborted) return;
        const pause = pauseMs(failures, Math.random());
        log(`${name}: ${error.message}; again in ${Math.ceil(pause / 1000)} s`);
        await sleep(pause, undefined, { signal: stopping }).catch(() => {});
      }
    }
  }

  return {
    /** Starts a task unless it runs. What it throws is a reason to try again. */
    ensure(name, task) {
      if (running.has(name)) return;
      running.set(
        name,
        persist(name, task).finally(() => running.delete(name)),
      );
    },
    /** Waits for what runs to end. */
    settled: () => Promise.all(running.values()),
  };
}

/** Runs one job at a time, in the order in which they come. */
export function oneAtATime() {
  let last = Promise.resolve();
  return (job) => {
    const mine = last.then(job);
    last = mine.catch(() => {});
    return mine;
  };
}

/** Something that sleepers wait for. */
export function bell() {
  let next = new AbortController();
  return {
    ring() {
      next.abort();
      next = new AbortController();
    },
    /**
     * Begins to listen, before a look at what the bell may ring for. The answer sleeps for so long, or not at all if it
     * has rung since; it throws when all is being stopped.
     *
     * @returns {(ms: number, stopping: AbortSignal) => Promise<void>}
     */
    listen() {
      const { signal } = next;
      return (ms, stopping) =>
        sleep(ms, undefined, { signal: AbortSignal.any([signal, stopping]) }).catch(() =>
          stopping.throwIfAborted(),
        );
    },
  };
}
