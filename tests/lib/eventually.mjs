// Waiting without saying for how long.

import { setTimeout as sleep } from "node:timers/promises";

export { sleep };

const LIMIT_MS = 30_000;
const EVERY_MS = 100;

/**
 * Tries until it does not throw any more; the last failure is the test's.
 *
 * @template T
 * @param {() => Promise<T>} attempt
 * @returns {Promise<T>}
 */
export async function eventually(attempt) {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(EVERY_MS);
  }
}
