// How the running broadcasts fare: read from nginx-rtmp every few seconds and told to the Worker.

import { setTimeout as sleep } from "node:timers/promises";
import { Refused } from "./refused.mjs";
import { lookAtStat } from "./stat.mjs";

const EVERY_MS = 5_000;
/** Streams that are told of at the same time. */
const AT_ONCE = 8;

/**
 * Measures until it is stopped. A measurement that does not arrive is not repeated: the next one is better.
 *
 * @param {string} statUrl nginx-rtmp's /stat
 * @param {Pick<ReturnType<typeof import("./api.mjs").worker>, "measured">} api
 * @param {AbortSignal} stopping
 * @param {(line: string) => void} log
 * @param {number} [everyMs]
 * @returns {Promise<void>} when it has stopped
 */
export async function startMeasuring(statUrl, api, stopping, log, everyMs = EVERY_MS) {
  const bitrate = bitrates();
  /** Streams that the Worker does not know, until they are gone. */
  const unknown = new Set();
  let isFailing = false;

  async function round() {
    const now = Date.now();
    const streams = (await lookAtStat(statUrl, stopping)).map(({ name, bytesIn, figures }) => ({
      name,
      figures: { bitrateBps: bitrate.of(name, bytesIn, now), ...figures },
    }));
    const names = new Set(streams.map(({ name }) => name));
    bitrate.keep(names);
    for (const name of unknown) if (!names.has(name)) unknown.delete(name);
    await tell(
      streams.filter(({ name }) => !unknown.has(name)),
      now,
    );
  }

  async function tell(streams, now) {
    for (let from = 0; from < streams.length; from += AT_ONCE) {
      const some = streams.slice(from, from + AT_ONCE);
      await Promise.all(
        some.map(({ name, figures }) => api.measured(name, figures, now).catch(unlessRefused(name))),
      );
    }
  }

  const unlessRefused = (name) => (error) => {
    if (!(error instanceof Refused)) throw error;
    unknown.add(name);
  };

  /** Says once that it fails, and once that it does not any more. */
  function note(error) {
    if (Boolean(error) === isFailing || stopping.aborted) return;
    isFailing = Boolean(error);
    log(error ? `nothing is measured: ${error.message}` : "measuring again");
  }

  while (!stopping.aborted) {
    await round().then(() => note(), note);
    await sleep(everyMs, undefined, { signal: stopping }).catch(() => {});
  }
}

/** Bits a second, from how many bytes had come at two looks. */
function bitrates() {
  const seen = new Map();
  return {
    /** Undefined at the first look, and when the stream began anew since the last one. */
    of(name, bytes, atMs) {
      const before = seen.get(name);
      seen.set(name, { bytes, atMs });
      if (!before || bytes < before.bytes || atMs <= before.atMs) return undefined;
      return Math.round(((bytes - before.bytes) * 8_000) / (atMs - before.atMs));
    },
    /** Forgets all streams but these. */
    keep(names) {
      for (const name of seen.keys()) if (!names.has(name)) seen.delete(name);
    },
  };
}
