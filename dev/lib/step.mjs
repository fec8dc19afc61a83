// Steps that say what they did, and promises that are checked.

/**
 * Runs one step and says how long it took and what it saw.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} action a text that it returns is shown
 * @returns {Promise<T>}
 */
export async function step(title, action) {
  const started = performance.now();
  const seen = await action().catch((error) => {
    throw new Error(`${title}: ${error.message}`);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  console.log(`${seconds.padStart(7)}s  ${title}${typeof seen === "string" ? ` (${seen})` : ""}`);
  return seen;
}

/**
 * @param {unknown} condition
 * @param {string} otherwise what to say when it does not hold
 */
export function require(condition, otherwise) {
  if (!condition) throw new Error(otherwise);
}
