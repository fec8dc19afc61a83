// A broadcast that comes by HLS or by WebRTC, never by both: what a browser sends to Cloudflare Stream has no playlist.
// HLS where there is one, else WebRTC; looked for again whenever what plays has ended, until it is closed.

import { pause } from "../lib/pause";
import { Store } from "../lib/store";
import { HlsPlayback } from "./hls";
import { type Health, type LivePlayback, NO_CHOICE, type Qualities } from "./playback";
import type { WhepLine } from "./whep";
import { healthOf, WhepError } from "./whep-fault";

/** The addresses of both. */
export interface Addresses {
  hls: string;
  webrtc: string;
}

/** An encoder's broadcast has its first playlist after some seconds. */
const PLAYLIST_WITHIN_MS = 4_000;
const PLAYLIST_LIMIT_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

export class EitherPlayback implements LivePlayback {
  readonly health = new Store<Health>("loading");
  readonly qualities = new Store<Qualities>(NO_CHOICE);
  readonly #video: HTMLVideoElement;
  readonly #addresses: Addresses;
  readonly #run = new AbortController();
  #hls: HlsPlayback | null = null;
  #line: WhepLine | null = null;

  constructor(video: HTMLVideoElement, addresses: Addresses) {
    this.#video = video;
    this.#addresses = addresses;
    void this.#keepUp(this.#run.signal);
  }

  choose(level: number): void {
    this.#hls?.choose(level);
  }

  close(): void {
    this.#run.abort();
    this.#closeHls();
    this.#closeLine();
  }

  async #keepUp(signal: AbortSignal): Promise<void> {
    const sinceMs = performance.now();
    let failures = 0;
    while (!signal.aborted) {
      try {
        if (await hasPlaylist(this.#addresses.hls, signal)) await this.#playHls(signal);
        else if (performance.now() - sinceMs > PLAYLIST_WITHIN_MS) await this.#playWebrtc(signal);
        failures = 0;
      } catch (error) {
        failures += 1;
        const health = healthAfter(error);
        if (failures > 1 || health === "blocked") this.health.value = health;
      }
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.6 ** failures), signal);
    }
  }

  /** Until it fails again and again. */
  async #playHls(signal: AbortSignal): Promise<void> {
    this.#closeLine();
    const hls = new HlsPlayback(this.#video, this.#addresses.hls);
    this.#hls = hls;
    hls.qualities.follow((qualities) => {
      this.qualities.value = qualities;
    });
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve());
      hls.health.follow((health) => {
        this.health.value = health;
        if (health === "failing" || health === "unsupported") resolve();
      });
    });
    this.#closeHls();
  }

  /** Until the connection is over. */
  async #playWebrtc(signal: AbortSignal): Promise<void> {
    const { openWhep } = await import("./whep");
    const line = await openWhep(this.#addresses.webrtc, signal);
    this.#show(line);
    await line.over;
    if (!signal.aborted) this.health.value = "lost";
  }

  /** What was shown before stays until now: a picture that stands is better than none. */
  #show(line: WhepLine): void {
    const before = this.#line;
    this.#line = line;
    // A connection has no beginning to go back to: the controls are told that it is always live.
    Object.assign(this.#video, { srcObject: line.media, liveEdgeStart: 0 });
    before?.close();
    this.health.value = "playing";
  }

  #closeHls(): void {
    this.#hls?.close();
    this.#hls = null;
    this.qualities.value = NO_CHOICE;
  }

  #closeLine(): void {
    if (!this.#line) return;
    this.#line.close();
    this.#line = null;
    Object.assign(this.#video, { srcObject: null, liveEdgeStart: undefined });
  }
}

const healthAfter = (error: unknown): Health =>
  error instanceof WhepError ? healthOf(error.fault) : "failing";

/** Whether a broadcast plays by HLS: Stream answers 204 while it does not. */
async function hasPlaylist(url: string, signal: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PLAYLIST_LIMIT_MS)]);
  const reply = await fetch(url, { signal: limit }).catch(() => null);
  if (!reply?.ok) return false;
  return (await reply.text().catch(() => "")).startsWith("#EXTM3U");
}
