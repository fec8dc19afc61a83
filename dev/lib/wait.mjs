// Waiting for things to come true.

import { setTimeout as sleep } from "node:timers/promises";

export { sleep };

/**
 * Asks again and again until the answer is truthy, and returns it.
 *
 * @template T
 * @param {string} what completes the sentence "Waited 60 s for …" when time is up
 * @param {() => T | Promise<T>} probe a throw counts as "not yet"
 * @param {object} [limits]
 * @param {number} [limits.timeoutMs]
 * @param {number} [limits.everyMs]
 * @param {() => boolean} [limits.pointless] when waiting on cannot help, such as: it has died
 * @returns {Promise<NonNullable<T>>}
 */
export async function waitFor(
  what,
  probe,
  { timeoutMs = 60_000, everyMs = 100, pointless = () => false } = {},
) {
  const started = Date.now();
  let last;
  for (;;) {
    try {
      last = await probe();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() - started >= timeoutMs || pointless()) break;
    await sleep(everyMs);
  }
  const seen = last instanceof Error ? last.message : JSON.stringify(last);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  throw new Error(`Waited ${seconds} s for ${what}; last seen: ${seen}`);
}
