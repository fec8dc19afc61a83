// What the player knows of a broadcast, by whichever way it comes.

import type { Store } from "../lib/store";

/**
 * How the picture is. `absent`: nobody sends one at the moment; `blocked`: the network lets none through; `lost`: it was
 * there; `unsupported`: this browser cannot.
 */
export type Health = "loading" | "playing" | "failing" | "absent" | "blocked" | "lost" | "unsupported";

/** A quality to choose; `level` as hls.js counts. */
export interface Quality {
  level: number;
  height: number;
}

/** Everything that there is to choose, and what is chosen; level -1 lets the network decide. */
export interface Qualities {
  all: readonly Quality[];
  chosen: number;
  /** The height that plays at the moment. */
  height: number | null;
}

export const NO_CHOICE: Qualities = { all: [], chosen: -1, height: null };

/** A broadcast in a media element, until it is closed. */
export interface LivePlayback {
  readonly health: Store<Health>;
  readonly qualities: Store<Qualities>;
  /** Chooses a quality, -1 for whichever the network carries. */
  choose(level: number): void;
  close(): void;
}
