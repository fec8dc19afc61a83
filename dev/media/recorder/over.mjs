// When a recording has all of its segments.

const SHORTEST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 30_000;

/**
 * Whether no further segment can come: the stream is not live, or live with another broadcast.
 *
 * @param {{status: string, startTime: string | null}} stream as the Worker has it now
 * @param {{startTime: string | null, lastEndMs: number}} recording the broadcast's start as it was first seen, and
 *   when the last known segment ended
 * @param {{endedAtMs: number}[]} pending files of the stream that may belong to it, the growing one among them
 */
export function isOver(stream, recording, pending) {
  if (stream.status !== "live") return pending.length === 0;
  const startMs = Date.parse(stream.startTime);
  // It was first seen when the next one was on air already.
  const isLaterThanAll = startMs > recording.lastEndMs;
  if (stream.startTime === recording.startTime && !isLaterThanAll) return false;
  // What is growing now belongs to the other broadcast.
  return pending.every(({ endedAtMs }) => endedAtMs >= startMs);
}

/**
 * How long to wait before asking again. At first the end may come any moment; while the encoder is back it will be told
 * of, and asking is only for what was not.
 *
 * @param {number} sinceLastMs since the last segment ended
 * @param {boolean} isGrowing whether another file is being written
 */
export const nextLookMs = (sinceLastMs, isGrowing) =>
  isGrowing ? LONGEST_LOOK_MS : Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, sinceLastMs / 10));
