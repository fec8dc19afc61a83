// Somebody who keeps looking at a stream.

import assert from "node:assert/strict";
import { sleep } from "./eventually.mjs";
import { look } from "./streams.mjs";

const EVERY_MS = 40;

/** Looks again and again until asked what was seen. */
export function lookOut(who, stream) {
  const seen = new Set();
  let isLooking = true;
  const looking = (async () => {
    while (isLooking) {
      const { status, startTime } = await look(who, stream);
      seen.add(`${status} since ${startTime}`);
      await sleep(EVERY_MS);
    }
  })();
  return {
    /** Stops, and says that it never was anything but live since then. */
    async sawLiveSince(startTime) {
      isLooking = false;
      await looking;
      assert.deepEqual([...seen], [`live since ${startTime}`]);
    },
  };
}
