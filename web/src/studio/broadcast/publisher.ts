// A broadcast: connects, tells how it stands, and connects anew when the network failed, until it is stopped.

import { pause } from "../../lib/pause";
import { Store } from "../../lib/store";
import type { End } from "../../lib/webrtc/connection";
import { isFinal, PublishError, type PublishFault } from "./fault";
import { type Line, openLine } from "./line";
import type { Media } from "./peer";
import { type Count, type Figures, figuresOf } from "./statistics";

export type Phase = "idle" | "connecting" | "connected" | "reconnecting" | "ended";

/** How a broadcast stands; `fault` is why it ended, when nobody here wanted that. */
export interface Standing {
  phase: Phase;
  fault: PublishFault | null;
  /** When it came to that, in milliseconds. */
  sinceMs: number;
}

const FIRST_PAUSE_MS = 1_000;
/** Whoever was cut waits for the news that the stream was ended: then it must not come back. */
const PAUSE_AFTER_CUT_MS = 5_000;
const LONGEST_PAUSE_MS = 15_000;
const GIVES_UP_AFTER_MS = 5 * 60_000;
const COUNTS_EVERY_MS = 2_000;

/** Whether something is on its way, or is to be again. */
export const isOn = ({ phase }: Standing): boolean =>
  phase === "connecting" || phase === "connected" || phase === "reconnecting";

export class Publisher {
  readonly standing = new Store<Standing>({ phase: "idle", fault: null, sinceMs: 0 });
  readonly figures = new Store<Figures | null>(null);
  readonly #address: () => string;
  #media: Media | null = null;
  #line: Line | null = null;
  #run = new AbortController();

  /** @param address where to publish; asked for each connection, since a new key makes it another */
  constructor(address: () => string) {
    this.#address = address;
  }

  start(media: Media): void {
    if (isOn(this.standing.value)) return;
    this.#media = { ...media };
    this.#run = new AbortController();
    void this.#keepUp(this.#media, this.#run.signal);
  }

  /** Another picture, now and in every later connection. */
  show(video: MediaStreamTrack): void {
    if (this.#media) this.#media.video = video;
    this.#line?.show(video).catch(() => {}); // the line ended meanwhile
  }

  stop(fault: PublishFault | null = null): void {
    if (!isOn(this.standing.value)) return;
    this.#run.abort();
    this.#tell("ended", fault);
    void this.#line?.end();
  }

  async #keepUp(media: Media, signal: AbortSignal): Promise<void> {
    this.#tell("connecting");
    let lostAtMs: number | null = null;
    let failures = 0;
    let pauseMs = 0;
    while (!signal.aborted) {
      try {
        const end = await this.#broadcast(media, signal);
        lostAtMs = Date.now();
        failures = 0;
        pauseMs = end === "cut" ? PAUSE_AFTER_CUT_MS : FIRST_PAUSE_MS;
      } catch (error) {
        if (signal.aborted) return;
        const fault = error instanceof PublishError ? error.fault : "unacceptable";
        if (lostAtMs === null || isFinal(fault)) return this.stop(fault);
        if (Date.now() - lostAtMs > GIVES_UP_AFTER_MS) return this.stop("lost");
        failures += 1;
        pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      }
      if (signal.aborted) return;
      if (this.standing.value.phase !== "reconnecting") this.#tell("reconnecting");
      await pause(pauseMs, signal);
    }
  }

  /** One connection, until it is lost. */
  async #broadcast(media: Media, signal: AbortSignal): Promise<End> {
    await this.#line?.end(); // so that this one is not refused for its sake
    const line = await openLine(this.#address(), media, signal);
    this.#line = line;
    this.#tell("connected");
    const stopCounting = this.#count(line);
    const end = await line.over;
    stopCounting();
    void line.end();
    return end;
  }

  #count(line: Line): () => void {
    let before: Count | null = null;
    let isOver = false;
    const timer = setInterval(async () => {
      const report = await line.statistics();
      if (!isOver) [this.figures.value, before] = figuresOf(report.values(), before, performance.now());
    }, COUNTS_EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
      this.figures.value = null;
    };
  }

  #tell(phase: Phase, fault: PublishFault | null = null) {
    this.standing.value = { phase, fault, sinceMs: Date.now() };
  }
}
