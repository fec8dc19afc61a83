// Waiting without saying for how long.

import { setTimeout as sleep } from "node:timers/promises";

export { sleep };

/**
 * How long anything is waited for: only a test that fails takes so long. A machine that is busy with something else is
 * no reason to fail.
 */
export const PATIENCE_MS = 60_000;
const EVERY_MS = 100;

/**
 * Tries until it does not throw any more; the last failure is the test's.
 *
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {number} [patienceMs] more than the usual, for what takes its time by itself
 * @returns {Promise<T>}
 */
export async function eventually(attempt, patienceMs = PATIENCE_MS) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(EVERY_MS);
  }
}
