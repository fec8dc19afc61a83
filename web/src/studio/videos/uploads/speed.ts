// How fast bytes go, by the last seconds.

/** Older ones do not count. */
const WINDOW_MS = 8_000;
/** A shorter time says nothing. */
const LEAST_MS = 1_000;

interface Sample {
  bytes: number;
  atMs: number;
}

/** Samples with one more, without those that are too old; a step back begins anew. */
export function sampled(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last && sample.bytes < last.bytes) return [sample];
  return [...samples.filter(({ atMs }) => atMs >= sample.atMs - WINDOW_MS), sample];
}

/** Bytes a second; null as long as nobody can tell. */
export function rateOf(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.atMs - first.atMs < LEAST_MS) return null;
  return ((last.bytes - first.bytes) * 1_000) / (last.atMs - first.atMs);
}

/** Seconds until the rest is there; null when nobody can tell. */
export const secondsLeft = (leftBytes: number, rate: number | null): number | null =>
  rate === null || rate <= 0 ? null : Math.ceil(leftBytes / rate);
