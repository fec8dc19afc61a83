// Chance that can be had again: `TEST_SEED=… node --test …`.

/** A different one each time, unless it is asked for. */
export const seed = () => Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Numbers from 0 to 1 (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same items in another order. */
export function shuffled(items, next) {
  const order = items.map((item) => [next(), item]);
  return order.toSorted(([a], [b]) => a - b).map(([, item]) => item);
}
