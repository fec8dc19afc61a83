// What a few sockets look at more closely: that a frame holds what its numbers promise, and how old its messages are.
// A message begins with the time at which it was to be sent.

const STAMP = /"message":"([\d.]+)/g;

export class Sampler {
  delays = [];
  arrivals = [];
  isTiming = false;

  take(text, messages) {
    const stamps = [...text.matchAll(STAMP)];
    if (stamps.length !== messages)
      throw new Error(`${stamps.length} messages in a frame that counts ${messages}`);
    if (!this.isTiming) return;
    const now = performance.now();
    this.arrivals.push(now);
    for (const [, stamp] of stamps) this.delays.push(now - Number(stamp));
  }

  /** @returns {number[]} the times between frames */
  gaps() {
    return this.arrivals.slice(1).map((at, index) => at - this.arrivals[index]);
  }
}

/** Evenly from first to last: a room is told in order, so they do not fare alike. */
export function spread(items, count) {
  const many = Math.min(items.length, count);
  return Array.from(
    { length: many },
    (_, i) => items[Math.floor((i * (items.length - 1)) / Math.max(1, many - 1))],
  );
}
