// Somebody who keeps an eye on a stream.

import { require } from "./step.mjs";

const LOOKS_EVERY_MS = 250;

/**
 * Looks at the stream several times a second until stopped, and remembers what it saw.
 *
 * @param {ReturnType<typeof import("./api.mjs").client>} viewer
 * @param {number} id the stream's
 */
export function lookOut(viewer, id) {
  const seen = new Set();
  const timer = setInterval(async () => {
    const { status, startTime } = await viewer
      .get(`/streams/${id}`)
      .catch((error) => ({ status: error.message }));
    seen.add(`${status} since ${startTime}`);
  }, LOOKS_EVERY_MS);
  return {
    stop: () => clearInterval(timer),
    /** @throws when it ever was anything but live since then */
    mustStay(startTime) {
      const expected = `live since ${startTime}`;
      const other = [...seen].filter((state) => state !== expected);
      require(other.length === 0, `in between it was ${other.join(", ")} instead of ${expected}`);
      return expected;
    },
  };
}
